import * as z from "zod";
import { Failure, type FailureCode } from "../core/failure.ts";
import { hiderOf } from "./hide-secrets.ts";
import { readCapped } from "./read-capped.ts";

/** What a service answered; `body` is undefined unless it was JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  /** How long it asked us to wait, when it did. */
  readonly retryAfterMs: number | undefined;
}

/** One message to a service. */
export interface JsonPost {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** Where messages go. */
export interface SendOptions {
  /** As people know it: "OpsGenie". */
  readonly service: string;
  /** Texts that must not appear in a failure, wherever they are sent: keys in headers, bodies and addresses. */
  readonly secrets: readonly string[];
  /** Names the settings to compare when the service refuses the key. */
  readonly keySetting: string;
  /** Fields of a refusal that say why -> one line. */
  readonly why: (body: unknown) => string;
  readonly timeoutMs: number;
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
}

/** Posts once, without redirects. Any 2xx resolves; throws Failure (credentials, not_found, rate_limited, rejected, timeout, unavailable, upstream). */
export type SendJson = (what: string, post: JsonPost) => Promise<JsonAnswer>;

const MAX_BYTES = 256 * 1024;
const LONGEST_WAIT_MS = 10 * 60_000;
/** For a service that says "too many" and not for how long. */
const SHORT_WAIT_MS = 30_000;
const Coded = z.object({ cause: z.object({ code: z.string() }) });

const codeOf = (status: number): FailureCode => {
  if (status === 401 || status === 402 || status === 403) return "credentials";
  if (status === 404) return "not_found";
  if (status === 408) return "timeout";
  if (status === 429) return "rate_limited";
  return status >= 500 ? "upstream" : "rejected";
};

const jsonOf = async (response: Response): Promise<unknown> => {
  const bytes = await readCapped(response, MAX_BYTES);
  try {
    return JSON.parse(bytes?.toString("utf8") ?? "");
  } catch {
    return undefined;
  }
};

/** Seconds of the first of these headers that holds a number. */
const waitOf = (headers: Headers): number | undefined => {
  for (const name of ["retry-after", "ratelimit-reset", "x-ratelimit-period-in-sec"]) {
    const seconds = Number(headers.get(name) ?? Number.NaN);
    if (Number.isFinite(seconds) && seconds >= 0) return Math.min(Math.ceil(seconds * 1000), LONGEST_WAIT_MS);
  }
  return undefined;
};

const tellOf = ({ service, keySetting }: SendOptions, code: FailureCode, why: string): string => {
  const said = why ? `: ${why}` : "";
  if (code === "credentials") return `${service} refuses our key${said}. Compare ${keySetting}.`;
  if (code === "not_found") return `${service} does not know it, or does not know our key: compare ${keySetting}.`;
  if (code === "rate_limited") return `${service} asks us to slow down: try again in a minute.`;
  if (code === "timeout") return `${service} did not answer in time: look there whether the call went out.`;
  if (code === "upstream") return `${service} has trouble of its own: try again in a minute.`;
  if (code === "unavailable") return `${service} cannot be reached: try again in a minute.`;
  return `${service} refused the call${said}. Compare ${keySetting}; the log says more.`;
};

/** A sender for one service, without retries of its own. Its failures name neither address nor key. */
export const createSendJson = (options: SendOptions): SendJson => {
  const { service, timeoutMs, signal } = options;
  const hide = hiderOf(options.secrets);
  const failure = (code: FailureCode, what: string, detail: string, why = "", retryAfterMs?: number): Failure =>
    new Failure(code, hide(`${service}: ${what}: ${detail}`), {
      tell: hide(tellOf(options, code, why)),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  return async (what, { url, headers = {}, body }) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "error",
        headers: { accept: "application/json", "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.any([timeout, signal]),
      });
      const answer = { status: response.status, body: await jsonOf(response), retryAfterMs: waitOf(response.headers) };
      if (response.ok) return answer;
      const code = codeOf(answer.status);
      // Hidden before it is cut: half of a key is told by none of its forms.
      const why = hide(options.why(answer.body)).slice(0, 500);
      const waitMs = answer.retryAfterMs ?? (code === "rate_limited" ? SHORT_WAIT_MS : undefined);
      throw failure(code, what, `status ${answer.status}${why && ` (${why})`}`, why, waitMs);
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
