import type * as z from "zod";
import { Failure, toFailure } from "../../core/failure.ts";
import type { Clock, Log } from "../../core/log.ts";
import { requireShape } from "../../lib/payload.ts";
import type { Sleep } from "../../lib/sleep.ts";
import { failureOf } from "./failures.ts";
import { createLimiter } from "./limiter.ts";
import type { Answer, Call, Transport } from "./transport.ts";

/** The REST API as the rest of the integration sees it. */
export interface Client {
  readonly log: Log;
  /** A read, repeated with back-off on 429, 5xx and network trouble. Throws Failure. */
  get<T>(path: string, query: NonNullable<Call["query"]>, schema: z.ZodType<T>): Promise<T>;
  /** The same for somebody who waits: does not queue behind a sync, and is tried once. */
  getNow<T>(path: string, query: NonNullable<Call["query"]>, schema: z.ZodType<T>): Promise<T>;
  /** A write, tried once: after a doubt nobody knows whether it happened. Any status resolves; throws Failure otherwise. */
  write(call: Call & { readonly method: "PUT" | "POST" | "DELETE" }): Promise<Answer>;
  /** What is not 2xx as a Failure. */
  refusal(call: Pick<Call, "method" | "path">, answer: Answer): Failure;
}

/** What the client needs from outside; `sleep` ends early when `signal` is aborted. */
export interface ClientOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly sleep: Sleep;
}

const TRIES = 5;
const FIRST_WAIT_MS = 500;
/** Reads under way: enough to spend the budget of 960 a minute when an answer takes a quarter of a second. */
const AT_ONCE = 4;

/** Few reads go at once, and only as many as the budget has left; a write does not wait for them. */
export const createClient = ({ transport, clock, log, signal, sleep }: ClientOptions): Client => {
  const limiter = createLimiter(clock, sleep, AT_ONCE);

  const attempt = async (call: Call): Promise<Answer> => {
    const answer = await transport(call);
    limiter.note(answer);
    if (isDone(answer)) return answer;
    throw failureOf(`${call.method} ${call.path}`, answer, limiter.retryAfterMs(answer));
  };

  const inTurn = async (call: Call): Promise<Answer> => {
    await limiter.turn(signal);
    try {
      return await attempt(call);
    } finally {
      limiter.done();
    }
  };

  const read = async (call: Call): Promise<Answer> => {
    for (let tried = 1; ; tried++) {
      try {
        return await inTurn(call);
      } catch (error) {
        const failure = toFailure(error);
        if (!failure.retry || tried >= TRIES || signal.aborted) throw failure;
        const waitMs = Math.max(failure.retryAfterMs ?? 0, FIRST_WAIT_MS * 2 ** (tried - 1));
        log.warn({ source: "pagerduty", code: failure.code, tried, waitMs }, failure.message);
        await sleep(waitMs, signal);
      }
    }
  };

  return {
    log,
    async getNow(path, query, schema) {
      const { data } = await attempt({ method: "GET", path, query });
      return requireAnswer(path, schema, data);
    },
    async get(path, query, schema) {
      const { data } = await read({ method: "GET", path, query });
      return requireAnswer(path, schema, data);
    },
    async write(call) {
      const answer = await transport(call);
      limiter.note(answer);
      return answer;
    },
    refusal: ({ method, path }, answer) => failureOf(`${method} ${path}`, answer, limiter.retryAfterMs(answer)),
  };
};

/** Whether it was done. */
export const isDone = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** A value of an answer in the shape of `schema`. Throws Failure("rejected"), which is not tried again. */
export const requireAnswer = <T>(path: string, schema: z.ZodType<T>, data: unknown): T => {
  try {
    return requireShape(schema, data);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "";
    throw new Failure("rejected", `PagerDuty: ${path} answered another shape: ${why}`, {
      cause,
      tell: "PagerDuty answered something that Dr. M does not understand; the log says what.",
    });
  }
};
