import * as z from "zod";
import { Failure, type FailureCode, toFailure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import { hiderOf } from "./hide-secrets.ts";
import { requireShape } from "./payload.ts";
import { readCapped } from "./read-capped.ts";
import type { Sleep } from "./sleep.ts";

/** Where a collector reads, and how it waits. */
export interface PatientOptions {
  /** As people know it: "OpsGenie". */
  readonly service: string;
  /** Names the settings to compare when the service refuses the key. */
  readonly keySetting: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that must not appear in a failure. */
  readonly secrets: readonly string[];
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly sleep: Sleep;
  /** Whether a refusal of this request says "too many" rather than "never". */
  readonly isTooMany?: ((status: number, what: string) => boolean) | undefined;
}

/** At most so many requests in a minute. */
export interface PerMinute {
  readonly name: string;
  readonly most: number;
}

/** A read, repeated with back-off on 429, 5xx and network trouble, never faster than `rate`. Throws Failure. */
export type PatientGet = <T>(what: string, url: URL, schema: z.ZodType<T>, rate?: PerMinute) => Promise<T>;

const TRIES = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 120_000;
/** For a service that says "too many" and not for how long. */
const A_MINUTE_MS = 60_000;
const MAX_BYTES = 16 * 1024 * 1024;
const Coded = z.object({ cause: z.object({ code: z.string() }) });

const codeOf = (status: number): FailureCode => {
  if (status === 401 || status === 403) return "credentials";
  if (status === 402) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 408) return "timeout";
  if (status === 429) return "rate_limited";
  return status >= 500 ? "upstream" : "rejected";
};

/** Seconds of the first of these headers that holds a number. */
const waitOf = (headers: Headers): number | undefined => {
  for (const name of ["retry-after", "ratelimit-reset", "x-ratelimit-period-in-sec"]) {
    const seconds = Number(headers.get(name) ?? Number.NaN);
    if (Number.isFinite(seconds) && seconds >= 0) return Math.min(Math.ceil(seconds * 1000), LONGEST_WAIT_MS);
  }
  return undefined;
};

const tellOf = ({ service, keySetting }: PatientOptions, code: FailureCode): string => {
  if (code === "credentials") return `${service} refuses our key. Compare ${keySetting}; it needs read access.`;
  if (code === "forbidden") return `This ${service} account's plan does not include it.`;
  if (code === "not_found") return `${service} does not know it: it may have been deleted.`;
  if (code === "rate_limited") return `${service} asks us to slow down: the next poll tries again.`;
  if (code === "rejected") return `${service} refused the request; the log says why.`;
  return `${service} cannot be reached or has trouble of its own: the next poll tries again.`;
};

/** Keeps each kind of request to its number a minute: waits until the oldest that counts is a minute old. */
const createPacer = ({ clock, sleep, signal }: PatientOptions) => {
  const sent = new Map<string, number[]>();
  return async ({ name, most }: PerMinute): Promise<void> => {
    const times = sent.get(name) ?? [];
    sent.set(name, times);
    const oldest = times.length < most ? undefined : times.shift();
    const waitMs = oldest === undefined ? 0 : Math.min(oldest + A_MINUTE_MS - clock(), A_MINUTE_MS);
    if (waitMs > 0) await sleep(waitMs, signal);
    times.push(clock());
  };
};

type Fail = (code: FailureCode, what: string, detail: string, retryAfterMs?: number) => Failure;

const createFail = (options: PatientOptions, hide: (text: string) => string): Fail => {
  return (code, what, detail, retryAfterMs) =>
    new Failure(code, hide(`${options.service}: ${what}: ${detail}`), {
      tell: tellOf(options, code),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
};

/** One request. */
const createAttempt = (options: PatientOptions, fail: Fail, hide: (text: string) => string) => {
  const { signal, timeoutMs } = options;
  const refused = (what: string, response: Response, text: string): Failure => {
    const tooMany = options.isTooMany?.(response.status, what) === true;
    const code = tooMany ? "rate_limited" : codeOf(response.status);
    const waitMs = waitOf(response.headers) ?? (code === "rate_limited" ? A_MINUTE_MS : undefined);
    // Hidden before it is cut: half of a key is told by none of its forms.
    return fail(code, what, `status ${response.status} (${hide(text).slice(0, 300)})`, waitMs);
  };
  return async (what: string, url: URL): Promise<unknown> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const headers = { accept: "application/json", ...options.headers };
      const response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.any([timeout, signal]) });
      const bytes = await readCapped(response, MAX_BYTES);
      if (!response.ok) throw refused(what, response, bytes?.toString("utf8") ?? "");
      return JSON.parse(bytes?.toString("utf8") ?? "");
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (signal.aborted) throw fail("unavailable", what, "we are stopping");
      if (timeout.aborted) throw fail("timeout", what, `no answer within ${timeoutMs} ms`);
      if (error instanceof SyntaxError) throw fail("upstream", what, "the answer is no JSON");
      // The cause may hold the address or a header, and with it the key: only its code is told.
      const coded = Coded.safeParse(error);
      throw fail("unavailable", what, coded.success ? coded.data.cause.code : "no connection");
    }
  };
};

/** A reader of one service. Its failures name neither address nor key. */
export const createPatientGet = (options: PatientOptions): PatientGet => {
  const { service, signal, log, sleep } = options;
  const hide = hiderOf(options.secrets);
  const fail = createFail(options, hide);
  const attempt = createAttempt(options, fail, hide);
  const pace = createPacer(options);
  const shaped = <T>(what: string, schema: z.ZodType<T>, data: unknown): T => {
    try {
      return requireShape(schema, data);
    } catch (error) {
      throw fail("rejected", what, `another shape: ${toFailure(error).message}`);
    }
  };
  return async (what, url, schema, rate) => {
    for (let tried = 1; ; tried++) {
      try {
        if (rate) await pace(rate);
        return shaped(what, schema, await attempt(what, url));
      } catch (error) {
        const why = toFailure(error);
        if (!why.retry || tried >= TRIES || signal.aborted) throw why;
        const waitMs = Math.max(why.retryAfterMs ?? 0, FIRST_WAIT_MS * 2 ** (tried - 1));
        log.warn({ service, code: why.code, tried, waitMs }, why.message);
        await sleep(waitMs, signal);
      }
    }
  };
};
