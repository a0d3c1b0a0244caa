import type { Outbox } from "../core/store.ts";
import type { Db } from "./engine.ts";

/** Posts that were in doubt and are looked at once more later. */
export const createRechecks = (db: Db): Pick<Outbox, "recheck" | "rechecksDue" | "recheckDone"> => ({
  async recheck(postId, channel, atMs) {
    const post = await db
      .selectFrom("outbox")
      .select(["tried_ms", "created_ms"])
      .where("id", "=", postId)
      .executeTakeFirst();
    const since_ms = post?.tried_ms ?? post?.created_ms ?? atMs;
    await db
      .insertInto("recheck")
      .values({ post_id: postId, channel, at_ms: Math.ceil(atMs), since_ms })
      .onConflict((conflict) => conflict.column("post_id").doUpdateSet(({ ref }) => ({ at_ms: ref("excluded.at_ms") })))
      .execute();
  },
  async rechecksDue(nowMs, limit) {
    const rows = await db
      .selectFrom("recheck")
      .leftJoin("outbox as post", "post.id", "recheck.post_id")
      .leftJoin("outbox as card", "card.id", "post.card_id")
      .leftJoin("outbox as root", "root.id", "card.card_id")
      .select(["recheck.post_id", "recheck.channel", "recheck.since_ms", "post.ts"])
      .select(({ fn }) => fn.coalesce("root.ts", "card.ts").as("thread"))
      .where("recheck.at_ms", "<=", Math.floor(nowMs))
      .orderBy("recheck.at_ms")
      .limit(limit)
      .execute();
    return rows.map(({ post_id, channel, since_ms, ts, thread }) => ({
      postId: post_id,
      channel,
      ts: ts ?? undefined,
      sinceMs: since_ms,
      thread: thread ?? undefined,
    }));
  },
  async recheckDone(postId) {
    await db.deleteFrom("recheck").where("post_id", "=", postId).execute();
  },
});
