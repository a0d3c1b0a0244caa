import type { Clock } from "../../core/log.ts";
import type { Sleep } from "../../lib/sleep.ts";
import type { Answer } from "./transport.ts";

/** Requests that reads leave over, so that a button press during a long sync still goes through. */
const RESERVE = 30;
const LONGEST_WAIT_MS = 60_000;

/** Keeps to PagerDuty's budget: https://developer.pagerduty.com/docs/rest-api-rate-limits */
export interface Limiter {
  /** Waits while the budget is used up to the reserve. */
  turn(signal: AbortSignal): Promise<void>;
  /** Learns from an answer's headers. */
  note(answer: Answer): void;
  /** How long a 429 asks us to wait. */
  retryAfterMs(answer: Answer): number | undefined;
}

const numberOf = (value: string | string[] | undefined): number | undefined => {
  const number = Number(Array.isArray(value) ? value[0] : value);
  return value === undefined || !Number.isFinite(number) || number < 0 ? undefined : number;
};

const capMs = (seconds: number): number => Math.min(Math.ceil(seconds * 1000), LONGEST_WAIT_MS);

/** A limiter that has seen no answer yet and lets everything through; no wait is longer than a minute. */
export const createLimiter = (clock: Clock, sleep: Sleep): Limiter => {
  let holdUntilMs = 0;
  return {
    async turn(signal) {
      const waitMs = holdUntilMs - clock();
      if (waitMs > 0) await sleep(waitMs, signal);
      if (waitMs > 0) holdUntilMs = 0;
    },
    note({ headers }) {
      const limit = numberOf(headers["ratelimit-limit"]);
      const remaining = numberOf(headers["ratelimit-remaining"]);
      const resetSeconds = numberOf(headers["ratelimit-reset"]);
      if (remaining === undefined || resetSeconds === undefined) return;
      const reserve = limit === undefined ? 0 : Math.min(RESERVE, Math.floor(limit / 10));
      if (remaining <= reserve) holdUntilMs = clock() + capMs(resetSeconds);
    },
    retryAfterMs({ headers }) {
      const seconds = numberOf(headers["ratelimit-reset"]) ?? numberOf(headers["retry-after"]);
      return seconds === undefined ? undefined : capMs(seconds);
    },
  };
};
