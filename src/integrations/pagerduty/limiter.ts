import type { Clock } from "../../core/log.ts";
import type { Sleep } from "../../lib/sleep.ts";
import type { Answer } from "./transport.ts";

/** Requests that reads leave over, so that a button press during a long sync still goes through. */
const RESERVE = 30;
const LONGEST_WAIT_MS = 60_000;
/** Resets closer together than this are the same one, told twice in whole seconds. */
const SAME_RESET_MS = 1_500;

/** Keeps to PagerDuty's budget: https://developer.pagerduty.com/docs/rest-api-rate-limits */
export interface Limiter {
  /** Waits for a place among those under way, and while the budget is used up to the reserve; give the place back. */
  turn(signal: AbortSignal): Promise<void>;
  /** Gives the place back. */
  done(): void;
  /** Learns from an answer's headers. */
  note(answer: Answer): void;
  /** How long a 429 asks us to wait. */
  retryAfterMs(answer: Answer): number | undefined;
}

/** What is known of the budget: how many requests reads may still send before it is filled up again. */
interface Budget {
  readonly left: number;
  readonly resetMs: number;
}

const UNTOLD: Budget = { left: Number.POSITIVE_INFINITY, resetMs: Number.POSITIVE_INFINITY };

const numberOf = (value: string | string[] | undefined): number | undefined => {
  const number = Number(Array.isArray(value) ? value[0] : value);
  return value === undefined || !Number.isFinite(number) || number < 0 ? undefined : number;
};

const capMs = (seconds: number): number => Math.min(Math.ceil(seconds * 1000), LONGEST_WAIT_MS);

const budgetOf = ({ headers }: Answer, nowMs: number): Budget => {
  const limit = numberOf(headers["ratelimit-limit"]);
  const remaining = numberOf(headers["ratelimit-remaining"]);
  const resetSeconds = numberOf(headers["ratelimit-reset"]);
  if (remaining === undefined || resetSeconds === undefined) return UNTOLD;
  const reserve = limit === undefined ? 0 : Math.min(RESERVE, Math.floor(limit / 10));
  return { left: remaining - reserve, resetMs: nowMs + capMs(resetSeconds) };
};

/** Answers come in any order: within one period the smallest number holds, a later period begins anew. */
const joined = (known: Budget | undefined, told: Budget): Budget => {
  if (known === undefined || told.resetMs > known.resetMs + SAME_RESET_MS)
    return told === UNTOLD && known ? known : told;
  return { left: Math.min(known.left, told.left), resetMs: told.resetMs };
};

/**
 * At most `atOnce` under way, and one alone while nothing is known of the budget. What is under way counts as spent, so
 * that several at once are never refused; no wait is longer than a minute.
 */
export const createLimiter = (clock: Clock, sleep: Sleep, atOnce: number): Limiter => {
  let budget: Budget | undefined;
  let underWay = 0;
  let refill: Promise<void> | undefined;
  const waiting: (() => void)[] = [];
  const place = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));
  const places = (): number => (budget === undefined ? 1 : Math.min(atOnce, budget.left));
  const filled = async (waitMs: number, signal: AbortSignal): Promise<void> => {
    refill ??= sleep(waitMs, signal).finally(() => {
      refill = undefined;
      budget = undefined;
    });
    await refill;
  };
  return {
    async turn(signal) {
      for (;;) {
        const waitMs = (budget?.resetMs ?? 0) - clock();
        if (waitMs <= 0) budget = undefined;
        if (underWay < places()) break;
        if (underWay === 0) await filled(waitMs, signal);
        else await place();
      }
      underWay += 1;
    },
    done() {
      underWay -= 1;
      for (const go of waiting.splice(0)) go();
    },
    note(answer) {
      budget = joined(budget, budgetOf(answer, clock()));
    },
    retryAfterMs({ headers }) {
      const seconds = numberOf(headers["ratelimit-reset"]) ?? numberOf(headers["retry-after"]);
      return seconds === undefined ? undefined : capMs(seconds);
    },
  };
};
