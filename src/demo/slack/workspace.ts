import { Failure } from "../../core/failure.ts";
import type { Value } from "./delivery/actions.ts";
import { HttpDelivery } from "./delivery/http.ts";
import { dismissView, pressInMessage, pressInView, submitView } from "./delivery/interactions.ts";
import { composeLinks } from "./delivery/links.ts";
import type { Ack } from "./delivery/transport.ts";
import { type Typed, typeWords } from "./delivery/typing.ts";
import { textOfMessage } from "./escape.ts";
import { removeMessage } from "./messages.ts";
import { SeenWorkspace } from "./seen-workspace.ts";
import type { SharedLink } from "./shared-links.ts";
import { APP } from "./state.ts";
import type { View } from "./types.ts";
import { viewJson } from "./views.ts";

/** The running workspace, in process: what people do, what they see, and what goes wrong. */
export class Workspace extends SeenWorkspace {
  /** Somebody types in a channel: words, or a command when they begin with "/". */
  type(who: string, channel: string, words: string, options: { readonly thread?: string } = {}): Promise<Typed> {
    return typeWords(this.parts, this.person(who), this.channel(channel), words, options.thread);
  }

  /**
   * Somebody writes words and does not send them yet: the app hears of links among them. Answers what it was told, with
   * what it shows below them; undefined when it was told nothing.
   */
  compose(who: string, words: string): SharedLink | undefined {
    return composeLinks(this.state, this.parts.courier, this.person(who).id, textOfMessage(this.state, words));
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
    const own = this.state.ephemerals.find(
      (one) => one.user === user && one.message.ts === ts && one.channel === place,
    );
    const message = own?.message ?? this.requireMessage(place, ts);
    return pressInMessage(this.parts, user, place, message, actionId, options.value);
  }

  /** Somebody uses an element of their home tab or shown modal. */
  pressInView(who: string, viewId: string, actionId: string, options: { readonly value?: Value } = {}): Promise<Ack> {
    return pressInView(this.parts, this.person(who).id, this.requireView(viewId), actionId, options.value);
  }

  /** Somebody submits their shown modal. `values` by action id, block id or "block.action". */
  submitView(who: string, values: Readonly<Record<string, Value>> = {}): Promise<Ack> {
    return submitView(this.parts, this.#shownModal(who), values);
  }

  /** Somebody closes their shown modal. */
  closeView(who: string): Promise<Ack | undefined> {
    return dismissView(this.parts, this.#shownModal(who));
  }

  /** Somebody looks at the app's home tab, or at its messages: the app hears app_home_opened. */
  openHome(who: string, tab: "home" | "messages" = "home"): void {
    const user = this.person(who).id;
    if (!this.state.manifest.homeTab) throw new Failure("conflict", "the home tab is off in the manifest");
    if (!this.state.manifest.events.has("app_home_opened")) return;
    const channel = this.state.dm(user);
    const view = this.home(who);
    this.parts.courier.event({
      type: "app_home_opened",
      user,
      channel: channel.id,
      tab,
      ...(tab === "home" && view !== undefined ? { view: viewJson(view) } : {}),
      event_ts: this.state.nextTs(channel),
    });
  }

  /** Somebody adds or takes away a reaction. */
  react(who: string, channel: string, ts: string, name: string, added = true): void {
    const place = this.channel(channel);
    this.state.react(place, this.requireMessage(place, ts), this.person(who).id, name, added);
  }

  archive(channel: string, archived = true): void {
    const place = this.channel(channel);
    place.archived = archived;
    if (archived) this.state.tell({ type: "channel", channel: place, how: "archived" });
  }

  /** Takes the app out of a channel. */
  kickBot(channel: string): void {
    const place = this.channel(channel);
    place.members.delete(APP.botUser);
    this.state.tell({ type: "channel", channel: place, how: "left" });
  }

  inviteBot(channel: string): void {
    const place = this.channel(channel);
    place.members.add(APP.botUser);
    this.state.tell({ type: "channel", channel: place, how: "joined" });
  }

  /** Somebody deletes a message, also one of the app (as an administrator may). */
  deleteMessage(channel: string, ts: string): void {
    const place = this.channel(channel);
    removeMessage(this.state, place, this.requireMessage(place, ts));
  }

  /** Uninstalls the app (or installs it again): tokens are revoked, connections cut. */
  revoke(revoked = true): void {
    this.state.installed = !revoked;
    if (revoked) this.parts.sockets.cut();
  }

  /** Slack refreshes connections about once an hour: a warning if asked, then disconnect. */
  rotateSockets(options: { readonly afterMs?: number; readonly warn?: boolean } = {}): void {
    this.parts.sockets.rotate(options.afterMs ?? 0, options.warn ?? false);
  }

  /** Cuts connections as a broken network does. */
  cutSockets(): void {
    this.parts.sockets.cut();
  }

  /** From now on deliver by signed HTTP to this address; Failure("config") unless it answers the challenge. */
  async useHttp(eventsUrl: string): Promise<void> {
    const delivery = new HttpDelivery(eventsUrl, this.parts.http);
    await delivery.verify("demo-verification-token");
    this.parts.courier.transport = delivery;
    this.parts.sockets.cut();
  }

  /** Stops listening and ends every connection. */
  close(): Promise<void> {
    return this.parts.close();
  }

  #shownModal(who: string): View {
    const shown = this.modals(who).at(-1);
    if (shown === undefined) throw new Failure("not_found", `${who} has no modal open`);
    return shown;
  }
}
