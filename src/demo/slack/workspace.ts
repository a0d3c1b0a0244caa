import { Failure } from "../../core/failure.ts";
import type { Value } from "./delivery/actions.ts";
import { HttpDelivery, type HttpOptions } from "./delivery/http.ts";
import {
  dismissView,
  type InteractionParts,
  pressInMessage,
  pressInView,
  submitView,
} from "./delivery/interactions.ts";
import type { Sockets } from "./delivery/sockets.ts";
import type { Ack } from "./delivery/transport.ts";
import { type Typed, typeWords } from "./delivery/typing.ts";
import type { Faults } from "./faults.ts";
import type { RateLimits } from "./limits.ts";
import { removeMessage, repliesTo } from "./messages.ts";
import { APP, SLACKBOT, type State, TEAM } from "./state.ts";
import type { ApiCall, Change, Channel, Message, Person, StoredFile, Undelivered, View } from "./types.ts";

/** What the workspace is put together from. */
export interface WorkspaceParts extends InteractionParts {
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly sockets: Sockets;
  readonly http: HttpOptions;
  readonly close: () => Promise<void>;
}

/** The running workspace, in process: what people do, what they see, and what goes wrong. */
export class Workspace {
  readonly signingSecret: string;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly ids = { team: TEAM.id, app: APP.id, bot: APP.botId, botUser: APP.botUser, slackbot: SLACKBOT } as const;
  readonly #parts: WorkspaceParts;
  readonly #state: State;

  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
    this.#state = parts.state;
    this.faults = parts.faults;
    this.limits = parts.limits;
    this.signingSecret = parts.http.signingSecret;
  }

  /** http://127.0.0.1:port */
  get url(): string {
    return this.#state.url;
  }

  /** What a client takes as slackApiUrl. */
  get apiUrl(): string {
    return `${this.#state.url}/api/`;
  }

  get tokens(): { readonly bot: string; readonly app: string } {
    return this.#state.tokens;
  }

  get people(): readonly Person[] {
    return [...this.#state.people.values()];
  }

  get channels(): readonly Channel[] {
    return [...this.#state.channels.values()];
  }

  /** Declared slash commands, for a composer's hints. */
  get commands(): readonly { readonly command: string; readonly description: string; readonly usageHint: string }[] {
    return [...this.#state.manifest.commands.values()];
  }

  /** Whether the app has a home tab. */
  get homeTab(): boolean {
    return this.#state.manifest.homeTab;
  }

  /** Every Web API call so far, oldest first. */
  get calls(): readonly ApiCall[] {
    return this.#state.calls;
  }

  /** What the app did not acknowledge in time, or could not be told. */
  get timeouts(): readonly Undelivered[] {
    return this.#state.undelivered;
  }

  /** How many calls were answered 429 by the limits. */
  get rateLimited(): number {
    return this.limits.refused;
  }

  /** Open Socket Mode connections. */
  get connections(): number {
    return this.#parts.sockets.count;
  }

  /** By id, handle or e-mail. */
  person(who: string): Person {
    return this.#state.requirePerson(who);
  }

  /** By id or name. */
  channel(which: string): Channel {
    return this.#state.requireChannel(which);
  }

  /** The direct message between a person and the app. */
  dm(who: string): Channel {
    return this.#state.dm(this.person(who).id);
  }

  /** Somebody types in a channel: words, or a command when they begin with "/". */
  type(who: string, channel: string, words: string, options: { readonly thread?: string } = {}): Promise<Typed> {
    return typeWords(this.#parts, this.person(who), this.channel(channel), words, options.thread);
  }

  /** Somebody uses a button or another element of a message; `value` is what they choose. */
  press(
    who: string,
    channel: string,
    ts: string,
    actionId: string,
    options: { readonly value?: Value } = {},
  ): Promise<Ack> {
    const user = this.person(who).id;
    const place = this.channel(channel);
    const own = this.#state.ephemerals.find(
      (one) => one.user === user && one.message.ts === ts && one.channel === place,
    );
    const message = own?.message ?? this.#message(place, ts);
    return pressInMessage(this.#parts, user, place, message, actionId, options.value);
  }

  /** Somebody uses an element of their home tab or shown modal. */
  pressInView(who: string, viewId: string, actionId: string, options: { readonly value?: Value } = {}): Promise<Ack> {
    return pressInView(this.#parts, this.person(who).id, this.#view(viewId), actionId, options.value);
  }

  /** Somebody submits their shown modal. `values` by action id, block id or "block.action". */
  submitView(who: string, values: Readonly<Record<string, Value>> = {}): Promise<Ack> {
    return submitView(this.#parts, this.#shownModal(who), values);
  }

  /** Somebody closes their shown modal. */
  closeView(who: string): Promise<Ack | undefined> {
    return dismissView(this.#parts, this.#shownModal(who));
  }

  /** Somebody looks at the app's home tab: the app hears app_home_opened. */
  openHome(who: string): void {
    const user = this.person(who).id;
    if (!this.#state.manifest.homeTab) throw new Failure("conflict", "the home tab is off in the manifest");
    if (!this.#state.manifest.events.has("app_home_opened")) return;
    const channel = this.#state.dm(user);
    this.#parts.courier.event({
      type: "app_home_opened",
      user,
      channel: channel.id,
      tab: "home",
      event_ts: this.#state.nextTs(channel),
    });
  }

  /** Somebody adds or takes away a reaction. */
  react(who: string, channel: string, ts: string, name: string, added = true): void {
    const place = this.channel(channel);
    this.#state.react(place, this.#message(place, ts), this.person(who).id, name, added);
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
    return this.#state.ephemerals.filter((one) => one.user === user);
  }

  /** The person's open modals, the shown one last. */
  modals(who: string): readonly View[] {
    return (this.#state.stacks.get(this.person(who).id) ?? []).map((id) => this.#view(id));
  }

  /** The person's home tab, once the app published one. */
  home(who: string): View | undefined {
    return this.#state.homes.get(this.person(who).id);
  }

  /** An uploaded file with its bytes. */
  file(id: string): StoredFile | undefined {
    return this.#state.files.get(id);
  }

  /** Tells of every change; answers how to stop. */
  onChange(listener: (change: Change) => void): () => void {
    return this.#state.onChange(listener);
  }

  /** Waits until `find` gives something, looking every few milliseconds; Failure("timeout") after `timeoutMs`. */
  until<T>(find: () => T | undefined | false, timeoutMs = 3000): Promise<T> {
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

  archive(channel: string, archived = true): void {
    const place = this.channel(channel);
    place.archived = archived;
    if (archived) this.#state.tell({ type: "channel", channel: place, how: "archived" });
  }

  /** Takes the app out of a channel. */
  kickBot(channel: string): void {
    const place = this.channel(channel);
    place.members.delete(APP.botUser);
    this.#state.tell({ type: "channel", channel: place, how: "left" });
  }

  inviteBot(channel: string): void {
    const place = this.channel(channel);
    place.members.add(APP.botUser);
    this.#state.tell({ type: "channel", channel: place, how: "joined" });
  }

  /** Somebody deletes a message, also one of the app (as an administrator may). */
  deleteMessage(channel: string, ts: string): void {
    const place = this.channel(channel);
    removeMessage(this.#state, place, this.#message(place, ts));
  }

  /** Uninstalls the app (or installs it again): tokens are revoked, connections cut. */
  revoke(revoked = true): void {
    this.#state.installed = !revoked;
    if (revoked) this.#parts.sockets.cut();
  }

  /** Slack refreshes connections about once an hour: a warning if asked, then disconnect. */
  rotateSockets(options: { readonly afterMs?: number; readonly warn?: boolean } = {}): void {
    this.#parts.sockets.rotate(options.afterMs ?? 0, options.warn ?? false);
  }

  /** Cuts connections as a broken network does. */
  cutSockets(): void {
    this.#parts.sockets.cut();
  }

  /** From now on deliver by signed HTTP to this address; Failure("config") unless it answers the challenge. */
  async useHttp(eventsUrl: string): Promise<void> {
    const delivery = new HttpDelivery(eventsUrl, this.#parts.http);
    await delivery.verify("demo-verification-token");
    this.#parts.courier.transport = delivery;
    this.#parts.sockets.cut();
  }

  /** Stops listening and ends every connection. */
  close(): Promise<void> {
    return this.#parts.close();
  }

  #message(channel: Channel, ts: string): Message {
    const found = channel.messages.find((one) => one.ts === ts);
    if (found === undefined) throw new Failure("not_found", `there is no message ${ts} in ${channel.name}`);
    return found;
  }

  #view(id: string): View {
    const found = this.#state.views.get(id);
    if (found === undefined) throw new Failure("not_found", `there is no view ${id}`);
    return found;
  }

  #shownModal(who: string): View {
    const shown = this.modals(who).at(-1);
    if (shown === undefined) throw new Failure("not_found", `${who} has no modal open`);
    return shown;
  }
}
