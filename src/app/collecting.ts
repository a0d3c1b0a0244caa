import type { Config } from "../config.ts";
import type { Fact } from "../core/fact.ts";
import { samplesOf } from "../core/fact-samples.ts";
import { Failure } from "../core/failure.ts";
import type { Collect } from "../core/integration.ts";
import { metricName } from "../core/slug.ts";
import type { Lease } from "../core/store.ts";
import { parseCursor } from "../flows/collect/cursor.ts";
import { type HistoryProgress, importHistory } from "../flows/collect/history.ts";
import { storeWindow, type WindowPorts } from "../flows/collect/window.ts";
import { createHeld } from "../flows/held.ts";
import { createFactOutput, type FactOutput, fanOut } from "../flows/outputs.ts";
import { repairPlan } from "../flows/plan.ts";
import { redactCollect } from "../flows/redact-collect.ts";
import { holderName, isGone } from "./holder.ts";
import { planAndRules } from "./loops.ts";
import type { Parts, Ports } from "./parts.ts";

export type { HistoryProgress };

/** What collecting by hand, beside the bot or without it, is made of. */
export interface ByHand {
  readonly parts: Parts;
  readonly config: Config;
  readonly ports: Ports;
  /** True as soon as the person wants it to end. */
  readonly stopped: () => boolean;
}

/** Longer than the longest wait within one page: a rate limit of a minute. */
const LEASE_MS = 150_000;
const DAY_MS = 86_400_000;

/** Names of the sources that can be collected from. */
export const collectable = ({ connections }: Parts): readonly string[] =>
  [...connections].flatMap(([source, { collect }]) => (collect ? [source] : []));

const portsOf = ({ parts, config, ports }: ByHand, source: string, collect: Collect): WindowPorts => ({
  ...{ source, store: parts.store, rules: planAndRules(config, parts, ports).rules },
  ...{ collect: redactCollect(collect, parts.policy), log: ports.log, clock: ports.clock },
});

/** Beside the bot's own polls, but one at a time: those of a process that was killed are let go at once. */
const alone = async <T>(
  { parts, ports, stopped }: ByHand,
  source: string,
  work: (lease: Lease, stillOurs: () => Promise<boolean>) => Promise<T>,
): Promise<T> => {
  const { leases } = parts.store;
  await leases.reclaim(isGone);
  const held = createHeld(leases, ports.clock, `collect:${source}:by-hand`, holderName(), LEASE_MS);
  const lease = await held.get();
  if (!lease)
    throw new Failure("conflict", `${source} is being collected by another process`, {
      tell: `${source} is being collected by another process. Wait until it is done or end it; if it was killed on another machine, try again in three minutes.`,
    });
  try {
    return await work(lease, async () => !stopped() && (await held.get()) !== undefined);
  } finally {
    await held.release();
  }
};

const collectOf = ({ parts }: ByHand, source: string): Collect => {
  const collect = parts.connections.get(source)?.collect;
  if (collect) return collect;
  const known = collectable(parts);
  throw new Failure("usage", `${source} cannot be collected from`, {
    tell: known.length > 0 ? `${source} cannot be collected from. What can: ${known.join(", ")}.` : NOTHING_SET,
  });
};

/** What to say when no source is configured. */
export const NOTHING_SET =
  "No source is configured. Set PAGERDUTY_TOKEN, OPSGENIE_READ_KEY, or VICTOROPS_API_ID and VICTOROPS_API_KEY, as the bot has them.";

/** Everywhere numbers go, except the terminal, which is what the numbers are shown on. */
const outputsOf = ({ parts, ports }: ByHand) =>
  fanOut(
    [...parts.connections].flatMap(([name, { output }]) => (output && name !== "stdout" ? [output] : [])),
    ports.log,
  );

const NO_TALLY = { count: () => undefined, time: () => undefined };

/** From when on what is new was never sent: before it lies what polls or retention took for history. */
const unsentSince = async ({ parts, config, ports }: ByHand, source: string): Promise<number | undefined> => {
  const polled = parseCursor(await parts.store.cursor(source));
  if (!polled) return undefined;
  const { factDays } = config.keep;
  const keptMs = factDays === undefined ? 0 : ports.clock() - factDays * DAY_MS;
  return Math.max(polled.sinceMs ?? polled.toMs, keptMs);
};

/** Sends what happened since then. */
const since = (output: FactOutput, sinceMs: number): FactOutput => ({
  facts: (fresh, people) =>
    output.facts(
      fresh.filter(({ atMs }) => atMs >= sinceMs),
      people,
    ),
});

/**
 * Reads everything of the window again and stores what is new. What is new goes to the outputs as in a poll of the bot,
 * or, where no bot ever polled, when `send` says so. Answers all facts of the window, new and known.
 */
export const collectWindow = async (
  hand: ByHand,
  source: string,
  { sinceMs, send }: { readonly sinceMs: number; readonly send: boolean },
): Promise<readonly Fact[]> => {
  const { parts, config, ports } = hand;
  const from = portsOf(hand, source, collectOf(hand, source));
  const toMs = ports.clock();
  const unsentMs = await unsentSince(hand, source);
  const polled = unsentMs !== undefined;
  const output = outputsOf(hand);
  const facts = new Map<string, Fact>();
  const isWithin = ({ atMs }: Fact): boolean => sinceMs <= atMs && atMs < toMs;
  try {
    await alone(hand, source, (lease, stillOurs) =>
      storeWindow(lease, from, {
        window: { fromMs: sinceMs, toMs },
        plan: polled ? repairPlan(planAndRules(config, parts, ports).plan, toMs) : undefined,
        outputs: polled || send ? since(createFactOutput(output, NO_TALLY), unsentMs ?? 0) : undefined,
        stillOurs,
        stored: async (batch) => {
          for (const fact of batch.facts) if (isWithin(fact)) facts.set(fact.id, fact);
        },
      }),
    );
  } finally {
    // Also what was stored before it failed is on its way.
    await output.close();
  }
  return [...facts.values()];
};

/** PTSD's counters as lines, "pagerduty.ana_kovac.acked 3", by name. */
export const countersOf = async (parts: Parts, source: string, facts: readonly Fact[]): Promise<readonly string[]> => {
  const counts = new Map<string, number>([[metricName([source, "incidents"]), 0]]);
  for (const { name, value } of samplesOf(facts, await parts.store.people(source))) {
    const metric = metricName(name);
    counts.set(metric, (counts.get(metric) ?? 0) + value);
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([metric, count]) => `${metric} ${count}`);
};

/** Imports what is older than what is known, as far back as `sinceMs`. */
export const importSource = async (
  hand: ByHand,
  source: string,
  { sinceMs, progress }: { readonly sinceMs: number; readonly progress: (now: HistoryProgress) => void },
): Promise<void> => {
  const from = portsOf(hand, source, collectOf(hand, source));
  await alone(hand, source, (lease, stillOurs) => importHistory(lease, from, { sinceMs, stillOurs, progress }));
};
