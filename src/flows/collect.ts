import { Failure } from "../core/failure.ts";
import type { Collect } from "../core/integration.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Lease, Plan, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { createHeld, isLost } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { repairPlan } from "./plan.ts";

export interface CollectOptions {
  readonly source: string;
  readonly collect: Collect;
  readonly store: Store;
  readonly plan: Plan;
  readonly holder: string;
  readonly everyMs: number;
  /** How far back the first run reads. */
  readonly firstMs: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
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

/**
 * Poll -> facts. The first run fills the store with history and posts nothing; later polls overlap and repair what
 * webhooks missed. The cursor moves only after everything before it is stored.
 */
export const createCollector = (options: CollectOptions): Loop => {
  const { store, source, log, clock } = options;
  const held = createHeld(store.leases, clock, `collect:${source}`, options.holder, LEASE_MS);
  const turn = async (): Promise<number> => {
    const lease = await held.get();
    if (!lease) return options.everyMs;
    try {
      await collectOnce(lease, options, async () => (await held.get()) !== undefined);
    } catch (error) {
      if (!isLost(error)) throw error;
      held.lost();
    }
    return options.everyMs;
  };
  const loop = createLoop(`collect:${source}`, log, turn);
  return {
    ...loop,
    async stop() {
      await loop.stop();
      await held.release();
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
  const fromMs = cursor ? cursor.toMs - OVERLAP_MS : startMs - options.firstMs;
  const plan = cursor ? repairPlan(options.plan, startMs) : undefined;
  let facts = 0;
  for await (const batch of options.collect.collect({ fromMs, toMs: startMs })) {
    if (!(await stillOurs())) throw new Failure("conflict", "the lease was lost in mid-poll");
    const { facts: fresh, applied } = await store.collected(lease, batch, { source, plan });
    facts += fresh.length;
    for (const { kind } of fresh) tally.count("facts", { source, kind });
    for (const { alert, change } of applied)
      options.log.info({ source, key: alert.key, change }, "the poll found what no webhook told");
  }
  const done = JSON.stringify({ toMs: startMs } satisfies Cursor);
  await store.collected(lease, { incidents: [], facts: [], people: [] }, { source, cursor: done, sinceMs: fromMs });
  tally.time("collect", clock() - startMs, { source });
  if (!cursor) options.log.info({ source, facts, tookMs: clock() - startMs }, "history is in the store");
};
