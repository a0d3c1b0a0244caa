import { Failure } from "../../core/failure.ts";
import type { HttpOptions } from "./delivery/http.ts";
import type { InteractionParts } from "./delivery/interactions.ts";
import type { Sockets } from "./delivery/sockets.ts";
import type { Faults } from "./faults.ts";
import type { RateLimits } from "./limits.ts";
import { repliesTo } from "./messages.ts";
import type { SharedLink } from "./shared-links.ts";
import { APP, SLACKBOT, type State, TEAM } from "./state.ts";
import type { ApiCall, Change, Channel, Message, Person, StoredFile, Undelivered, Usergroup, View } from "./types.ts";
import type { WebPictures } from "./web-pictures.ts";

/** What the workspace is put together from. */
export interface WorkspaceParts extends InteractionParts {
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly sockets: Sockets;
  readonly http: HttpOptions;
  readonly close: () => Promise<void>;
}

/** What can be seen of a workspace: who and what is there, what was said and called. */
export class SeenWorkspace {
  readonly signingSecret: string;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly ids = { team: TEAM.id, app: APP.id, bot: APP.botId, botUser: APP.botUser, slackbot: SLACKBOT } as const;
  protected readonly parts: WorkspaceParts;
  protected readonly state: State;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    this.state = parts.state;
    this.faults = parts.faults;
    this.limits = parts.limits;
    this.signingSecret = parts.http.signingSecret;
  }

  /** http://127.0.0.1:port */
  get url(): string {
    return this.state.url;
  }

  /** What a client takes as slackApiUrl. */
  get apiUrl(): string {
    return `${this.state.url}/api/`;
  }

  get tokens(): { readonly bot: string; readonly app: string } {
    return this.state.tokens;
  }

  get people(): readonly Person[] {
    return [...this.state.people.values()];
  }

  get usergroups(): readonly Usergroup[] {
    return [...this.state.usergroups.values()];
  }

  get channels(): readonly Channel[] {
    return [...this.state.channels.values()];
  }

  /** Declared slash commands, for a composer's hints. */
  get commands(): readonly { readonly command: string; readonly description: string; readonly usageHint: string }[] {
    return [...this.state.manifest.commands.values()];
  }

  /** Whether the app has a home tab. */
  get homeTab(): boolean {
    return this.state.manifest.homeTab;
  }

  /** Every Web API call so far, oldest first. */
  get calls(): readonly ApiCall[] {
    return this.state.calls;
  }

  /** What the app did not acknowledge in time, or could not be told. */
  get timeouts(): readonly Undelivered[] {
    return this.state.undelivered;
  }

  /** Messages in which people read "file not found": an update put a file there that no message had shown. */
  get brokenPictures(): readonly {
    readonly channel: string;
    readonly ts: string;
    readonly files: readonly string[];
  }[] {
    return this.channels.flatMap(({ id, messages }) =>
      messages
        .filter((one) => one.missingFiles.length > 0)
        .map(({ ts, missingFiles }) => ({ channel: id, ts, files: missingFiles })),
    );
  }

  /** Pictures of public addresses: where these lead to, and what was fetched. */
  get pictures(): WebPictures {
    return this.state.pictures;
  }

  /** Links that the app was told of, oldest first. */
  get sharedLinks(): readonly SharedLink[] {
    return this.state.shared;
  }

  /** Domains whose links the app is told of; more may be added: "127.0.0.1:8080". */
  get unfurlDomains(): Set<string> {
    return this.state.unfurlDomains;
  }

  /** How long a file is not ready after its upload, in ms; may be changed at any time. */
  get fileReadyMs(): number {
    return this.state.fileReadyMs;
  }

  set fileReadyMs(ms: number) {
    this.state.fileReadyMs = ms;
  }

  /** How many calls were answered 429 by the limits. */
  get rateLimited(): number {
    return this.limits.refused;
  }

  /** Open Socket Mode connections. */
  get connections(): number {
    return this.parts.sockets.count;
  }

  /** By id, handle or e-mail. */
  person(who: string): Person {
    return this.state.requirePerson(who);
  }

  /** By id or name. */
  channel(which: string): Channel {
    return this.state.requireChannel(which);
  }

  /** The direct message between a person and the app. */
  dm(who: string): Channel {
    return this.state.dm(this.person(who).id);
  }

  /** The history of a channel, oldest first, replies included. */
  messages(channel: string): readonly Message[] {
    return [...this.channel(channel).messages];
  }

  /** A message and its replies, oldest first. */
  thread(channel: string, ts: string): readonly Message[] {
    const place = this.channel(channel);
    return [...place.messages.filter((one) => one.ts === ts), ...repliesTo(place, ts)];
  }

  /** What only this person sees, oldest first. */
  ephemerals(who: string): readonly { readonly channel: Channel; readonly message: Message }[] {
    const user = this.person(who).id;
    return this.state.ephemerals.filter((one) => one.user === user);
  }

  /** The person's open modals, the shown one last. */
  modals(who: string): readonly View[] {
    return (this.state.stacks.get(this.person(who).id) ?? []).map((id) => this.requireView(id));
  }

  /** The person's home tab, once the app published one. */
  home(who: string): View | undefined {
    return this.state.homes.get(this.person(who).id);
  }

  /** An uploaded file with its bytes. */
  file(id: string): StoredFile | undefined {
    return this.state.files.get(id);
  }

  /** Tells of every change; answers how to stop. */
  onChange(listener: (change: Change) => void): () => void {
    return this.state.onChange(listener);
  }

  /** Waits until `find` gives something, looking every few milliseconds; Failure("timeout") after `timeoutMs`. */
  until<T>(find: () => T | undefined | false, timeoutMs = 20_000): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const look = (): void => {
      const found = find();
      if (found === undefined || found === false) return;
      clearInterval(timer);
      clearTimeout(limit);
      resolve(found);
    };
    const timer = setInterval(look, 5);
    const limit = setTimeout(() => {
      clearInterval(timer);
      reject(new Failure("timeout", `nothing of the kind within ${timeoutMs} ms`));
    }, timeoutMs);
    look();
    return promise;
  }

  protected requireMessage(channel: Channel, ts: string): Message {
    const found = channel.messages.find((one) => one.ts === ts);
    if (found === undefined) throw new Failure("not_found", `there is no message ${ts} in ${channel.name}`);
    return found;
  }

  protected requireView(id: string): View {
    const found = this.state.views.get(id);
    if (found === undefined) throw new Failure("not_found", `there is no view ${id}`);
    return found;
  }
}
