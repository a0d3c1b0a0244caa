import { Failure, type FailureCode } from "../core/failure.ts";
import { MEASURE_TIMEOUT_MS } from "../core/measure.ts";
import { hiderOf } from "./hide-secrets.ts";
import { codeOfTrouble, noAnswerWords } from "./no-answer.ts";
import { readCapped } from "./read-capped.ts";
import { createTurns } from "./turns.ts";

/** One question to a service over HTTP. */
export interface Ask {
  readonly url: URL;
  /** Form fields or a JSON body make it a POST. */
  readonly form?: URLSearchParams | undefined;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether the body of a refusal is an answer all the same: some services refuse the whole where a part failed. */
  isAnswer?(body: unknown): boolean;
}

/** Where questions go. */
export interface AskOptions {
  /** As people know it: "Prometheus". */
  readonly service: string;
  /** Names the settings to compare when the service refuses us. */
  readonly keySetting: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Texts that must not appear in a failure. */
  readonly secrets: readonly string[];
  /** What the service says about a refusal, from its body: its own complaint about the query; "" when it says nothing. */
  why(body: unknown, text: string, status: number): string;
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
  /** 5 s when absent. */
  readonly timeoutMs?: number | undefined;
  /** 8 MB when absent. */
  readonly maxBytes?: number | undefined;
}

/** What was answered: JSON, or the text where it was none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/**
 * Asks once, without redirects; any 2xx resolves, and what `isAnswer` takes for one. Throws Failure with a clear `tell`:
 * usage (400, 422: the query is refused), credentials (401, 403), not_found, rate_limited, timeout, unavailable (no
 * connection), too_large, upstream.
 */
export type AskJson = (what: string, ask: Ask) => Promise<Answer>;

const MAX_BYTES = 8 * 1024 * 1024;
const MOST_WHY = 300;
/** Questions to one service at once: however many people ask, it is not overrun in the middle of an incident. */
const MOST_AT_ONCE = 8;

/** "Basic …" of "user:password", else "Bearer …" of a token; undefined of nothing. */
export const authHeader = (credentials: string | undefined): Readonly<Record<string, string>> => {
  if (credentials === undefined) return {};
  if (/^(?:Basic|Bearer|ApiKey) \S+$/.test(credentials)) return { authorization: credentials };
  const isPair = /^[^:\s]+:.+$/.test(credentials);
  return { authorization: isPair ? `Basic ${Buffer.from(credentials).toString("base64")}` : `Bearer ${credentials}` };
};

/** What of the credentials that `authHeader` takes must not be told: all of it, and its parts. */
export const secretsOf = (credentials: string | undefined): readonly string[] => {
  if (credentials === undefined) return [];
  const bare = credentials.replace(/^(?:Basic|Bearer|ApiKey) /, "");
  const pair = credentials.startsWith("Basic ") ? Buffer.from(bare, "base64").toString() : bare;
  const at = pair.indexOf(":");
  return [credentials, bare, pair, ...(at < 0 ? [] : [pair.slice(at + 1)])];
};

const codeOf = (status: number): FailureCode => {
  if (status === 400 || status === 422) return "usage";
  if (status === 401 || status === 403) return "credentials";
  if (status === 404) return "not_found";
  if (status === 429) return "rate_limited";
  if (status === 408 || status === 504) return "timeout";
  return status === 503 ? "unavailable" : "upstream";
};

/** What to say about a service that takes too long. */
export const slowWords = (service: string, seconds: number): string =>
  `${service} did not answer within ${seconds} s. Ask for a shorter range or a simpler query.`;

const busyWords = (service: string): string => `${service} is slow, and was asked much at once: try again in a minute.`;

/** A query that can be read, and would cost the service more than it gives. */
const TOO_MUCH = /too many|too much|exceed|limit/i;

const tellOf = ({ service, keySetting }: AskOptions, code: FailureCode, why: string, seconds: number): string => {
  const said = why ? `: ${why}` : ".";
  if (code === "usage" && TOO_MUCH.test(why))
    return `${service} will not answer that query: ${why.replace(/\.$/, "")}. Ask for fewer series or a shorter range.`;
  if (code === "usage") return `${service} cannot read that query${said}`;
  if (code === "credentials") return `${service} refuses our key. Whoever runs me has to compare ${keySetting}.`;
  if (code === "not_found") return `${service} does not know that${said}`;
  if (code === "rate_limited") return `${service} asks us to slow down: try again in a minute.`;
  if (code === "timeout") return slowWords(service, seconds);
  if (code === "unavailable")
    return `${service} ${why ? `cannot answer just now: ${why.replace(/[.!]$/, "")}` : "cannot be reached"}: try again in a minute.`;
  if (code === "too_large") return `${service} answered too much at once. Ask for fewer series or a shorter range.`;
  return `${service} has trouble of its own${said}`;
};

const parsed = (bytes: Uint8Array): { readonly text: string; readonly body: unknown } => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    return { text, body: JSON.parse(text) };
  } catch {
    return { text, body: undefined };
  }
};

const requestOf = ({ form, json, headers }: Ask, shared: AskOptions["headers"]): RequestInit => ({
  method: form === undefined && json === undefined ? "GET" : "POST",
  redirect: "manual",
  headers: {
    accept: "application/json",
    ...(json === undefined ? {} : { "content-type": "application/json" }),
    ...shared,
    ...headers,
  },
  ...(form === undefined ? {} : { body: form }),
  ...(json === undefined ? {} : { body: JSON.stringify(json) }),
});

const redirected = (what: string, status: number, { service, keySetting }: AskOptions): Failure =>
  new Failure("credentials", `${service}: ${what}: status ${status}: a redirect, perhaps to a login page`, {
    tell: `${service} sends me on to another address: a login page, or https in place of http. Whoever runs me has to compare its address and ${keySetting}.`,
  });

/** What a refusal comes to: `hide` takes secrets out of what the service says. */
const createFailures = (options: AskOptions, hide: (text: string) => string) => {
  const { service, timeoutMs = MEASURE_TIMEOUT_MS } = options;
  const failure = (code: FailureCode, what: string, detail: string, tell?: string): Failure =>
    new Failure(code, hide(`${service}: ${what}: ${detail}`), {
      tell: tell ?? tellOf(options, code, "", timeoutMs / 1000),
    });
  const refused = (what: string, status: number, bytes: Uint8Array): Failure => {
    if (status >= 300 && status < 400) return redirected(what, status, options);
    const { body, text } = parsed(bytes);
    // Hidden before it is cut: half of a key is told by none of its forms.
    const why = hide(options.why(body, text, status))
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, MOST_WHY);
    const code = codeOf(status);
    const nothing = code === "not_found" && body === undefined && why === "";
    return failure(
      code,
      what,
      `status ${status}${why && ` (${why})`}`,
      nothing
        ? `There is no ${service} at the address that I was given. Whoever runs me has to look at its URL.`
        : tellOf(options, code, why, timeoutMs / 1000),
    );
  };
  return { failure, refused };
};

/** How far a question came. */
interface Stage {
  readonly began: boolean;
  readonly waits: boolean;
  readonly timedOut: boolean;
}

/** One question. */
const createAskOnce = (options: AskOptions): AskJson => {
  const { service, signal, timeoutMs = MEASURE_TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  const { failure, refused } = createFailures(options, hiderOf(options.secrets));
  const turns = createTurns(MOST_AT_ONCE);
  const unheard = (what: string, error: unknown, { began, waits, timedOut }: Stage): Failure => {
    if (signal.aborted) return failure("unavailable", what, "we are stopping");
    if (timedOut && waits)
      return failure("timeout", what, `no answer within ${timeoutMs} ms, behind others`, busyWords(service));
    if (timedOut) return failure("timeout", what, `no answer within ${timeoutMs} ms`);
    const code = codeOfTrouble(error);
    return failure("unavailable", what, code ?? "no request", noAnswerWords(code, began, options));
  };
  return async (what, ask) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const ending = AbortSignal.any([timeout, signal]);
    const waits = turns.isFull();
    let began = false;
    let leave = (): void => undefined;
    try {
      leave = await turns.take(ending);
      const response = await fetch(ask.url, { ...requestOf(ask, options.headers), signal: ending });
      began = true;
      const bytes = await readCapped(response, maxBytes);
      if (bytes === undefined) throw failure("too_large", what, `more than ${maxBytes} bytes`);
      const { body } = parsed(bytes);
      if (!response.ok && !ask.isAnswer?.(body)) throw refused(what, response.status, bytes);
      const contentType = response.headers.get("content-type") ?? "";
      return { status: response.status, body, bytes, contentType };
    } catch (error) {
      throw error instanceof Failure ? error : unheard(what, error, { began, waits, timedOut: timeout.aborted });
    } finally {
      leave();
    }
  };
};

const keyOf = (what: string, { url, form, json, headers }: Ask): string =>
  JSON.stringify([what, url.href, form?.toString(), json, headers]);

/**
 * An asker for one service, without retries of its own. Who asks the same at the same moment shares one request, and no
 * more than a few go out at once. Its failures name neither address nor key.
 */
export const createAskJson = (options: AskOptions): AskJson => {
  const { timeoutMs = MEASURE_TIMEOUT_MS } = options;
  const askOnce = createAskOnce(options);
  const underWay = new Map<string, Promise<Answer>>();
  return (what, ask) => {
    const key = keyOf(what, ask);
    const known = underWay.get(key);
    if (known) return known;
    const answer = askOnce(what, ask);
    const end = (): void => {
      clearTimeout(late);
      if (underWay.get(key) === answer) underWay.delete(key);
    };
    underWay.set(key, answer);
    answer.then(end, end);
    // Who comes later does not wait for what hangs: their question may be answered.
    const late = setTimeout(end, timeoutMs / 5).unref();
    return answer;
  };
};
