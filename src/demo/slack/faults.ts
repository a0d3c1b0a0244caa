/** What to do wrong to a call. */
export interface Fault {
  /** Answer with this HTTP status and no JSON. */
  readonly status?: number;
  /** Answer HTTP 200 with `{ok: false, error}`. */
  readonly error?: string;
  /** Wait first. */
  readonly delayMs?: number;
  /** Cut the connection: before the call is worked on, or after (done, but the caller never learns of it). */
  readonly drop?: "before" | "after";
  /** Answer 429 with this Retry-After, in seconds; null leaves the header away. */
  readonly retryAfter?: number | null;
  /** How many calls it hits; without it, until it is cleared. */
  readonly times?: number;
}

/** Faults on demand, by method or "*" for all. */
export class Faults {
  readonly #faults = new Map<string, { fault: Fault; left: number }>();
  #offline: "no" | "503" | "refuse" = "no";
  readonly #whenOffline: () => void;

  constructor(whenOffline: () => void) {
    this.#whenOffline = whenOffline;
  }

  set(method: string, fault: Fault): void {
    this.#faults.set(method, { fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(method?: string): void {
    if (method === undefined) this.#faults.clear();
    else this.#faults.delete(method);
  }

  /** The fault for this call, if any; counts it. */
  take(method: string): Fault | undefined {
    const key = this.#faults.has(method) ? method : "*";
    const entry = this.#faults.get(key);
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#faults.delete(key);
    return entry.fault;
  }

  /** The whole workspace away: sockets are closed, calls answered 503 or their connections cut ("refuse"). */
  offline(away: boolean, how: "503" | "refuse" = "503"): void {
    this.#offline = away ? how : "no";
    if (away) this.#whenOffline();
  }

  get away(): "no" | "503" | "refuse" {
    return this.#offline;
  }
}
