import { randomBytes } from "node:crypto";
import type { Json } from "../json.ts";
import { text } from "../json.ts";
import { APP, type State, TEAM } from "../state.ts";
import type { Undelivered } from "../types.ts";
import type { Ack, Kind, Retry, Transport } from "./transport.ts";

/** Legacy verification token: present in payloads, worth nothing. */
export const VERIFICATION_TOKEN = "demo-verification-token";

/** Hands events, commands and interactions to the app and keeps account of what was not acknowledged. */
export class Courier {
  transport: Transport;
  readonly #state: State;
  readonly #retryMs: readonly number[];
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(state: State, transport: Transport, retryMs: readonly number[]) {
    this.#state = state;
    this.transport = transport;
    this.#retryMs = retryMs;
  }

  /** An event, again and again as Slack does until it is acknowledged; nothing waits for it. */
  event(event: Json, acked: () => void = () => {}): void {
    if (!this.#state.installed) return;
    const payload = {
      token: VERIFICATION_TOKEN,
      team_id: TEAM.id,
      api_app_id: APP.id,
      event,
      type: "event_callback",
      event_id: this.#state.nextId("Ev"),
      event_time: Math.floor(this.#state.clock() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: TEAM.id, user_id: APP.botUser, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: this.#isShared(text(event.channel)),
      event_context: randomBytes(12).toString("base64url"),
    };
    this.#tryEvent(payload, text(event.type), acked, undefined);
  }

  /** Whether people of other workspaces are in it. */
  #isShared(channel: string): boolean {
    const members = this.#state.channels.get(channel)?.members ?? [];
    return [...members].some((id) => this.#state.people.get(id)?.stranger === true);
  }

  #tryEvent(payload: Json, name: string, acked: () => void, retry: Retry | undefined): void {
    this.transport.deliver("events_api", payload, retry).then((ack) => {
      if (ack.ok) acked();
      if (ack.ok || this.#closed) return;
      this.#note({ kind: "event", name, error: ack.error, atMs: this.#state.clock() });
      const num = (retry?.num ?? 0) + 1;
      const wait = this.#retryMs[num - 1];
      if (wait === undefined || ack.final === true) return;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#tryEvent(payload, name, acked, { num, reason: ack.reason });
      }, wait);
      timer.unref();
      this.#timers.add(timer);
    });
  }

  /** A command or an interaction: once, and the caller sees what came of it. */
  async ask(
    kind: Exclude<Kind, "events_api">,
    payload: Json,
    about: Pick<Undelivered, "name" | "user" | "channel">,
  ): Promise<Ack> {
    const ack: Ack = this.#state.installed
      ? await this.transport.deliver(kind, payload)
      : { ok: false, error: "app_uninstalled", reason: "connection_failed" };
    if (!ack.ok && !this.#closed) {
      const what = kind === "slash_commands" ? "command" : "interaction";
      this.#note({ kind: what, error: ack.error, atMs: this.#state.clock(), ...about });
    }
    return ack;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #note(what: Undelivered): void {
    this.#state.undelivered.push(what);
    this.#state.tell({ type: "undelivered", what });
  }
}
