import type { FailureCode } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";

/** How we stand with Slack. `since` is when `connected` last changed, epoch milliseconds. */
export interface BotState {
  readonly connected: boolean;
  readonly since: number;
  readonly problem?: string;
}

const SAID: Partial<Record<FailureCode, string>> = {
  credentials: "Slack refuses our token: install the app again or renew its tokens",
  upstream: "Slack does not answer",
  timeout: "Slack does not answer in time",
};

/** Keeps what connections and calls told. */
export const createBotState = (clock: Clock) => {
  let connected = false;
  let since = clock();
  let ofLink: string | undefined;
  let ofCalls: string | undefined;
  return {
    /** How many ways in are open, and why not more. */
    connections(open: number, problem: string | undefined): void {
      if (connected !== open > 0) since = clock();
      connected = open > 0;
      ofLink = problem;
    },
    /** How a call ended; a refusal of one message says nothing about Slack as a whole. */
    called(code: FailureCode | undefined): void {
      ofCalls = code === undefined ? undefined : (SAID[code] ?? ofCalls);
    },
    current(): BotState {
      const problem = ofLink ?? ofCalls;
      return { connected, since, ...(problem === undefined ? {} : { problem }) };
    },
  };
};
