import type { Db } from "./engine.ts";
import { factsOf } from "./personal-facts.ts";
import { mentionsIn, TEXTS } from "./personal-mentions.ts";
import { createForget, type Identity } from "./personal-texts.ts";
import { jobsOf } from "./personal-who.ts";

type Tables = Record<string, readonly object[]>;

const byChat = async (db: Db, { userIds }: Identity): Promise<Tables> => {
  if (userIds.length === 0) return {};
  const ids = [...userIds];
  return {
    link: await db.selectFrom("link").selectAll().where("user_id", "in", ids).execute(),
    rating: await db.selectFrom("rating").selectAll().where("user_id", "in", ids).execute(),
    cover: await db
      .selectFrom("cover")
      .selectAll()
      .where(({ eb, or }) => or([eb("user_id", "in", ids), eb("taken_id", "in", ids)]))
      .execute(),
    verdict: await db.selectFrom("verdict").selectAll().where("user_id", "in", ids).execute(),
    mute: await db.selectFrom("mute").selectAll().where("user_id", "in", ids).execute(),
    saved_graph: await db.selectFrom("saved_graph").selectAll().where("owner", "in", ids).execute(),
    graph_watch: await db.selectFrom("graph_watch").selectAll().where("user_id", "in", ids).execute(),
    known: await db
      .selectFrom("known")
      .selectAll()
      .where(
        "name",
        "in",
        ids.map((id) => `direct:${id}`),
      )
      .execute(),
    audit: await db.selectFrom("audit").selectAll().where("user_id", "in", ids).orderBy("at_ms").execute(),
  };
};

const atSources = async (db: Db, who: Identity): Promise<Tables> => {
  const rows = { person: [] as object[], duty: [] as object[], fact: [] as object[], cover: [] as object[] };
  for (const person of who.people) {
    const { source, id } = person;
    rows.person.push(
      ...(await db.selectFrom("person").selectAll().where("source", "=", source).where("id", "=", id).execute()),
    );
    rows.duty.push(
      ...(await db.selectFrom("duty").selectAll().where("source", "=", source).where("person_id", "=", id).execute()),
    );
    rows.cover.push(...(await db.selectFrom("cover").selectAll().where("person_id", "=", id).execute()));
    for await (const facts of factsOf(db, person)) rows.fact.push(...facts);
  }
  return { ...rows, job: await jobsOf(db, who) };
};

const mentions = async (db: Db, who: Identity): Promise<Tables> => {
  const found: Record<string, object[]> = {};
  const forget = createForget(who);
  for (const texts of TEXTS)
    for await (const rows of mentionsIn(db, texts, forget))
      found[texts.table] = [...(found[texts.table] ?? []), ...rows.map(({ id, texts: said }) => ({ id, ...said }))];
  return found;
};

const keyOf = (row: object): unknown => ("id" in row ? row.id : "incident_id" in row ? row.incident_id : undefined);

/** Every row that is about one person or speaks of them, by table; tables without any are left out. */
export const exportThem = async (db: Db, who: Identity): Promise<Readonly<Tables>> => {
  const all: Record<string, object[]> = {};
  for (const tables of [await atSources(db, who), await byChat(db, who)])
    for (const [table, rows] of Object.entries(tables)) {
      const seen = new Set((all[table] ?? []).map((row) => JSON.stringify(row)));
      all[table] = [...(all[table] ?? []), ...rows.filter((row) => !seen.has(JSON.stringify(row)))];
    }
  for (const [table, rows] of Object.entries(await mentions(db, who))) {
    const seen = new Set((all[table] ?? []).map(keyOf));
    all[table] = [...(all[table] ?? []), ...rows.filter((row) => !seen.has(keyOf(row)))];
  }
  return Object.fromEntries(Object.entries(all).filter(([, rows]) => rows.length > 0));
};
