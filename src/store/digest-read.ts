import { setTimeout as pause } from "node:timers/promises";
import { type Compilable, sql } from "kysely";
import { SEVERITIES } from "../core/alert.ts";
import type { Digest, DigestLine } from "../core/digest.ts";
import type { Incident } from "../core/incident.ts";
import type { Outbox } from "../core/store.ts";
import type { Db } from "./engine.ts";
import type { Reader } from "./reader.ts";
import { createRows } from "./reader-ask.ts";
import type { OutboxTable } from "./schema.ts";
import { statementOf } from "./stats-statements.ts";

const NAMED = 60;
const TOP = 8;
/** The newest of those that fire; the most severe of them are shown. */
const LOOKED_AT = 200;
/** A storm of more problems is counted beside the event loop: ten thousand take 70 ms. */
const MANY = 1_000;
/** The reader may be busy with something longer; a digest is not kept waiting for it. */
const READER_MS = 1_000;

interface Counted {
  readonly source: string;
  readonly service: string;
  readonly state: string;
  readonly own: number;
  readonly urgent: number;
  readonly count: number;
}

/** Columns of each row in the order in which they were asked for. */
type Rows = (queries: readonly Compilable[]) => Promise<readonly (readonly (readonly unknown[])[])[]>;

/** In the reader for large storms while it has time, else here. */
const createReads = (db: Db, reader: Reader) => {
  const here: Rows = (queries) =>
    Promise.all(
      queries.map(async (query) => {
        const { rows } = await db.executeQuery<object>(query.compile());
        return rows.map((row): readonly unknown[] => Object.values(row));
      }),
    );
  const beside = createRows(reader);
  return async (isLarge: boolean, queries: readonly Compilable[]): ReturnType<Rows> => {
    if (!isLarge) return here(queries);
    const asked = beside(queries.map((query) => statementOf({ compile: () => query.compile() }))).catch(
      () => undefined,
    );
    return (await Promise.race([asked, pause(READER_MS, undefined, { ref: false })])) ?? here(queries);
  };
};

/** `Outbox.digest`: what a digest says now, and the version that says it; undefined when there is no such digest. */
export const createReadDigest = (db: Db, reader: Reader): Outbox["digest"] => {
  const read = createReads(db, reader);
  return async (id) => {
    // The version first: what is read later is at least as new.
    const row = await db.selectFrom("outbox").selectAll().where("id", "=", id).where("note", "=", 2).executeTakeFirst();
    if (!row) return undefined;
    const queries = [count(db, row), lines(db, id, true), lines(db, id, false)];
    const [counted = [], named = [], others = []] = await read(await hasMany(db, row), queries);
    return {
      digest: digestOf(row, counted.map(countedOf), named.map(incidentOf), others.map(incidentOf)),
      version: row.wanted,
    };
  };
};

const hasMany = async (db: Db, { channel, created_ms }: OutboxTable): Promise<boolean> => {
  const rows = await db
    .selectFrom("outbox")
    .select("created_ms")
    .where("channel", "=", channel)
    .where("note", "=", 0)
    .where("created_ms", ">=", created_ms)
    .orderBy("created_ms")
    .offset(MANY)
    .limit(1)
    .execute();
  return rows.length > 0;
};

const digestOf = (
  row: OutboxTable,
  counted: readonly Counted[],
  critical: readonly Incident[],
  others: readonly Incident[],
): Digest => {
  const total = (of: (one: Counted) => boolean = () => true): number =>
    counted.reduce((sum, one) => sum + (of(one) ? one.count : 0), 0);
  return {
    id: row.id,
    channel: row.channel,
    openedAtMs: row.created_ms,
    joinedAtMs: row.joined_ms ?? row.created_ms,
    endedAtMs: row.ended_ms ?? undefined,
    problems: total(),
    own: total(({ own }) => own === 1),
    urgent: total(({ urgent }) => urgent === 1),
    firing: total(({ state }) => state === "firing"),
    resolved: total(({ state }) => state === "resolved"),
    sources: most(counted, ({ source }) => source),
    services: most(counted, ({ service }) => service),
    critical: critical.slice(0, NAMED).map(lineOf),
    criticalWaiting: critical.length,
    top: worst(others).map(lineOf),
  };
};

/** Problems of the storm, those with a card of their own included, in as few rows as they have kinds. */
const count = (db: Db, { id, channel, created_ms, joined_ms, ended_ms }: OutboxTable): Compilable => {
  const toMs = ended_ms === null ? Number.MAX_SAFE_INTEGER : (joined_ms ?? ended_ms);
  const query = sql`
    select incident.source, incident.service, incident.state, card.urgent,
      case when card.ts is null then 0 else 1 end as own, count(*) as count
    from outbox as card join incident on incident.id = card.incident_id
    where card.id in (
      select id from outbox where channel = ${channel} and note = 0 and created_ms >= ${created_ms} and created_ms <= ${toMs}
      union select id from outbox where digest = ${id} and note = 0)
    group by incident.source, incident.service, incident.state, card.urgent, case when card.ts is null then 0 else 1 end`;
  return { compile: () => query.compile(db) };
};

const countedOf = ([source, service, state, urgent, own, count]: readonly unknown[]): Counted => ({
  source: String(source),
  service: String(service ?? ""),
  state: String(state),
  urgent: Number(urgent),
  own: Number(own),
  count: Number(count),
});

const incidentOf = ([data]: readonly unknown[]): Incident => JSON.parse(String(data));

const most = (counted: readonly Counted[], nameOf: (one: Counted) => string): Digest["sources"] => {
  const counts = new Map<string, number>();
  for (const one of counted) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + one.count);
  return [...counts]
    .filter(([name]) => name !== "")
    .map(([name, sum]) => ({ name, count: sum }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
};

/** Named: those whose card is still to come, oldest first. Else those told by the digest alone that fire, newest first. */
const lines = (db: Db, id: string, named: boolean): Compilable =>
  db
    .selectFrom("outbox as card")
    .innerJoin("incident", "incident.id", "card.incident_id")
    .select("incident.data")
    .where("card.digest", "=", id)
    .where(named ? sql<boolean>`card.named > 0` : sql<boolean>`card.folded = 1 and card.note = 0`)
    .$if(!named, (query) => query.where("incident.state", "=", "firing").limit(LOOKED_AT))
    .orderBy("card.created_ms", named ? "asc" : "desc")
    .orderBy("card.id");

const worst = (incidents: readonly Incident[]): readonly Incident[] =>
  [...incidents]
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.openedAtMs - a.openedAtMs)
    .slice(0, TOP);

const lineOf = ({ id, title, source, labels, url, key }: Incident): DigestLine => ({
  incidentId: id,
  title: title || key,
  source,
  service: labels.service,
  url,
});
