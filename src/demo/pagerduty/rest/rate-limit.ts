const WINDOW_MS = 60_000;

/** The `ratelimit-` headers of one answer and whether the request may pass. */
export interface Spent {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Requests a minute for each key, in fixed windows. https://developer.pagerduty.com/docs/rest-api-rate-limits */
export const createRateLimit = (clock: () => number, perMinute: () => number): ((key: string) => Spent) => {
  const windows = new Map<string, { startMs: number; used: number }>();
  return (key) => {
    const nowMs = clock();
    const before = windows.get(key);
    const window = before !== undefined && nowMs - before.startMs < WINDOW_MS ? before : { startMs: nowMs, used: 0 };
    windows.set(key, window);
    const limit = perMinute();
    const allowed = window.used < limit;
    if (allowed) window.used += 1;
    return {
      allowed,
      headers: {
        "ratelimit-limit": String(limit),
        "ratelimit-remaining": String(Math.max(0, limit - window.used)),
        "ratelimit-reset": String(Math.max(1, Math.ceil((window.startMs + WINDOW_MS - nowMs) / 1000))),
      },
    };
  };
};
