/** The closed list of what can go wrong on purpose: HTTP status to answer with, and whether trying again can help. */
export const FAILURES = {
  usage: { status: 400, retry: false },
  unreadable: { status: 422, retry: false },
  unauthorized: { status: 401, retry: false },
  forbidden: { status: 403, retry: false },
  not_found: { status: 404, retry: false },
  conflict: { status: 409, retry: false },
  too_large: { status: 413, retry: false },
  rate_limited: { status: 429, retry: true },
  config: { status: 500, retry: false },
  internal: { status: 500, retry: false },
  upstream: { status: 502, retry: true },
  unavailable: { status: 503, retry: true },
  timeout: { status: 504, retry: true },
  /** Slack refuses this channel: archived, left, forbidden, unknown. */
  channel: { status: 502, retry: false },
  /** A service refuses our token: revoked, wrong, missing a scope. */
  credentials: { status: 502, retry: false },
  /** The message we wanted to change is no longer there. */
  message_gone: { status: 404, retry: false },
  /** The service read the request and will never take it as it is. */
  rejected: { status: 502, retry: false },
} as const;

/** What kind of trouble it is; HTTP status and retry follow from it. */
export type FailureCode = keyof typeof FAILURES;

/** What a failure carries besides its code and its line in the log. */
export interface FailureOptions {
  /** What the person should read: what to do next. Shown escaped. */
  readonly tell?: string;
  readonly cause?: unknown;
  /** For `rate_limited`: how long the service asked us to wait. */
  readonly retryAfterMs?: number;
  /** For `config`: each problem of its own. */
  readonly problems?: readonly string[];
  /** Something was to be changed, and nobody knows whether it was: the answer got lost. */
  readonly doubt?: boolean;
  /** Several things fit the words that were said: each can be chosen instead of them. */
  readonly choices?: Choices;
}

/** Things that fit; `words` of what was said are replaced by the `value` of the chosen one. */
export interface Choices {
  readonly words: string;
  /** The values are words of ours, that stand without quotes. */
  readonly plain?: true;
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

/** The only error thrown on purpose. `message` is for the log, `tell` for the person, `cause` is kept. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly tell: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly problems: readonly string[];
  readonly choices: Choices | undefined;
  readonly doubt: boolean;

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Failure";
    this.code = code;
    this.tell = options.tell;
    this.retryAfterMs = options.retryAfterMs;
    this.problems = options.problems ?? [];
    this.choices = options.choices;
    this.doubt = options.doubt ?? false;
  }

  get status(): number {
    return FAILURES[this.code].status;
  }

  /** Whether the same request may succeed later. */
  get retry(): boolean {
    return FAILURES[this.code].retry;
  }
}

/** Any thrown value as a Failure; what was not thrown on purpose becomes `internal` with its cause kept. */
export const toFailure = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure("internal", error instanceof Error ? error.message : String(error), { cause: error });
