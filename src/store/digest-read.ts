import { sql } from "kysely";
import { SEVERITIES } from "../core/alert.ts";
import type { Digest, DigestLine } from "../core/digest.ts";
import type { Incident } from "../core/incident.ts";
import type { Outbox } from "../core/store.ts";
import type { Db } from "./engine.ts";
import type { OutboxTable } from "./schema.ts";

const NAMED = 60;
const TOP = 8;
/** The newest of those that fire; the most severe of them are shown. */
const LOOKED_AT = 200;

interface Counted {
  readonly source: string;
  readonly service: string;
  readonly state: string;
  readonly own: number;
  readonly urgent: number;
  readonly count: number;
}

/** What a digest says now, and the version that says it; undefined when there is no such digest. */
export const readDigest = async (db: Db, id: string): ReturnType<Outbox["digest"]> => {
  const row = await db.selectFrom("outbox").selectAll().where("id", "=", id).where("note", "=", 2).executeTakeFirst();
  if (!row) return undefined;
  const counted = await count(db, row);
  const total = (of: (one: Counted) => boolean = () => true): number =>
    counted.reduce((sum, one) => sum + (of(one) ? one.count : 0), 0);
  const critical = await lines(db, id, true);
  const digest: Digest = {
    id,
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
    top: worst(await lines(db, id, false)).map(lineOf),
  };
  return { digest, version: row.wanted };
};

/** Problems of the storm, those with a card of their own included, in as few rows as they have kinds. */
const count = async (db: Db, { id, channel, created_ms, joined_ms, ended_ms }: OutboxTable): Promise<Counted[]> => {
  const toMs = ended_ms === null ? Number.MAX_SAFE_INTEGER : (joined_ms ?? ended_ms);
  const { rows } = await sql<Counted>`
    select incident.source, incident.service, incident.state, card.urgent,
      case when card.ts is null then 0 else 1 end as own, count(*) as count
    from outbox as card join incident on incident.id = card.incident_id
    where card.id in (
      select id from outbox where channel = ${channel} and note = 0 and created_ms >= ${created_ms} and created_ms <= ${toMs}
      union select id from outbox where digest = ${id} and note = 0)
    group by incident.source, incident.service, incident.state, card.urgent, case when card.ts is null then 0 else 1 end`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, own: Number(row.own), urgent: Number(row.urgent), count: Number(row.count) }));
};

const most = (counted: readonly Counted[], nameOf: (one: Counted) => string): Digest["sources"] => {
  const counts = new Map<string, number>();
  for (const one of counted) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + one.count);
  return [...counts]
    .filter(([name]) => name !== "")
    .map(([name, sum]) => ({ name, count: sum }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
};

/** Named: those whose card is still to come, oldest first. Else those told by the digest alone that fire, newest first. */
const lines = async (db: Db, id: string, named: boolean): Promise<readonly Incident[]> => {
  const rows = await db
    .selectFrom("outbox as card")
    .innerJoin("incident", "incident.id", "card.incident_id")
    .select("incident.data")
    .where("card.digest", "=", id)
    .where(named ? sql<boolean>`card.named > 0` : sql<boolean>`card.folded = 1 and card.note = 0`)
    .$if(!named, (query) => query.where("incident.state", "=", "firing").limit(LOOKED_AT))
    .orderBy("card.created_ms", named ? "asc" : "desc")
    .orderBy("card.id")
    .execute();
  return rows.map(({ data }): Incident => JSON.parse(data));
};

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
