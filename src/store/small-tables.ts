import type { Clock } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import type { Engine } from "./engine.ts";

type Links = Pick<Store, "linkedEmail" | "linkEmail" | "unlinkEmail" | "links">;
type Small = Links & Pick<Store, "cursor" | "people" | "firstTime" | "keepOnce">;

/** Reads and writes of one row each. */
export const createSmallTables = ({ db }: Engine, clock: Clock): Small => ({
  async cursor(source) {
    const row = await db.selectFrom("cursor").select("value").where("source", "=", source).executeTakeFirst();
    return row?.value;
  },
  async people(source) {
    const rows = await db.selectFrom("person").selectAll().where("source", "=", source).orderBy("name").execute();
    return rows.map(({ email, tz, url, ...row }) => ({
      ...row,
      email: email ?? undefined,
      tz: tz ?? undefined,
      url: url ?? undefined,
    }));
  },
  async firstTime(kind, id) {
    const row = await db
      .insertInto("seen")
      .values({ source: `once:${kind}`, event_id: id, at_ms: clock() })
      .onConflict((conflict) => conflict.doNothing())
      .returning("event_id")
      .executeTakeFirst();
    return row !== undefined;
  },
  async keepOnce(name, make) {
    const had = await db.selectFrom("kept").select("value").where("name", "=", name).executeTakeFirst();
    if (had) return had.value;
    await db
      .insertInto("kept")
      .values({ name, value: make() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { value } = await db.selectFrom("kept").select("value").where("name", "=", name).executeTakeFirstOrThrow();
    return value;
  },
  ...createLinks(db),
});

const createLinks = (db: Engine["db"]): Links => ({
  async linkedEmail(userId) {
    const row = await db.selectFrom("link").select("email").where("user_id", "=", userId).executeTakeFirst();
    return row?.email;
  },
  async linkEmail(user_id, email) {
    await db
      .insertInto("link")
      .values({ user_id, email })
      .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ email }))
      .execute();
  },
  async unlinkEmail(userId) {
    const row = await db.deleteFrom("link").where("user_id", "=", userId).returning("user_id").executeTakeFirst();
    return row !== undefined;
  },
  async links() {
    const rows = await db.selectFrom("link").selectAll().orderBy("user_id").execute();
    return rows.map(({ user_id, email }) => ({ userId: user_id, email }));
  },
});
