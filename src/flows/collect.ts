import { Failure, toFailure } from "../core/failure.ts";
import type { Collect } from "../core/integration.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Rules } from "../core/rules.ts";
import type { Lease, Plan, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { createHeld, isLost } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { repairPlan } from "./plan.ts";

/** One source, how it is polled, and where the result goes. */
export interface CollectOptions {
  readonly source: string;
  readonly collect: Collect;
  readonly store: Store;
  readonly plan: Plan;
  readonly rules: Rules;
  readonly holder: string;
  readonly everyMs: number;
  /** How far back the first run reads. */
  readonly firstMs: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
  /** Hears after each poll whether the source could be read: why not and since when, or undefined when it could. */
  readonly trouble?: (source: string, why: Failure | undefined, sinceMs: number) => Promise<void>;
  /** Aborted when the process ends: what a poll fails with from then on is no trouble. */
  readonly signal?: AbortSignal;
}

/** Each poll reads this much again: entries can appear late, and facts count once anyway. */
const OVERLAP_MS = 10 * 60_000;
/** Longer than the longest wait within one page: a rate limit of a minute. */
const LEASE_MS = 150_000;

/** How far the source was read: everything before `toMs`. */
interface Cursor {
  readonly toMs: number;
}

const parseCursor = (text: string | undefined): Cursor | undefined => {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "toMs" in value && typeof value.toMs === "number")
    return { toMs: value.toMs };
  throw new Failure("internal", `the stored cursor is not one: ${text}`);
};

/** Where the first run notes how far it came, and where it began; the source's own cursor begins at its end. */
const firstRunOf = (source: string): string => `${source}:first`;

const NOTHING = { incidents: [], facts: [], people: [] };

/**
 * Poll -> facts. The first run fills the store with history and posts nothing; after an interruption it goes on where it
 * was. Later polls overlap and repair what webhooks missed. A cursor moves only after everything before it is stored.
 */
export const createCollector = (options: CollectOptions): Loop => {
  const { store, source, log, clock } = options;
  const held = createHeld(store.leases, clock, `collect:${source}`, options.holder, LEASE_MS);
  const tellFailure = createTellFailure(options);
  let stopped = false;
  let nudged = false;
  const ending = (): boolean => stopped || options.signal?.aborted === true;
  const turn = async (): Promise<number> => {
    nudged = false;
    const lease = await held.get();
    if (!lease) return options.everyMs;
    const startMs = clock();
    const read = watchSource(options.collect);
    try {
      await collectOnce(lease, { ...options, ...read }, async () => !ending() && (await held.get()) !== undefined);
    } catch (error) {
      if (ending()) {
        log.info({ source, why: toFailure(error).message }, "the poll was cut short; the next one goes on");
        return options.everyMs;
      }
      const failure = read.failure();
      if (failure) await tellFailure(failure, startMs);
      if (failure || !isLost(error)) throw error;
      held.lost();
      return options.everyMs;
    }
    await options.trouble?.(source, undefined, startMs);
    return nudged ? 0 : options.everyMs;
  };
  const loop = createLoop(`collect:${source}`, log, turn, held.release);
  return {
    start() {
      stopped = false;
      loop.start();
    },
    wake() {
      nudged = true;
      loop.wake();
    },
    async stop() {
      stopped = true;
      await loop.stop();
    },
  };
};

/** Counts a failed poll and says so; when it cannot be said, the poll's own failure still counts. */
const createTellFailure =
  ({ source, log, tally, trouble }: CollectOptions) =>
  async (failure: Failure, sinceMs: number): Promise<void> => {
    tally.count("collect_failures", { source, code: failure.code });
    try {
      await trouble?.(source, failure, sinceMs);
    } catch (error) {
      log.error({ source, err: error }, "the trouble with a source could not be told");
    }
  };

/** Tells a failure of the source apart from one of the store. */
const watchSource = (from: Collect): { readonly collect: Collect; readonly failure: () => Failure | undefined } => {
  let failure: Failure | undefined;
  return {
    failure: () => failure,
    collect: {
      async *collect(window) {
        try {
          yield* from.collect(window);
        } catch (error) {
          failure = toFailure(error);
          throw failure;
        }
      },
    },
  };
};

/** One poll from the cursor until now. `stillOurs` renews the lease between pages. */
export const collectOnce = async (
  lease: Lease,
  options: CollectOptions,
  stillOurs: () => Promise<boolean>,
): Promise<void> => {
  const { store, source, clock, tally } = options;
  const startMs = clock();
  const cursor = parseCursor(await store.cursor(source));
  const from = cursor ?? parseCursor(await store.cursor(firstRunOf(source)));
  const fromMs = from ? from.toMs - OVERLAP_MS : startMs - options.firstMs;
  const plan = cursor ? repairPlan(options.plan, startMs) : undefined;
  let facts = 0;
  for await (const batch of options.collect.collect({ fromMs, toMs: startMs })) {
    if (!(await stillOurs())) throw new Failure("conflict", "the lease was lost in mid-poll");
    const { facts: fresh, applied } = await store.collected(lease, batch, { source, plan, rules: options.rules });
    facts += fresh.length;
    for (const { kind } of fresh) tally.count("facts", { source, kind });
    for (const { alert, change } of applied)
      options.log.info({ source, key: alert.key, change }, "the poll found what no webhook told");
    if (!cursor && batch.doneUntilMs !== undefined) await noteProgress(lease, options, batch.doneUntilMs, fromMs);
  }
  const done = JSON.stringify({ toMs: startMs } satisfies Cursor);
  await store.collected(lease, NOTHING, { source, cursor: done, sinceMs: fromMs });
  tally.time("collect", clock() - startMs, { source });
  if (!cursor) options.log.info({ source, facts, tookMs: clock() - startMs }, "history is in the store");
};

const noteProgress = async (
  lease: Lease,
  { store, source }: CollectOptions,
  toMs: number,
  sinceMs: number,
): Promise<void> => {
  const cursor = JSON.stringify({ toMs } satisfies Cursor);
  await store.collected(lease, NOTHING, { source: firstRunOf(source), cursor, sinceMs, untilMs: toMs });
};
