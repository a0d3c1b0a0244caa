/** A disturbance of the API for tests and demonstrations. */
export interface Fault {
  /** Only requests whose path starts with it; all by default. */
  readonly path?: string;
  readonly method?: string;
  /** Answer with it instead of working: 429 brings PagerDuty's body, 500 too, 502 and 503 bring text. */
  readonly status?: number;
  /** With a status: PagerDuty's own code and words, e.g. 1005. */
  readonly code?: number;
  /** Answer this late. */
  readonly delayMs?: number;
  /** Break the connection without an answer. */
  readonly drop?: boolean;
  /** Value of the Retry-After header, seconds. */
  readonly retryAfter?: number;
  /** Body to answer with, as plain text. */
  readonly body?: string;
  /** For 429: without PagerDuty's body and ratelimit headers. */
  readonly bare?: boolean;
  /** How many requests it hits; 1 by default, Infinity for all of them until `clear`. */
  readonly times?: number;
}

/** Troubles that tests order in advance: each hits so many requests and is gone. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Hits still to come. */
  pending(): number;
  /** The fault that hits this request, used up by one. */
  take(method: string, path: string): Fault | undefined;
}

/** Disturbances in the order they were added. */
export const createFaults = (): Faults => {
  const faults: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    clear: () => void faults.splice(0),
    pending: () => faults.reduce((sum, one) => sum + one.left, 0),
    take: (method, path) => {
      const found = faults.find(
        ({ fault, left }) =>
          left > 0 && path.startsWith(fault.path ?? "/") && (fault.method === undefined || fault.method === method),
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.fault;
    },
  };
};
