import { randomBytes } from "node:crypto";
import type { Change, Channel, Workspace } from "../slack/index.ts";
import type { News } from "./client/wire.ts";
import { showLink, showMessage, showView } from "./scene.ts";

/** A change with its number and who may hear of it. */
interface Entry {
  readonly number: number;
  readonly news: News;
  readonly seenBy: (user: string) => boolean;
}

/** Somebody's open page. */
export interface Listener {
  readonly user: string;
  tell(seq: string, news: News): void;
}

type Told = Omit<Entry, "number">;

/** A page that was away for longer asks for everything again. */
const KEPT = 500;

const member =
  (channel: Channel) =>
  (user: string): boolean =>
    channel.members.has(user);
const only =
  (user: string) =>
  (other: string): boolean =>
    other === user;
const everybody = (): boolean => true;

const newsOf = (workspace: Workspace, change: Change): Told | undefined => {
  switch (change.type) {
    case "message":
    case "changed":
    case "reaction":
    case "ephemeral": {
      const message = showMessage(workspace, change.message);
      const fresh = change.type === "message" || change.type === "ephemeral";
      const news: News = { type: "said", room: change.channel.id, message, fresh };
      return { news, seenBy: change.type === "ephemeral" ? only(change.user) : member(change.channel) };
    }
    case "deleted":
    case "ephemeral_gone": {
      const news: News = { type: "gone", room: change.channel.id, ts: change.message.ts };
      return { news, seenBy: change.type === "deleted" ? member(change.channel) : only(change.user) };
    }
    case "view": {
      const modal = showView(workspace.modals(change.user).at(-1));
      const errors = change.errors === undefined ? {} : { errors: change.errors };
      return { news: { type: "modal", modal, ...errors }, seenBy: only(change.user) };
    }
    case "home":
      return {
        news: { type: "home", home: { id: change.view.id, body: change.view.body } },
        seenBy: only(change.user),
      };
    case "channel":
      return { news: { type: "again" }, seenBy: member(change.channel) };
    case "connections":
      return { news: { type: "link", link: showLink(workspace) }, seenBy: everybody };
    case "file":
    case "undelivered":
    case "call":
      return undefined;
  }
};

/** Everything that happens in the workspace, numbered, and told to every open page that may see it. */
export class Changes {
  /** Tells runs of the demo apart: numbers begin anew with each. */
  readonly #run = randomBytes(4).toString("hex");
  readonly #kept: Entry[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #workspace: Workspace;
  #last = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    workspace.onChange((change) => {
      const told = newsOf(workspace, change);
      if (told !== undefined) this.#add(told);
    });
  }

  /** The number of the newest change. */
  get seq(): string {
    return this.#seq(this.#last);
  }

  /** Tells everybody how the app is connected: nothing else says that Slack was cut off. */
  tellLink(): void {
    this.#add({ news: { type: "link", link: showLink(this.#workspace) }, seenBy: everybody });
  }

  /** What came after `after` first, then everything that happens; answers how to stop. */
  follow(listener: Listener, after: string): () => void {
    const [run, number] = after.split(".");
    const from = Number(number);
    const known = run === this.#run && Number.isInteger(from) && from >= this.#last - this.#kept.length;
    if (!known) listener.tell(this.seq, { type: "again" });
    else for (const entry of this.#kept) if (entry.number > from) this.#tell(listener, entry);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(told: Told): void {
    this.#last += 1;
    const entry: Entry = { number: this.#last, ...told };
    this.#kept.push(entry);
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const listener of this.#listeners) this.#tell(listener, entry);
  }

  #tell(listener: Listener, { number, news, seenBy }: Entry): void {
    if (seenBy(listener.user)) listener.tell(this.#seq(number), news);
  }

  #seq(number: number): string {
    return `${this.#run}.${number}`;
  }
}
