import { type Logger, webApi } from "@slack/bolt";
import type { FailureCode } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import { slackFailure } from "./slack-failure.ts";

/** The Web API as the bot's own calls see it. */
export interface WebCalls {
  readonly web: webApi.WebClient;
  /** Runs one call; everything it throws becomes a Failure. */
  attempt<T>(method: string, run: () => Promise<T>): Promise<T>;
  /** How far Slack's clock was ahead of ours at its last answer, in ms, to the second; undefined before there is one. */
  aheadMs(): number | undefined;
}

/** Where Slack's Web API is and how long one call may take; the token goes into no log. */
export interface WebCallsOptions {
  readonly token: string;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Told after each call: the code of its failure, undefined when it worked. */
  outcome?(code: FailureCode | undefined): void;
}

/** A client of its own for our calls: one attempt, a time limit, a rate limit is told instead of waited out. */
export const createWebCalls = (options: WebCallsOptions): WebCalls => {
  let aheadMs: number | undefined;
  const fetchTimed: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const theirsMs = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(theirsMs)) aheadMs = theirsMs - options.clock();
    return response;
  };
  const web = new webApi.WebClient(options.token, {
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
    retryConfig: { retries: 0 },
    timeout: options.timeoutMs,
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: options.logger,
    fetch: fetchTimed,
  });
  return {
    web,
    aheadMs: () => aheadMs,
    attempt: async (method, run) => {
      try {
        const result = await run();
        options.outcome?.(undefined);
        return result;
      } catch (error) {
        const failure = slackFailure(error, method);
        options.outcome?.(failure.code);
        throw failure;
      }
    },
  };
};
