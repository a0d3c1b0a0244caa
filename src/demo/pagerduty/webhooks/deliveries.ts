import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../random.ts";
import { type Answer, attempt, judge } from "./attempt.ts";

const DAY_MS = 86_400_000;
const GIVE_UP_MS = 2 * DAY_MS;
const DROPS_ALLOWED = 3;

/** Where webhooks go. More than one secret: a rotation is under way. */
export interface Webhook {
  readonly url: string;
  readonly secrets: readonly string[];
}

/** A webhook with its ids, and whether it is switched off. */
export interface Subscription extends Webhook {
  readonly id: string;
  readonly deliveryId: string;
  /** Until when it is switched off after three drops in a row; null: it is on. */
  readonly disabledUntilMs: number | null;
}

/** One line of the delivery log; `lost` events were never tried. */
export interface Attempt {
  readonly atMs: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly lane: string;
  readonly webhookId: string;
  /** From 1; 0 for lost. */
  readonly attempt: number;
  readonly outcome: "delivered" | "retry" | "dropped" | "lost";
  readonly status?: number;
  readonly problem?: string;
}

/** When a webhook is tried again and when it counts as failed, in milliseconds. */
export interface DeliveryRules {
  readonly clock: () => number;
  readonly random: Random;
  /** Wait before the second attempt; doubles up to an hour. */
  readonly retryBaseMs: number;
  readonly timeoutMs: number;
}

interface Parcel {
  readonly eventId: string;
  readonly eventType: string;
  readonly webhookId: string;
  readonly body: string;
  readonly sinceMs: number;
}

/** Sends webhooks: in order within a lane (an incident), lanes side by side, by PagerDuty's rules of retry. */
export interface Deliveries {
  send(lane: string, eventType: string, eventId: string, event: object): void;
  setWebhook(webhook: Webhook | undefined): void;
  /** Undefined while no webhook is set. */
  subscription(): Subscription | undefined;
  /** Ends a temporary disabling. */
  enable(): void;
  /** While offline nothing is sent; it waits. */
  setOffline(offline: boolean): void;
  readonly log: readonly Attempt[];
  /** Resolves when nothing is waiting. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

class Lanes implements Deliveries {
  readonly log: Attempt[] = [];
  readonly #rules: DeliveryRules;
  readonly #lanes = new Map<string, Parcel[]>();
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #discard = new AbortController();
  #subscription: Subscription | undefined;
  #drops = 0;
  #offline = false;
  readonly #started = new Set<string>();

  constructor(rules: DeliveryRules) {
    this.#rules = rules;
  }

  setWebhook(webhook: Webhook | undefined): void {
    const { random } = this.#rules;
    const ids = this.#subscription ?? { id: random.id("P", 7), deliveryId: random.id("P", 7) };
    this.#drops = 0;
    this.#subscription =
      webhook === undefined
        ? undefined
        : { id: ids.id, deliveryId: ids.deliveryId, url: webhook.url, secrets: webhook.secrets, disabledUntilMs: null };
    if (webhook === undefined) this.#throwAway();
  }

  subscription(): Subscription | undefined {
    const current = this.#subscription;
    if (current?.disabledUntilMs != null && this.#rules.clock() >= current.disabledUntilMs) this.enable();
    return this.#subscription;
  }

  enable(): void {
    this.#drops = 0;
    if (this.#subscription !== undefined) this.#subscription = { ...this.#subscription, disabledUntilMs: null };
  }

  setOffline(offline: boolean): void {
    this.#offline = offline;
    if (!offline) for (const lane of this.#lanes.keys()) this.#start(lane);
  }

  send(lane: string, eventType: string, eventId: string, event: object): void {
    const subscription = this.subscription();
    if (subscription === undefined || this.#closing.signal.aborted) return;
    const webhookId = this.#rules.random.hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    const body = JSON.stringify(event);
    const parcel = { eventId, eventType, webhookId, body, sinceMs: this.#rules.clock() };
    if (subscription.disabledUntilMs !== null) {
      this.#note(lane, parcel, 0, "lost", { problem: "disabled" });
      return;
    }
    const waiting = this.#lanes.get(lane);
    if (waiting !== undefined) {
      waiting.push(parcel);
      return;
    }
    this.#lanes.set(lane, [parcel]);
    this.#start(lane);
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.idle();
  }

  #start(lane: string): void {
    if (this.#offline || this.#started.has(lane)) return;
    this.#started.add(lane);
    const run = this.#run(lane).finally(() => {
      this.#started.delete(lane);
      this.#running.delete(run);
      if (this.#lanes.has(lane) && !this.#closing.signal.aborted) this.#start(lane);
    });
    this.#running.add(run);
  }

  async #run(lane: string): Promise<void> {
    while (!this.#offline && !this.#closing.signal.aborted) {
      const parcel = this.#lanes.get(lane)?.[0];
      if (parcel === undefined) break;
      const done = await this.#deliver(lane, parcel);
      const waiting = this.#lanes.get(lane);
      if (done && waiting?.[0] === parcel) waiting.shift();
      if (waiting?.length === 0) this.#lanes.delete(lane);
    }
  }

  /** True when the parcel needs no more attempts; false when it must wait for PagerDuty to be back. */
  async #deliver(lane: string, parcel: Parcel): Promise<boolean> {
    const stop = AbortSignal.any([this.#closing.signal, this.#discard.signal]);
    for (let count = 1; !stop.aborted; count++) {
      const target = this.#subscription;
      if (target === undefined) return true;
      if (this.#offline) return false;
      const { timeoutMs, retryBaseMs, clock } = this.#rules;
      const { url, secrets, id: subscriptionId } = target;
      const { webhookId, body } = parcel;
      const answer = await attempt({ url, secrets, webhookId, subscriptionId, body, timeoutMs, signal: stop });
      if (stop.aborted && "problem" in answer) break;
      const late = clock() - parcel.sinceMs > GIVE_UP_MS;
      const verdict = judge(answer) === "retry" && late ? "dropped" : judge(answer);
      this.#note(lane, parcel, count, verdict, answer);
      if (verdict === "delivered") this.#drops = 0;
      if (verdict === "dropped") this.#countDrop();
      if (verdict !== "retry") return true;
      const waitMs = Math.min(retryBaseMs * 2 ** (count - 1), 3_600_000);
      await sleep(waitMs, undefined, { signal: stop }).catch((error: unknown) => {
        if (!stop.aborted) throw error;
      });
    }
    if (!this.#closing.signal.aborted) this.#note(lane, parcel, 0, "lost", { problem: "queue discarded" });
    return true;
  }

  #countDrop(): void {
    this.#drops += 1;
    if (this.#drops < DROPS_ALLOWED || this.#subscription === undefined) return;
    this.#subscription = { ...this.#subscription, disabledUntilMs: this.#rules.clock() + DAY_MS };
    this.#throwAway();
  }

  #throwAway(): void {
    for (const [lane, parcels] of this.#lanes) {
      const untried = parcels.slice(1);
      for (const parcel of untried) this.#note(lane, parcel, 0, "lost", { problem: "queue discarded" });
    }
    this.#lanes.clear();
    this.#discard.abort();
    this.#discard = new AbortController();
  }

  #note(lane: string, parcel: Parcel, count: number, outcome: Attempt["outcome"], answer: Answer): void {
    const { eventId, eventType, webhookId } = parcel;
    const line = { atMs: this.#rules.clock(), eventId, eventType, lane, webhookId, attempt: count, outcome };
    this.log.push({ ...line, ...answer });
    if (this.log.length > 5000) this.log.shift();
  }
}

/** The sender of one account's webhooks. */
export const createDeliveries = (rules: DeliveryRules): Deliveries => new Lanes(rules);
