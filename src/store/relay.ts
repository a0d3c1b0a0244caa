import type { Transaction } from "kysely";
import type { Alert } from "../core/alert.ts";
import type { Clock } from "../core/log.ts";
import { PLAIN_RULES, type Rules } from "../core/rules.ts";
import type { Applied, Lease, Outcome, Plan } from "../core/store.ts";
import { applyAll, changedBy, counts, type Gathered, gather, namesOf, swallowedBy, type Working } from "./apply-all.ts";
import type { Changes } from "./changes.ts";
import { type Db, type Engine, transact } from "./engine.ts";
import { createIncidents, type Incidents } from "./incidents.ts";
import { readKnown } from "./known.ts";
import { requireLease } from "./leases.ts";
import { countSwallowed } from "./mutes.ts";
import { createWritePointers, readPointers } from "./pointers.ts";
import { createSay } from "./say.ts";
import type { Tables } from "./schema.ts";
import { createSee, eventOf } from "./seen.ts";
import { indexable } from "./storable.ts";

/** An alert and the delivery that brought it. */
interface Arrived {
  readonly alert: Alert;
  readonly deliveryId: string;
  readonly receivedAtMs?: number | undefined;
  /** Its event was seen before. */
  readonly again: boolean;
}

/** What goes into one transaction: few enough alerts that it holds the event loop for some milliseconds only. */
interface Part {
  readonly arrived: Arrived[];
  readonly ended: Outcome[];
}
const ALERTS = 64;
const DELIVERIES = 100;

/**
 * Cuts outcomes into transactions. A delivery with very many alerts spans several and is ended by its last, so a crash
 * between them repeats it, and the events that were applied are known by their ids.
 */
const cutParts = (outcomes: readonly Outcome[]): readonly Part[] => {
  const parts: Part[] = [];
  let part: Part = { arrived: [], ended: [] };
  const next = (): void => {
    parts.push(part);
    part = { arrived: [], ended: [] };
  };
  for (const outcome of outcomes) {
    if (part.ended.length >= DELIVERIES) next();
    for (const alert of outcome.alerts) {
      if (part.arrived.length >= ALERTS) next();
      part.arrived.push({ alert, deliveryId: outcome.deliveryId, receivedAtMs: outcome.receivedAtMs, again: false });
    }
    part.ended.push(outcome);
  }
  next();
  return parts;
};

/** What a source says again of a problem that it told before: another event for each delivery that says so. */
const renamed = ({ alert, deliveryId }: Arrived): Alert => ({
  ...alert,
  eventId: indexable(`${alert.eventId}~${deliveryId}`),
  what: alert.what ?? "still firing",
});

/** The alerts to look at: new events, and those of problems that a source says go on although it said so before. */
const sortOut = (arrived: readonly Arrived[], fresh: ReadonlySet<string>): readonly Arrived[] => {
  const left = new Set(fresh);
  return arrived.flatMap((one): readonly Arrived[] => {
    if (left.delete(eventOf(one.alert))) return [one];
    return one.alert.state === "firing" && !one.alert.ours ? [{ ...one, alert: renamed(one), again: true }] : [];
  });
};

const readWorking = async (db: Db, incidents: Incidents, gathered: readonly Gathered[]): Promise<Working> => {
  const names = gathered.flatMap(namesOf);
  const pointers = await readPointers(db, names);
  const ids = [...names.map(pointers.of), ...gathered.flatMap(({ alert }) => alert.incidentId ?? [])];
  return { pointers, before: await incidents.readToChange(db, ids), after: new Map() };
};

/** Applies what arrived to its incidents, within a transaction. */
const createApply = (engine: Engine) => {
  const { db } = engine;
  const incidents = createIncidents(engine);
  const see = createSee(db);
  const writePointers = createWritePointers(db);

  /** Leaves out what was seen before and cannot count again; the others are noted as seen. */
  const onlyNew = async (transaction: Db, gathered: readonly Gathered[], working: Working, nowMs: number) => {
    const resolves = gathered.some(({ alert }) => alert.ours && alert.state === "resolved");
    const mayCount = (one: Gathered): boolean => {
      const { source, key } = one.alert;
      return resolves || counts(one, working.before.get(working.pointers.of({ source, key }))) !== undefined;
    };
    const again = gathered.filter((one) => one.again && mayCount(one)).map(({ alert }) => alert);
    const fresh = again.length > 0 ? await see(transaction, again, nowMs) : new Set<string>();
    return gathered.filter((one) => !one.again || fresh.delete(eventOf(one.alert)));
  };
  return async (transaction: Db, part: Part, rules: Rules, nowMs: number): Promise<readonly Applied[]> => {
    const events = part.arrived.map(({ alert }) => alert);
    const arrived = sortOut(part.arrived, await see(transaction, events, nowMs));
    const gathered = arrived.map(({ alert, again, receivedAtMs: heardAtMs = nowMs }): Gathered => {
      return { ...gather({ ...alert, heardAtMs }, rules), again };
    });
    const working = await readWorking(transaction, incidents, gathered);
    const alerts = await onlyNew(transaction, gathered, working, nowMs);
    const applied = applyAll(alerts, working, rules, await readKnown(transaction, nowMs));
    await incidents.write(transaction, changedBy(working));
    await writePointers(transaction, working.pointers.changed());
    await countSwallowed(transaction, swallowedBy(applied, working));
    return applied;
  };
};

/** `Store.relay`. */
export const createRelay = (engine: Engine, changes: Changes, clock: Clock) => {
  const say = createSay(engine.db);
  const apply = createApply(engine);
  const runPart = (lease: Lease, part: Part, plan: Plan, rules: Rules) =>
    transact(engine.db, async (transaction) => {
      const nowMs = clock();
      await requireLease(transaction, lease);
      const applied = await apply(transaction, part, rules, nowMs);
      const owes = await say(transaction, applied, plan, nowMs);
      await endDeliveries(transaction, part.ended);
      return { applied, owes };
    });
  return async (
    lease: Lease,
    outcomes: readonly Outcome[],
    plan: Plan,
    rules: Rules = PLAIN_RULES,
  ): Promise<readonly Applied[]> => {
    const all: Applied[] = [];
    for (const part of cutParts(outcomes)) {
      const { applied, owes } = await runPart(lease, part, plan, rules);
      all.push(...applied);
      if (owes) changes.tell("outbox");
      if (applied.length > 0) changes.tell("data");
    }
    return all;
  };
};

/** Marks deliveries as finished, those with the same end by one statement. */
const endDeliveries = async (transaction: Transaction<Tables>, outcomes: readonly Outcome[]): Promise<void> => {
  const groups = Map.groupBy(outcomes, ({ state, why }) => JSON.stringify([state, why ?? null]));
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const ids = group.map(({ deliveryId }) => deliveryId);
    await transaction
      .updateTable("inbox")
      .set({ state: first.state, why: first.why ?? null })
      .where("id", "in", ids)
      .where("state", "=", "new")
      .execute();
  }
};
