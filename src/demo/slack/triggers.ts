import { randomBytes } from "node:crypto";
import { Refusal } from "./refusal.ts";

/** A trigger opens one view within 3 s (https://docs.slack.dev/interactivity/handling-user-interaction). */
const TTL_MS = 3000;

/** trigger_ids: who pressed or typed, until it is used or too old. */
export class Triggers {
  readonly #clock: () => number;
  readonly #triggers = new Map<string, { readonly user: string; readonly atMs: number; used: boolean }>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  create(user: string): string {
    const id = `${this.#triggers.size + 1}.${Math.floor(this.#clock())}.${randomBytes(16).toString("hex")}`;
    this.#triggers.set(id, { user, atMs: this.#clock(), used: false });
    return id;
  }

  /** Uses it up and answers whose it is; refuses unknown, used and old ones. */
  use(id: string): string {
    const trigger = this.#triggers.get(id);
    if (trigger === undefined) throw new Refusal("invalid_trigger_id");
    if (trigger.used) throw new Refusal("exchanged_trigger_id");
    if (this.#clock() - trigger.atMs > TTL_MS) throw new Refusal("expired_trigger_id");
    trigger.used = true;
    return trigger.user;
  }
}
