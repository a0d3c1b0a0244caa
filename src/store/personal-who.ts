import { sql } from "kysely";
import type { Personal } from "../core/store.ts";
import type { Db } from "./engine.ts";
import type { Identity } from "./personal-texts.ts";

type Asked = Parameters<Personal["export"]>[0];

/** Names under which the chat ids did something. */
const namesInChat = async (db: Db, userIds: readonly string[]): Promise<readonly string[]> => {
  if (userIds.length === 0) return [];
  const ids = [...userIds];
  const rows = await db
    .selectFrom("audit")
    .select("by_whom as name")
    .where("user_id", "in", ids)
    .union(db.selectFrom("cover").select("by_whom as name").where("user_id", "in", ids))
    .union(db.selectFrom("mute").select("by_whom as name").where("user_id", "in", ids))
    .union(db.selectFrom("verdict").select("by_whom as name").where("user_id", "in", ids))
    .union(db.selectFrom("graph_watch").select("by_whom as name").where("user_id", "in", ids))
    .union(db.selectFrom("saved_graph").select("owner_name as name").where("owner", "in", ids))
    .execute();
  return rows.map(({ name }) => name);
};

/** Who left an account before it was first read: in what happened they are known by their address. */
const leftBefore = (db: Db, address: string): Promise<Identity["people"][number][]> =>
  db
    .selectFrom("fact")
    .select(["source", sql<string>`person_id`.as("id")])
    .distinct()
    .where(sql`lower(person_id)`, "=", address)
    .execute();

/** What somebody is known by here: people of that address at every source, linked chat ids, and all their names. */
export const identify = async (db: Db, { email, userId }: Asked): Promise<Identity> => {
  const address = email.trim().toLowerCase();
  const people = (await db.selectFrom("person").select(["source", "id", "name", "email"]).execute()).filter(
    (person) => person.email?.trim().toLowerCase() === address,
  );
  const links = (await db.selectFrom("link").selectAll().execute()).filter(
    (link) => link.email.trim().toLowerCase() === address,
  );
  const ratings = await db
    .selectFrom("rating")
    .select(["user_id", "email"])
    .distinct()
    .where("email", "is not", null)
    .execute();
  const rated = ratings.filter((rating) => rating.email?.trim().toLowerCase() === address);
  const userIds = [
    ...new Set([...(userId === undefined ? [] : [userId]), ...[...links, ...rated].map((one) => one.user_id)]),
  ];
  const names = new Set([...people.map(({ name }) => name), ...(await namesInChat(db, userIds))]);
  return {
    email: address,
    userIds,
    people: [...people.map(({ source, id }) => ({ source, id })), ...(await leftBefore(db, address))],
    names: [...names].filter((name) => name.trim() !== ""),
  };
};

/** Jobs that are done for each person apart: their names end with who it is. */
export const jobsOf = async (db: Db, { people }: Identity) =>
  (await db.selectFrom("job").selectAll().execute()).filter(({ name }) =>
    people.some(({ source, id }) => name.endsWith(`:${source}:${id}`)),
  );
