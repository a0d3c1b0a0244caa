import type { Rating } from "../core/rating.ts";
import type { Store } from "../core/store.ts";
import type { Engine } from "./engine.ts";
import type { RatingTable } from "./schema-care.ts";
import { storable } from "./storable.ts";

const rowOf = (rating: Rating): RatingTable => ({
  user_id: rating.userId,
  schedule: storable(rating.schedule),
  from_ms: Math.floor(rating.fromMs),
  to_ms: Math.ceil(rating.toMs),
  email: rating.email ?? null,
  hard: rating.hard ?? null,
  sleep: rating.sleep ?? null,
  note: rating.note === undefined ? null : storable(rating.note),
  at_ms: Math.floor(rating.atMs),
});

const ratingOf = (row: RatingTable): Rating => ({
  userId: row.user_id,
  schedule: row.schedule,
  fromMs: row.from_ms,
  toMs: row.to_ms,
  atMs: row.at_ms,
  ...(row.email === null ? {} : { email: row.email }),
  ...(row.hard === null ? {} : { hard: row.hard }),
  ...(row.sleep === null ? {} : { sleep: row.sleep }),
  ...(row.note === null ? {} : { note: row.note }),
});

/** The rating table. */
export const createRatings = ({ db }: Engine): Store["ratings"] => ({
  async save(rating) {
    await db
      .insertInto("rating")
      .values(rowOf(rating))
      .onConflict((conflict) =>
        conflict.columns(["user_id", "schedule", "from_ms"]).doUpdateSet(({ ref, fn }) => ({
          to_ms: ref("excluded.to_ms"),
          at_ms: ref("excluded.at_ms"),
          email: fn.coalesce("excluded.email", "rating.email"),
          hard: fn.coalesce("excluded.hard", "rating.hard"),
          sleep: fn.coalesce("excluded.sleep", "rating.sleep"),
          note: fn.coalesce("excluded.note", "rating.note"),
        })),
      )
      .execute();
  },
  async between({ fromMs, toMs }) {
    const rows = await db
      .selectFrom("rating")
      .selectAll()
      .where("to_ms", ">", Math.floor(fromMs))
      .where("from_ms", "<", Math.ceil(toMs))
      .orderBy("from_ms")
      .orderBy("schedule")
      .orderBy("user_id")
      .execute();
    return rows.map(ratingOf);
  },
});
