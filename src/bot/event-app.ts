import { App, type ReceiverEvent } from "@slack/bolt";
import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { within } from "./within.ts";

/** Slack gives up after 3 s and delivers again. */
const ACK_MS = 2_000;

/** Slack refuses to unfurl links of an event that was not acked (cannot_unfurl_url: https://docs.slack.dev/reference/methods/chat.unfurl#errors). */
const ACKED_FIRST = "link_shared";

/**
 * Bolt's App with two differences: an event is acked after its listeners are done (2 s at most) instead of before, so
 * that a crash in between makes Slack deliver it again; and what is in flight can be waited for. Shared links alone are
 * acked at once.
 */
export class EventApp extends App {
  readonly #inFlight = new Set<Promise<void>>();
  #log: Log | undefined;

  /** Where failed acks are said. */
  logTo(log: Log): void {
    this.#log = log;
  }

  override processEvent(event: ReceiverEvent): Promise<void> {
    const acking = { ...event, ack: this.#safely(event.ack) };
    const { type, event: inner } = event.body;
    const last = type === "event_callback" && inner?.type !== ACKED_FIRST;
    const work = last ? this.#ackLast(acking) : super.processEvent(acking);
    this.#inFlight.add(work);
    const done = (): boolean => this.#inFlight.delete(work);
    work.then(done, done);
    return work;
  }

  /** Waits until nothing is in flight, at most `limitMs`. */
  async drain(limitMs: number): Promise<void> {
    await within(Promise.allSettled([...this.#inFlight]), limitMs);
  }

  async #ackLast(event: ReceiverEvent): Promise<void> {
    const listeners = super.processEvent({ ...event, ack: async () => {} });
    await within(listeners, ACK_MS);
    await event.ack();
    await listeners;
  }

  /** An ack that fails (the socket closed meanwhile) is said, not thrown into the listener: Slack delivers events again. */
  #safely(ack: ReceiverEvent["ack"]): ReceiverEvent["ack"] {
    return async (response) => {
      try {
        await ack(response);
      } catch (error) {
        this.#log?.warn({ why: toFailure(error).message }, "could not ack");
      }
    };
  }
}
