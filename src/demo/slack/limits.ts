/** Requests a minute of each tier for one method (https://docs.slack.dev/apis/web-api/rate-limits). */
const TIER_PER_MIN = { t1: 1, t2: 20, t3: 50, t4: 100 } as const;
/** A documented tier; t5 is "special". */
export type Tier = keyof typeof TIER_PER_MIN | "t5";

/** chat.postMessage: one a second in a channel, short bursts; the workspace's cap is several hundred a minute. */
const CHANNEL = { burst: 3, perMin: 60 };
const WORKSPACE = { burst: 60, perMin: 600 };
/** auth.test and chat.getPermalink: "hundreds a minute". */
const SPECIAL = { burst: 300, perMin: 600 };

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Counts calls by the given clock; `take` answers how many seconds to wait, 0 when the call may go on. */
export class RateLimits {
  on: boolean;
  /** How often a caller was told to wait. */
  refused = 0;
  readonly #clock: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: () => number, on: boolean) {
    this.#clock = clock;
    this.on = on;
  }

  take(method: string, tier: Tier, channel: string | undefined): number {
    if (!this.on) return 0;
    const rules = this.#rulesFor(method, tier, channel);
    const waits = rules.map(([key, rule]) => this.#waitFor(key, rule));
    const wait = Math.max(...waits);
    if (wait > 0) {
      this.refused += 1;
      return Math.max(1, Math.ceil(wait));
    }
    for (const [key] of rules) {
      const bucket = this.#buckets.get(key);
      if (bucket !== undefined) bucket.tokens -= 1;
    }
    return 0;
  }

  #rulesFor(
    method: string,
    tier: Tier,
    channel: string | undefined,
  ): readonly (readonly [string, { burst: number; perMin: number }])[] {
    if (method === "chat.postMessage") {
      return [
        [`post:${channel ?? ""}`, CHANNEL],
        ["post", WORKSPACE],
      ];
    }
    const perMin = tier === "t5" ? undefined : TIER_PER_MIN[tier];
    return [[method, perMin === undefined ? SPECIAL : { burst: perMin, perMin }]];
  }

  /** Seconds until one call fits; fills the bucket up to now. */
  #waitFor(key: string, rule: { burst: number; perMin: number }): number {
    const now = this.#clock();
    const before = this.#buckets.get(key) ?? { tokens: rule.burst, atMs: now };
    const perMs = rule.perMin / 60_000;
    const tokens = Math.min(rule.burst, before.tokens + Math.max(0, now - before.atMs) * perMs);
    this.#buckets.set(key, { tokens, atMs: now });
    return tokens >= 1 ? 0 : (1 - tokens) / perMs / 1000;
  }
}
