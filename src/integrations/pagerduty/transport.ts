import { api } from "@pagerduty/pdjs";
import { Failure } from "../../core/failure.ts";
import { createWatchedAgents } from "../../lib/watched-agent.ts";

/** One request to the REST API. */
export interface Call {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Begins with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly data?: object;
  /** E-mail of the person in whose name it is done. */
  readonly from?: string;
}

/** What came back; `data` is undefined for a 429, an empty answer, and what was written or refused (4xx) without readable words. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly data: unknown;
}

/** Throws Failure (timeout, unavailable, upstream) when no readable answer came; every status resolves. */
export type Transport = (call: Call) => Promise<Answer>;

/** Where the API is and the token for it, which goes into no log; `timeoutMs` is for one request. */
export interface TransportOptions {
  readonly base: URL;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

const MAX_BYTES = 64 * 1024 * 1024;

const isRefused = (status: number): boolean => status >= 400 && status < 500;
/** Also what was done without a readable word, which pdjs throws at: a test event (202), an override that ends early (200). */
const isSettled = (status: number): boolean => status >= 200 && status < 500;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no connection";

/** Query values as pdjs wants them: mutable. */
const queryOf = (query: Call["query"] = {}): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );

/**
 * pdjs with what it lacks. It has no working timeout (we pass a signal), keeps a timer for 30 s (0 turns it off), and on
 * 429 sleeps 20 s three times whatever the headers say: so the response is watched and a 429 ends the request at once.
 */
export const createTransport = ({ base, token, signal, timeoutMs }: TransportOptions): Transport => {
  const reading = createWatchedAgents(base, true);
  // A kept connection can die while idle, and then nobody knows whether a write arrived.
  const writing = createWatchedAgents(base, false);
  signal.addEventListener("abort", () => reading.close(), { once: true });
  const root = base.href.replace(/\/+$/, "");

  return async ({ method, path, query, data, from }) => {
    const limited = new AbortController();
    const timeout = AbortSignal.timeout(timeoutMs);
    const seen: { status: number; headers: Answer["headers"] } = { status: 0, headers: {} };
    const agent = (method === "GET" ? reading : writing).for((status, headers) => {
      seen.status = status;
      seen.headers = headers;
      if (status === 429) limited.abort();
    });
    const http = { agent, size: MAX_BYTES, requestTimeout: 0 };
    try {
      const response = await api({
        url: root + path,
        method,
        token,
        queryParameters: queryOf(query),
        headers: from === undefined ? {} : { From: from },
        redirect: "error",
        signal: AbortSignal.any([limited.signal, timeout, signal]),
        ...(data === undefined ? {} : { data }),
        ...http,
      });
      return { status: response.status, headers: seen.headers, data: response.data };
    } catch (error) {
      const isSaid = method === "GET" ? isRefused : isSettled;
      const stopped = signal.aborted || timeout.aborted;
      if (limited.signal.aborted || (!stopped && isSaid(seen.status))) return { ...seen, data: undefined };
      throw failureOf(error, {
        method,
        path,
        status: seen.status,
        stopped: signal.aborted,
        late: timeout.aborted,
        timeoutMs,
      });
    }
  };
};

interface Circumstances {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly stopped: boolean;
  readonly late: boolean;
  readonly timeoutMs: number;
}

/** Nothing can have arrived. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** The cause's own message names the whole URL, so only its code is told. */
const failureOf = (error: unknown, { method, path, status, stopped, late, timeoutMs }: Circumstances): Failure => {
  const what = `PagerDuty: ${method} ${path}`;
  const doubt = method !== "GET" && !NEVER_SENT.has(codeOf(error));
  if (stopped) return new Failure("unavailable", `${what}: we are stopping`, { doubt });
  if (late)
    return new Failure("timeout", `${what}: no answer within ${timeoutMs} ms`, {
      tell: "PagerDuty did not answer in time: try again in a minute.",
      doubt,
    });
  if (status > 0)
    return new Failure("upstream", `${what}: status ${status} with an unreadable body`, {
      tell: "PagerDuty answered something unreadable: try again in a minute.",
      doubt,
    });
  return new Failure("unavailable", `${what}: ${codeOf(error)}`, {
    tell: "PagerDuty cannot be reached: try again in a minute.",
    doubt,
  });
};
