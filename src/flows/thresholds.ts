import type { Alert } from "../core/alert.ts";
import type { ThresholdRule } from "../core/policy.ts";
import { WATCH } from "../core/watch.ts";
import { createHeld, type Held } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { tellAlert } from "./tell-admin.ts";
import { type Open, openProblems, resolvedAlert } from "./thresholds/alerts.ts";
import { ruleIn } from "./thresholds/judge.ts";
import { lookAt, sourceNameOf } from "./thresholds/look.ts";
import type { ThresholdPorts } from "./thresholds/ports.ts";
import { type Memory, markOf, type RuleState, readMemory, saveMemory } from "./thresholds/states.ts";

export type { ThresholdPorts } from "./thresholds/ports.ts";
export { thresholdStates } from "./thresholds/states.ts";

const LEASE_MS = 60_000;
const AT_ONCE = 4;
const MOST_OPEN = 500;
const LONGEST_WAIT_MS = 5_000;
const SHORTEST_WAIT_MS = 250;
/** A source gets so long of one turn: one that hangs does not keep the others waiting. */
const SWEEP_MS = 10_000;
/** What was told and is not in the store yet is not told again so long. */
const TOLD_MS = 120_000;

/**
 * Looks at each rule as often as it says, one process at a time: what is beyond its limit becomes an alert of the source
 * "watch", and ends when it is not. What is open is read from the store each time, so that restarts and other processes
 * neither lose nor repeat anything.
 */
export const createThresholds = (ports: ThresholdPorts): Loop => {
  const held = createHeld(ports.store.leases, ports.clock, "thresholds", ports.holder, LEASE_MS);
  const turn = createThresholdsTurn(ports, held);
  return createLoop("thresholds", ports.log, turn, held.release);
};

/** One look at all that is due; answers how long to wait for the next, in milliseconds. */
export const createThresholdsTurn = (ports: ThresholdPorts, held: Pick<Held, "get">): (() => Promise<number>) => {
  const { clock, policy, store } = ports;
  return async () => {
    if (!(await held.get())) return LONGEST_WAIT_MS;
    const rules = policy().thresholds;
    const memory = await readMemory(store);
    const { states, told } = memory;
    const due = rules.filter((rule) => isDue(rule, states.get(rule.name), clock()));
    const gone = [...states.keys()].filter((name) => !rules.some((rule) => rule.name === name));
    if (due.length === 0 && gone.length === 0) return waitMs(rules, states, clock());
    forget(told, clock());
    const open = openProblems(await store.openOf(WATCH, MOST_OPEN));
    const bySource = Map.groupBy(due, (rule) => sourceNameOf(rule, ports.measures));
    await Promise.all([...bySource.values()].map((some) => sweep(some, memory, open, ports, held)));
    await endUnwatched(rules, open, told, ports);
    for (const name of gone) if (!isUnderWay(name, told)) states.delete(name);
    if (await held.get()) await saveMemory(store, memory, clock());
    return waitMs(rules, states, clock());
  };
};

/** Those of one source, the longest not looked at first; what the time does not suffice for is due at the next turn. */
const sweep = async (
  rules: readonly ThresholdRule[],
  memory: Memory,
  open: ReadonlyMap<string, Open>,
  ports: ThresholdPorts,
  held: Pick<Held, "get">,
): Promise<void> => {
  const lookedAtMs = ({ name }: ThresholdRule): number => memory.states.get(name)?.atMs ?? 0;
  const longestFirst = rules.toSorted((a, b) => lookedAtMs(a) - lookedAtMs(b));
  const endMs = ports.clock() + SWEEP_MS;
  for (let at = 0; at < rules.length && ports.clock() < endMs && (await held.get()); at += AT_ONCE) {
    const some = longestFirst.slice(at, at + AT_ONCE);
    await Promise.all(some.map((rule) => look(rule, memory, open, ports)));
  }
};

/** A time to come was written before the clock was set back. */
const isSince = (atMs: number, ms: number, nowMs: number): boolean => nowMs - atMs >= ms || atMs > nowMs;

const isDue = (rule: ThresholdRule, state: RuleState | undefined, nowMs: number): boolean =>
  state === undefined || state.rule !== markOf(rule) || isSince(state.atMs, rule.everyMs, nowMs);

const waitMs = (rules: readonly ThresholdRule[], states: ReadonlyMap<string, RuleState>, nowMs: number): number => {
  const next = rules.map((rule) => (states.get(rule.name)?.atMs ?? nowMs) + rule.everyMs - nowMs);
  return Math.max(SHORTEST_WAIT_MS, Math.min(LONGEST_WAIT_MS, ...next));
};

const look = async (
  rule: ThresholdRule,
  { states, told }: Memory,
  open: ReadonlyMap<string, Open>,
  ports: ThresholdPorts,
): Promise<void> => {
  const own = [...open.values()].filter((one) => one.rule === rule.name);
  const { state, alerts, worse } = await lookAt(rule, states.get(rule.name), own, ports.clock(), ports);
  const news = alerts.filter(({ key, state: said }) => said === "resolved" || !open.has(key) || worse.has(key));
  for (const key of worse) told.delete(key);
  for (const alert of news) await tell(alert, told, ports);
  states.set(rule.name, state);
};

const forget = (told: Memory["told"], nowMs: number): void => {
  for (const [key, { atMs }] of told) if (isSince(atMs, TOLD_MS, nowMs)) told.delete(key);
};

const tell = async (alert: Alert, told: Memory["told"], { store, clock }: ThresholdPorts): Promise<void> => {
  const before = told.get(alert.key);
  if (before && before.state === alert.state && !isSince(before.atMs, TOLD_MS, clock())) return;
  await tellAlert(store.inbox, alert);
  told.set(alert.key, { state: alert.state, atMs: clock() });
};

/** An alert of the rule may not be in the store yet. */
const isUnderWay = (rule: string, told: Memory["told"]): boolean =>
  [...told].some(([key, { state }]) => state === "firing" && ruleIn(key) === rule);

/** What is open of rules that the config has no more. */
const endUnwatched = async (
  rules: readonly ThresholdRule[],
  open: ReadonlyMap<string, Open>,
  told: Memory["told"],
  ports: ThresholdPorts,
): Promise<void> => {
  const names = new Set(rules.map(({ name }) => name));
  for (const one of open.values())
    if (!names.has(one.rule)) await tell(resolvedAlert(one, "not watched any more", ports.clock()), told, ports);
};
