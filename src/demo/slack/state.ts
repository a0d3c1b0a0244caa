import { randomBytes } from "node:crypto";
import { Failure } from "../../core/failure.ts";
import type { Manifest } from "./manifest.ts";
import type { ChannelSeed, PersonSeed, WorkspaceSetup } from "./options.ts";
import type { SharedLink } from "./shared-links.ts";
import type {
  ApiCall,
  Change,
  Channel,
  ChannelKind,
  Message,
  Person,
  StoredFile,
  Undelivered,
  Usergroup,
  View,
} from "./types.ts";
import { WebPictures } from "./web-pictures.ts";

/** Ids of the installation: fixed, so that a demo looks the same after each start. */
export const TEAM = { id: "T0DEMOTEAM1", name: "Demo", domain: "demo" } as const;
/** The installed app and its bot. */
export const APP = { id: "A0DEMOAPP01", botId: "B0DEMOBOT01", botUser: "U0DEMOBOT01" } as const;
/** Who speaks for Slack itself; no person of the list. */
export const SLACKBOT = "USLACKBOT";
const CALLS_KEPT = 50_000;

const DEFAULT_CHANNELS: readonly ChannelSeed[] = [
  { name: "ops", bot: true },
  { name: "general" },
  { name: "incident-room", private: true, bot: true },
];

/** Everything the workspace remembers, in memory. */
export class State {
  readonly manifest: Manifest;
  readonly clock: () => number;
  fileReadyMs: number;
  /** Whose links the app is told of. */
  readonly unfurlDomains: Set<string>;
  /** What the app was told of, newest last. */
  readonly shared: SharedLink[] = [];
  readonly pictures: WebPictures;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly people = new Map<string, Person>();
  readonly usergroups = new Map<string, Usergroup>();
  readonly channels = new Map<string, Channel>();
  readonly ephemerals: { readonly user: string; readonly channel: Channel; readonly message: Message }[] = [];
  readonly files = new Map<string, StoredFile>();
  /** Upload key -> the file it will fill. */
  readonly uploads = new Map<string, StoredFile>();
  readonly views = new Map<string, View>();
  /** Open modals of a person, the shown one last. */
  readonly stacks = new Map<string, string[]>();
  readonly homes = new Map<string, View>();
  readonly calls: ApiCall[] = [];
  readonly undelivered: Undelivered[] = [];
  /** False after the app was uninstalled. */
  installed = true;
  url = "";
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #counters = new Map<string, number>();

  constructor(manifest: Manifest, options: WorkspaceSetup, clock: () => number) {
    this.manifest = manifest;
    this.clock = clock;
    this.fileReadyMs = options.fileReadyMs ?? 300;
    this.unfurlDomains = new Set([...manifest.unfurlDomains, ...(options.unfurlDomains ?? [])]);
    this.pictures = new WebPictures(options.reaches);
    this.tokens = options.tokens ?? {
      bot: `xoxb-${randomBytes(18).toString("hex")}`,
      app: `xapp-1-${randomBytes(18).toString("hex")}`,
    };
    for (const seed of options.people) this.#addPerson(seed);
    this.people.set(APP.botUser, person(APP.botUser, manifest.botName, manifest.botName, { bot: true }));
    for (const { id = this.nextId("S"), handle, name, members } of options.usergroups ?? [])
      this.usergroups.set(id, { id, handle, name, users: members.map((one) => this.requirePerson(one).id) });
    for (const seed of options.channels ?? DEFAULT_CHANNELS) this.#addChannel(seed);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  /** Writes one call down; the oldest go when there are too many. */
  record(call: ApiCall): void {
    this.calls.push(call);
    if (this.calls.length > CALLS_KEPT) this.calls.splice(0, CALLS_KEPT / 2);
    this.tell({ type: "call", call });
  }

  /** "F" -> "F0000000001", next time one more. */
  nextId(prefix: string): string {
    const next = (this.#counters.get(prefix) ?? 0) + 1;
    this.#counters.set(prefix, next);
    return `${prefix}0${next.toString(36).toUpperCase().padStart(9, "0")}`;
  }

  /** A message id, "1763725431.000200": later than every one before it in this channel. */
  nextTs(channel: Channel): string {
    const micros = Math.max(Math.floor(this.clock() * 1000), channel.lastTs + 1);
    channel.lastTs = micros;
    return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, "0")}`;
  }

  /** By id, handle or e-mail; Failure("not_found") for strangers to the list. */
  requirePerson(who: string): Person {
    const name = who.replace(/^@/, "");
    const found =
      this.people.get(who) ?? [...this.people.values()].find((one) => one.name === name || one.email === name);
    if (found === undefined) throw new Failure("not_found", `nobody here is called ${who}`);
    return found;
  }

  /** By id or name, with or without "#". */
  findChannel(which: string): Channel | undefined {
    const name = which.replace(/^#/, "");
    return (
      this.channels.get(which) ?? [...this.channels.values()].find((one) => one.kind !== "im" && one.name === name)
    );
  }

  /** Like `findChannel`; Failure("not_found") when there is none. */
  requireChannel(which: string): Channel {
    const found = this.findChannel(which);
    if (found === undefined) throw new Failure("not_found", `there is no channel ${which}`);
    return found;
  }

  /** The direct message between a person and the app, made on first use. */
  dm(user: string): Channel {
    const found = [...this.channels.values()].find((one) => one.kind === "im" && one.members.has(user));
    return found ?? this.#newChannel(this.nextId("D"), user, "im", [user, APP.botUser]);
  }

  /** Adds or takes away one person's reaction. */
  react(channel: Channel, message: Message, user: string, name: string, added: boolean): void {
    const found = message.reactions.find((one) => one.name === name);
    if (added && found === undefined) message.reactions.push({ name, users: [user] });
    else if (added) found?.users.push(user);
    else if (found !== undefined) {
      found.users.splice(found.users.indexOf(user), 1);
      if (found.users.length === 0) message.reactions.splice(message.reactions.indexOf(found), 1);
    }
    this.tell({ type: "reaction", channel, message, user, name, added });
  }

  #addPerson(seed: PersonSeed): void {
    const id = seed.id ?? this.nextId("U");
    const handle = seed.handle ?? seed.email?.split("@")[0] ?? seed.name.toLowerCase().replaceAll(/\s+/g, ".");
    this.people.set(id, person(id, handle, seed.name, seed));
  }

  #addChannel(seed: ChannelSeed): void {
    const members =
      seed.members?.map((one) => this.requirePerson(one).id) ??
      [...this.people.values()].filter((one) => !one.bot && !one.ultraRestricted).map((one) => one.id);
    const all = seed.bot === true ? [...members, APP.botUser] : members;
    this.#newChannel(seed.id ?? this.nextId("C"), seed.name, seed.private === true ? "private" : "public", all);
  }

  #newChannel(id: string, name: string, kind: ChannelKind, members: readonly string[]): Channel {
    const channel: Channel = {
      id,
      name,
      kind,
      createdAtMs: this.clock(),
      members: new Set(members),
      archived: false,
      topic: "",
      lastTs: 0,
      messages: [],
    };
    this.channels.set(id, channel);
    this.tell({ type: "channel", channel, how: "created" });
    return channel;
  }
}

const person = (
  id: string,
  name: string,
  realName: string,
  facts: Partial<PersonSeed> & { readonly bot?: boolean },
): Person => ({
  id,
  name,
  realName,
  email: facts.email,
  tz: facts.tz ?? "UTC",
  restricted: facts.restricted === true || facts.ultraRestricted === true,
  ultraRestricted: facts.ultraRestricted === true,
  stranger: facts.stranger === true,
  bot: facts.bot === true,
  deleted: false,
});
