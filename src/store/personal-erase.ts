import { type Db, type Engine, transact } from "./engine.ts";
import { incidentOf } from "./incident-rows.ts";
import { createIncidents, type Incidents } from "./incidents.ts";
import { renameInFacts } from "./personal-facts.ts";
import { type Mention, mentionsIn, OF_INCIDENT, TEXTS, type Texts, withoutThem } from "./personal-mentions.ts";
import { createForget, type Forget, type Identity, SOMEBODY } from "./personal-texts.ts";
import { jobsOf } from "./personal-who.ts";

/** A statement that was not run yet. */
interface Deed {
  executeTakeFirstOrThrow(): Promise<{ readonly numDeletedRows?: bigint; readonly numUpdatedRows?: bigint }>;
}

/** Runs them one after the other; answers how many rows they changed. */
const run = async (deeds: readonly Deed[]): Promise<number> => {
  let rows = 0;
  for (const deed of deeds) {
    const { numDeletedRows = 0n, numUpdatedRows = 0n } = await deed.executeTakeFirstOrThrow();
    rows += Number(numDeletedRows + numUpdatedRows);
  }
  return rows;
};

/** What they said and asked for by their chat ids: what is theirs alone goes, what others need stays as somebody's. */
const eraseByChat = (db: Db, { userIds }: Identity): readonly Deed[] => {
  if (userIds.length === 0) return [];
  const ids = [...userIds];
  return [
    db.deleteFrom("rating").where("user_id", "in", ids),
    db.deleteFrom("cover").where("user_id", "in", ids),
    db.deleteFrom("graph_watch").where("user_id", "in", ids),
    db.updateTable("cover").set({ taken_id: null, taken_by: SOMEBODY }).where("taken_id", "in", ids),
    db.updateTable("verdict").set({ user_id: "", by_whom: SOMEBODY, note: null }).where("user_id", "in", ids),
    db.updateTable("mute").set({ user_id: null, by_whom: SOMEBODY }).where("user_id", "in", ids),
    db.updateTable("saved_graph").set({ owner: "", owner_name: SOMEBODY }).where("owner", "in", ids),
  ];
};

/** Rows that bear an id of theirs in their name: where they are written to, and which message they got when. */
const eraseByName = async (db: Db, who: Identity): Promise<number> => {
  const jobs = await jobsOf(db, who);
  return run([
    ...who.userIds.map((id) => db.deleteFrom("known").where("name", "=", `direct:${id}`)),
    ...jobs.map(({ name }) => db.deleteFrom("job").where("name", "=", name)),
  ]);
};

/** One person at one source, who is `name` from now on. */
const eraseAtSource = (db: Db, { source, id }: Identity["people"][number], name: string): readonly Deed[] => [
  db.updateTable("duty").set({ person_id: name }).where("source", "=", source).where("person_id", "=", id),
  db.deleteFrom("cover").where("person_id", "=", id),
  db.deleteFrom("person").where("source", "=", source).where("id", "=", id),
];

const deleteByAddress = async (db: Db, email: string): Promise<number> => {
  const isTheirs = (row: { readonly email: string | null }): boolean => row.email?.trim().toLowerCase() === email;
  const links = (await db.selectFrom("link").selectAll().execute()).filter(isTheirs).map(({ user_id }) => user_id);
  const ratings = (await db.selectFrom("rating").select("email").distinct().where("email", "is not", null).execute())
    .filter(isTheirs)
    .flatMap((row) => row.email ?? []);
  return run([
    ...(links.length > 0 ? [db.deleteFrom("link").where("user_id", "in", links)] : []),
    ...(ratings.length > 0 ? [db.deleteFrom("rating").where("email", "in", ratings)] : []),
  ]);
};

/** Compare and set, like every other writer of problems. */
const forgetInIncidents = (db: Db, found: readonly Mention[], incidents: Incidents, forget: Forget): Promise<number> =>
  transact(db, async (transaction) => {
    const ids = found.map(({ id }) => id);
    const changed = [...(await incidents.readToChange(transaction, ids)).values()].flatMap((stored) => {
      const left = incidentOf({ data: withoutThem(JSON.stringify(stored), forget, OF_INCIDENT) });
      return [{ incident: { ...left, version: stored.version + 1 }, basedOn: stored.version }];
    });
    await incidents.write(transaction, changed);
    return changed.length;
  });

/** What becomes of one row that speaks of them. */
const forgetRow = (db: Db, table: Exclude<Texts["table"], "incident">, { id, left }: Mention): Deed => {
  switch (table) {
    case "known":
      return db
        .updateTable(table)
        .set({ value: left.value ?? "" })
        .where("name", "=", id);
    case "outbox":
      return db
        .updateTable(table)
        .set({ lines: left.lines ?? "[]", extra: left.extra ?? null })
        .where("id", "=", id)
        .whereRef("shown", ">=", "wanted");
    case "verdict":
      return db
        .updateTable(table)
        .set({ note: left.note ?? null })
        .where("incident_id", "=", id);
    case "mute":
      return db.updateTable(table).set(left).where("id", "=", id);
    // Bytes as they came and pixels cannot be rewritten.
    case "inbox":
    case "snapshot":
      return db.deleteFrom(table).where("id", "=", id);
  }
};

/** Takes one person out of every table but the audit log; `name` is the id that their facts and turns get. Answers rows changed. */
export const eraseThem = async (engine: Engine, who: Identity, name: string): Promise<number> => {
  const { db } = engine;
  const incidents = createIncidents(engine);
  const forget = createForget(who);
  let changed = 0;
  for (const person of who.people) changed += await renameInFacts(db, person, name);
  for (const texts of TEXTS)
    for await (const found of mentionsIn(db, texts, forget)) {
      const { table } = texts;
      if (table === "incident") changed += await forgetInIncidents(db, found, incidents, forget);
      else changed += await transact(db, (transaction) => run(found.map((one) => forgetRow(transaction, table, one))));
    }
  // By what they are found last: whatever ends before leaves the rest to be erased by the same words.
  return transact(db, async (transaction) => {
    let rows = (await run(eraseByChat(transaction, who))) + (await eraseByName(transaction, who));
    for (const person of who.people) rows += await run(eraseAtSource(transaction, person, name));
    return changed + rows + (await deleteByAddress(transaction, who.email));
  });
};
