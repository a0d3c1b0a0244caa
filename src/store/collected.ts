import type { Transaction } from "kysely";
import type { Fact, Person } from "../core/fact.ts";
import type { Collected, SourceIncident } from "../core/integration.ts";
import type { Clock } from "../core/log.ts";
import { PLAIN_RULES, type Rules } from "../core/rules.ts";
import type { Applied, Lease, Plan } from "../core/store.ts";
import { createBulk } from "./bulk.ts";
import type { Changes } from "./changes.ts";
import { sourceOf, writeCursor } from "./cursors.ts";
import { createDutyWriter, cutAtDays } from "./duties.ts";
import { type Db, type Engine, transact } from "./engine.ts";
import { createImport } from "./import-incidents.ts";
import { requireLease } from "./leases.ts";
import { createPlannedWriter, windowsOf } from "./planned.ts";
import type { FactTable, Tables } from "./schema.ts";

const FACTS = 256;
const INCIDENTS = 50;
const WINDOWS = 20;

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

const factRow = (fact: Fact): FactTable => ({
  source: fact.source,
  id: fact.id,
  kind: fact.kind,
  at_ms: fact.atMs,
  person_id: fact.personId ?? null,
  incident_key: fact.incidentKey,
  channel: fact.channel ?? null,
  service: fact.service,
  teams: JSON.stringify(fact.teams),
});
const FACT = factRow({ source: "", id: "", kind: "noted", atMs: 0, incidentKey: "", service: "", teams: [] });

const personRow = ({ source, id, name, email, tz, url }: Person): Tables["person"] => ({
  source,
  id,
  name,
  email: email ?? null,
  tz: tz ?? null,
  url: url ?? null,
});

const byKey = (a: { source: string; id: string }, b: { source: string; id: string }): number =>
  a.source === b.source ? (a.id < b.id ? -1 : 1) : a.source < b.source ? -1 : 1;

/** Inserts facts; answers those that were not there before. */
const createFactWriter = (root: Db) => {
  const insert = createBulk<FactTable, { source: string; id: string }>(FACT, (rows) =>
    root
      .insertInto("fact")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .returning(["source", "id"]),
  );
  return async (db: Db, facts: readonly Fact[]): Promise<readonly Fact[]> => {
    const unique = new Map(facts.map((fact) => [JSON.stringify([fact.source, fact.id]), fact]));
    const inserted = await insert(db, [...unique.values()].map(factRow).sort(byKey));
    const fresh = new Set(inserted.map(({ source, id }) => JSON.stringify([source, id])));
    return [...unique].filter(([key]) => fresh.has(key)).map(([, fact]) => fact);
  };
};

const createPeopleWriter = (root: Db) => {
  const upsert = createBulk(personRow({ source: "", id: "", name: "" }), (rows) =>
    root
      .insertInto("person")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["source", "id"]).doUpdateSet(({ ref }) => ({
          name: ref("excluded.name"),
          email: ref("excluded.email"),
          tz: ref("excluded.tz"),
          url: ref("excluded.url"),
        })),
      ),
  );
  return async (db: Db, people: readonly Person[]): Promise<void> => {
    const unique = new Map(people.map((person) => [JSON.stringify([person.source, person.id]), personRow(person)]));
    await upsert(db, [...unique.values()].sort(byKey));
  };
};

/** Runs work in a transaction that carries the fence. */
type Held = <T>(lease: Lease, work: (transaction: Transaction<Tables>) => Promise<T>) => Promise<T>;

/** Writes time on call and planned work; answers how many days and windows were told. */
const createSpanWriter = (db: Db, held: Held) => {
  const writeDuties = createDutyWriter(db);
  const writePlanned = createPlannedWriter(db);
  return async (lease: Lease, source: string, { duties, planned = [] }: Collected): Promise<number> => {
    const days = duties ? cutAtDays(duties) : [];
    const sources = [...new Set([source, ...(duties?.duties ?? []).map((duty) => duty.source)])];
    for (const day of days) await held(lease, (transaction) => writeDuties(transaction, sources, day));
    for (const windows of chunks(windowsOf(planned), WINDOWS))
      await held(lease, (transaction) => writePlanned(transaction, windows.flat()));
    return days.length + planned.length;
  };
};

/** `Store.collected`: several short transactions, each with the fence; the cursor is in the last. */
export const createCollected = (engine: Engine, changes: Changes, clock: Clock) => {
  const { db } = engine;
  const importIncidents = createImport(engine);
  const writeFacts = createFactWriter(db);
  const writePeople = createPeopleWriter(db);
  const held: Held = (lease, work) =>
    transact(db, async (transaction) => {
      await requireLease(transaction, lease);
      return work(transaction);
    });
  const writeSpans = createSpanWriter(db, held);
  const importPage = (lease: Lease, found: readonly SourceIncident[], plan: Plan | undefined, rules: Rules) =>
    held(lease, (transaction) => importIncidents(transaction, found, { plan, rules, nowMs: clock() }));
  return async (
    lease: Lease,
    batch: Collected,
    options: {
      readonly source: string;
      readonly cursor?: string | undefined;
      readonly sinceMs?: number | undefined;
      readonly untilMs?: number | undefined;
      readonly plan?: Plan | undefined;
      readonly rules?: Rules | undefined;
    },
  ): Promise<{ readonly facts: readonly Fact[]; readonly applied: readonly Applied[] }> => {
    const facts: Fact[] = [];
    const applied: Applied[] = [];
    let written = 0;
    for (const people of chunks(batch.people, FACTS)) await held(lease, (db) => writePeople(db, people));
    for (const page of chunks(batch.incidents, INCIDENTS)) {
      const part = await importPage(lease, page, options.plan, options.rules ?? PLAIN_RULES);
      applied.push(...part.applied);
      written += part.written;
      if (part.owes) changes.tell("outbox");
    }
    for (const page of chunks(batch.facts, FACTS))
      facts.push(...(await held(lease, (transaction) => writeFacts(transaction, page))));
    const { source, cursor, sinceMs = null, untilMs = clock() } = options;
    written += await writeSpans(lease, sourceOf(source), batch);
    if (cursor !== undefined)
      await held(lease, (db) => writeCursor(db, { source, value: cursor, at_ms: untilMs, since_ms: sinceMs }));
    if (facts.length + written > 0 || cursor !== undefined) changes.tell("data");
    return { facts, applied };
  };
};
