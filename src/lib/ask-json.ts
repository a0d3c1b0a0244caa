import * as z from "zod";
import { Failure, type FailureCode } from "../core/failure.ts";
import { MEASURE_TIMEOUT_MS } from "../core/measure.ts";
import { hiderOf } from "./hide-secrets.ts";
import { readCapped } from "./read-capped.ts";

/** One question to a service over HTTP. */
export interface Ask {
  readonly url: URL;
  /** Form fields or a JSON body make it a POST. */
  readonly form?: URLSearchParams | undefined;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
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
 * Asks once, without redirects; any 2xx resolves. Throws Failure with a clear `tell`: usage (400, 422: the query is
 * refused), credentials (401, 403), not_found, rate_limited, timeout, unavailable (no connection), too_large, upstream.
 */
export type AskJson = (what: string, ask: Ask) => Promise<Answer>;

const MAX_BYTES = 8 * 1024 * 1024;
const MOST_WHY = 300;
const Coded = z.object({ cause: z.object({ code: z.string() }) });

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

const tellOf = ({ service, keySetting }: AskOptions, code: FailureCode, why: string, seconds: number): string => {
  const said = why ? `: ${why}` : ".";
  if (code === "usage") return `${service} cannot read that query${said}`;
  if (code === "credentials") return `${service} refuses our key. Whoever runs me has to compare ${keySetting}.`;
  if (code === "not_found") return `${service} does not know that${said}`;
  if (code === "rate_limited") return `${service} asks us to slow down: try again in a minute.`;
  if (code === "timeout") return slowWords(service, seconds);
  if (code === "unavailable") return `${service} cannot be reached: try again in a minute.`;
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

/** An asker for one service, without retries of its own. Its failures name neither address nor key. */
export const createAskJson = (options: AskOptions): AskJson => {
  const { service, signal, timeoutMs = MEASURE_TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  const hide = hiderOf(options.secrets);
  const failure = (code: FailureCode, what: string, detail: string, why = ""): Failure =>
    new Failure(code, hide(`${service}: ${what}: ${detail}`), {
      tell: hide(tellOf(options, code, why, timeoutMs / 1000)),
    });
  const refused = (what: string, status: number, bytes: Uint8Array): Failure => {
    if (status >= 300 && status < 400)
      return new Failure("credentials", `${service}: ${what}: status ${status}: a redirect, perhaps to a login page`, {
        tell: `${service} sends me on to another address: a login page, or https in place of http. Whoever runs me has to compare its address and ${options.keySetting}.`,
      });
    const { body, text } = parsed(bytes);
    // Hidden before it is cut: half of a key is told by none of its forms.
    const why = hide(options.why(body, text, status))
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, MOST_WHY);
    return failure(codeOf(status), what, `status ${status}${why && ` (${why})`}`, why);
  };
  return async (what, ask) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const init = requestOf(ask, options.headers);
      const response = await fetch(ask.url, { ...init, signal: AbortSignal.any([timeout, signal]) });
      const bytes = await readCapped(response, maxBytes);
      if (bytes === undefined) throw failure("too_large", what, `more than ${maxBytes} bytes`);
      if (!response.ok) throw refused(what, response.status, bytes);
      const contentType = response.headers.get("content-type") ?? "";
      return { status: response.status, body: parsed(bytes).body, bytes, contentType };
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (signal.aborted) throw failure("unavailable", what, "we are stopping");
      if (timeout.aborted) throw failure("timeout", what, `no answer within ${timeoutMs} ms`);
      // The cause may hold the address or a header, and with it the key: only its code is told.
      const coded = Coded.safeParse(error);
      throw failure("unavailable", what, coded.success ? coded.data.cause.code : "no connection");
    }
  };
};
