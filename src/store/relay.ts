import type { Transaction } from "kysely";
import type { Alert } from "../core/alert.ts";
import type { Incident } from "../core/incident.ts";
import { applyAlert } from "../core/incident-apply.ts";
import type { Clock } from "../core/log.ts";
import type { Applied, Lease, Outcome, Plan } from "../core/store.ts";
import { createBulk } from "./bulk.ts";
import type { Changes } from "./changes.ts";
import { type Db, type Engine, transact } from "./engine.ts";
import { createIncidents } from "./incidents.ts";
import { requireLease } from "./leases.ts";
import { createOwe, owedBy } from "./owe.ts";
import type { Tables } from "./schema.ts";

/** What goes into one transaction: few enough alerts that it holds the event loop for some milliseconds only. */
interface Part {
  readonly alerts: Alert[];
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
  let part: Part = { alerts: [], ended: [] };
  const next = (): void => {
    parts.push(part);
    part = { alerts: [], ended: [] };
  };
  for (const outcome of outcomes) {
    if (part.ended.length >= DELIVERIES) next();
    for (const alert of outcome.alerts) {
      if (part.alerts.length >= ALERTS) next();
      part.alerts.push(alert);
    }
    part.ended.push(outcome);
  }
  next();
  return parts;
};

/** Neither engine gives back a NUL or half a surrogate pair as it was. */
const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "");
const eventOf = (source: string, eventId: string): string => JSON.stringify([source, storable(eventId)]);

/** Applies alerts in order to the incidents they belong to. Pure. */
const applyAll = (
  before: ReadonlyMap<string, Incident>,
  alerts: readonly Alert[],
): { readonly applied: readonly Applied[]; readonly after: ReadonlyMap<string, Incident> } => {
  const after = new Map<string, Incident>();
  const applied = alerts.map((alert): Applied => {
    const id = `${alert.source}:${alert.key}`;
    const { incident, change } = applyAlert(after.get(id) ?? before.get(id), alert);
    after.set(id, incident);
    return { incident, change, alert };
  });
  return { applied, after };
};

/** Notes the events as seen and answers the alerts whose event was not known before. */
const createKeepNew = (root: Db, clock: Clock) => {
  const insertSeen = createBulk<Tables["seen"], { source: string; event_id: string }>(
    { source: "", event_id: "", at_ms: 0 },
    (rows) =>
      root
        .insertInto("seen")
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .returning(["source", "event_id"]),
  );
  return async (transaction: Db, alerts: readonly Alert[]): Promise<readonly Alert[]> => {
    const byEvent = new Map<string, Alert>();
    for (const alert of alerts) {
      const event = eventOf(alert.source, alert.eventId);
      if (!byEvent.has(event)) byEvent.set(event, alert);
    }
    const at_ms = clock();
    const rows = [...byEvent.values()].map(({ source, eventId }) => ({ source, event_id: storable(eventId), at_ms }));
    rows.sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
    const fresh = new Set((await insertSeen(transaction, rows)).map((row) => eventOf(row.source, row.event_id)));
    return [...byEvent].filter(([event]) => fresh.has(event)).map(([, alert]) => alert);
  };
};

/** `Store.relay`. */
export const createRelay = (engine: Engine, changes: Changes, clock: Clock) => {
  const { db } = engine;
  const incidents = createIncidents(engine);
  const owe = createOwe(db);
  const keepNew = createKeepNew(db, clock);
  const runPart = (lease: Lease, part: Part, plan: Plan) =>
    transact(db, async (transaction) => {
      await requireLease(transaction, lease);
      const alerts = await keepNew(transaction, part.alerts);
      const before = await incidents.readToChange(
        transaction,
        alerts.map(({ source, key }) => `${source}:${key}`),
      );
      const { applied, after } = applyAll(before, alerts);
      await incidents.write(
        transaction,
        [...after].map(([id, incident]) => ({ incident, basedOn: before.get(id)?.version ?? 0 })),
      );
      const owes = await owe(transaction, owedBy(applied, plan, clock()));
      await endDeliveries(transaction, part.ended);
      return { applied, owes };
    });
  return async (lease: Lease, outcomes: readonly Outcome[], plan: Plan): Promise<readonly Applied[]> => {
    const all: Applied[] = [];
    for (const part of cutParts(outcomes)) {
      const { applied, owes } = await runPart(lease, part, plan);
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
