import { type Failure, toFailure } from "../core/failure.ts";
import { instrumented } from "../core/instrument.ts";
import type { Collect, Collected } from "../core/integration.ts";
import type { Lease, Plan } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { type Cursor, firstRunOf, historyOf, parseCursor, parseHistory } from "./collect/cursor.ts";
import { type HistoryProgress, importHistory } from "./collect/history.ts";
import { storeWindow, type WindowPorts } from "./collect/window.ts";
import { createHeld, isLost } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import type { FactOutput } from "./outputs.ts";
import { repairPlan } from "./plan.ts";

/** One source, how it is polled, and where the result goes. */
export interface CollectOptions extends WindowPorts {
  readonly plan: Plan;
  readonly holder: string;
  readonly everyMs: number;
  /** How far back the first run reads. */
  readonly firstMs: number;
  /** How much of what was read each poll reads again; 10 minutes when absent. */
  readonly overlapMs?: number | undefined;
  readonly tally: Tally;
  /** Hears of new facts, except of those of the first run. */
  readonly outputs?: FactOutput | undefined;
  /** Hears after each poll whether the source could be read: why not and since when, or undefined when it could. */
  readonly trouble?: (source: string, why: Failure | undefined, sinceMs: number) => Promise<void>;
  /** Aborted when the process ends: what a poll fails with from then on is no trouble. */
  readonly signal?: AbortSignal;
}

/** Entries can appear late, and facts count once anyway. */
const OVERLAP_MS = 10 * 60_000;
/** Longer than the longest wait within one page: a rate limit of a minute. */
const LEASE_MS = 150_000;

const NOTHING = { incidents: [], facts: [], people: [] };

/**
 * Poll -> facts. The first run fills the store with history and posts nothing; after an interruption it goes on where it
 * was. Later polls overlap and repair what webhooks missed. A cursor moves only after everything before it is stored.
 */
export const createCollector = (given: CollectOptions): Loop => {
  const options = paced(given);
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
      const stillOurs = async (): Promise<boolean> => !ending() && (await held.get()) !== undefined;
      const poll = (): Promise<void> => collectOnce(lease, { ...options, ...read }, stillOurs);
      await instrumented({ kind: "poll", name: source }, poll, options);
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
    start(...how) {
      stopped = false;
      loop.start(...how);
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

/** As the source wants to be polled, where it says so. */
const paced = (options: CollectOptions): CollectOptions => {
  const { everyMs, firstMs, overlapMs } = options;
  const { pace = {} } = options.collect;
  return {
    ...options,
    everyMs: pace.everyMs ?? everyMs,
    firstMs: pace.firstMs ?? firstMs,
    overlapMs: overlapMs ?? pace.overlapMs,
  };
};

/** Says that a poll failed; when it cannot be said, the poll's own failure still counts. */
const createTellFailure =
  ({ source, log, trouble }: CollectOptions) =>
  async (failure: Failure, sinceMs: number): Promise<void> => {
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

/** Where a poll begins to read, and how far back the source is known by then. */
interface Start {
  readonly fromMs: number;
  readonly sinceMs: number;
}

/**
 * From the cursor on. One without a beginning was written by a version that read less: all is known from there only. One
 * from a time to come was written while the clock was wrong, so as much as a first run reads is read again.
 */
const nextStart = ({ toMs, sinceMs }: Cursor, options: CollectOptions, startMs: number, overlapMs: number): Start => {
  const fromMs = toMs - overlapMs;
  const knownMs = sinceMs ?? fromMs;
  if (fromMs <= startMs) return { fromMs, sinceMs: knownMs };
  const againMs = Math.min(Math.max(knownMs, startMs - options.firstMs), startMs - overlapMs);
  return { fromMs: againMs, sinceMs: Math.min(knownMs, againMs) };
};

/** Reads what lies before `knownMs`, once and telling nobody, where that is less than a first run reads. */
const reachBack = async (
  lease: Lease,
  options: CollectOptions,
  { sinceMs, knownMs }: { readonly sinceMs: number; readonly knownMs: number },
  stillOurs: () => Promise<boolean>,
): Promise<void> => {
  if (knownMs <= sinceMs) return;
  let entries = 0;
  const progress = (now: HistoryProgress): void => {
    entries = now.entries;
  };
  await importHistory(lease, options, { sinceMs, stillOurs, progress });
  if (entries > 0) options.log.info({ source: options.source, entries }, "history that was not known is in the store");
};

/** The first run goes on where an earlier one was cut off, or where an import of as much history ended. */
const firstStart = async (options: CollectOptions, startMs: number, overlapMs: number): Promise<Start> => {
  const { store, source } = options;
  const first = parseCursor(await store.cursor(firstRunOf(source)));
  const fromMs = startMs - options.firstMs;
  if (first) return { fromMs: first.toMs - overlapMs, sinceMs: first.sinceMs ?? first.toMs - overlapMs };
  const history = parseHistory(await store.cursor(historyOf(source)));
  const reaches = history !== undefined && history.knownMs < history.toMs && history.knownMs <= fromMs;
  return reaches ? { fromMs: history.toMs - overlapMs, sinceMs: history.knownMs } : { fromMs, sinceMs: fromMs };
};

/** One poll from the cursor until now. `stillOurs` renews the lease between pages. */
export const collectOnce = async (
  lease: Lease,
  options: CollectOptions,
  stillOurs: () => Promise<boolean>,
): Promise<void> => {
  const { store, source, clock, overlapMs = OVERLAP_MS } = options;
  const startMs = clock();
  const cursor = parseCursor(await store.cursor(source));
  const { fromMs, sinceMs } = cursor
    ? nextStart(cursor, options, startMs, overlapMs)
    : await firstStart(options, startMs, overlapMs);
  const stored = async ({ doneUntilMs }: Collected): Promise<void> => {
    if (!cursor && doneUntilMs !== undefined)
      await note(lease, options, firstRunOf(source), { toMs: doneUntilMs, sinceMs });
  };
  const facts = await storeWindow(lease, options, {
    ...{ window: { fromMs, toMs: startMs }, stillOurs, stored },
    ...(cursor ? { plan: repairPlan(options.plan, startMs), outputs: options.outputs } : {}),
  });
  await note(lease, options, source, { toMs: startMs, sinceMs });
  if (!cursor) options.log.info({ source, facts, tookMs: clock() - startMs }, "history is in the store");
  await reachBack(lease, options, { sinceMs: startMs - options.firstMs, knownMs: sinceMs }, stillOurs);
};

const note = async (lease: Lease, { store }: CollectOptions, source: string, cursor: Cursor): Promise<void> => {
  const { toMs: untilMs, sinceMs } = cursor;
  await store.collected(lease, NOTHING, { source, cursor: JSON.stringify(cursor), sinceMs, untilMs });
};
