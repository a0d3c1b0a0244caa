import type { Cover, Covers } from "../core/cover.ts";
import type { Engine } from "./engine.ts";
import type { CoverTable } from "./schema.ts";
import { storable } from "./storable.ts";

const STATES: readonly Cover["state"][] = ["open", "taken", "withdrawn"];

const rowOf = (cover: Cover): CoverTable => ({
  id: cover.id,
  user_id: cover.userId,
  by_whom: storable(cover.by),
  person_id: cover.personId,
  from_ms: Math.floor(cover.fromMs),
  to_ms: Math.ceil(cover.toMs),
  parts: JSON.stringify(cover.parts),
  at_ms: Math.floor(cover.atMs),
  state: cover.state,
  taken_id: null,
  taken_by: cover.takenBy ?? null,
});

const coverOf = (row: CoverTable): Cover => {
  const parts: Cover["parts"] = JSON.parse(row.parts);
  return {
    id: row.id,
    userId: row.user_id,
    by: row.by_whom,
    personId: row.person_id,
    fromMs: row.from_ms,
    toMs: row.to_ms,
    parts,
    atMs: row.at_ms,
    state: STATES.find((state) => state === row.state) ?? "withdrawn",
    ...(row.taken_by === null ? {} : { takenBy: row.taken_by }),
  };
};

/** The cover table. `takenBy` is the name of who took it; what is taken is not withdrawn, only opened again. */
export const createCovers = ({ db }: Engine): Covers => ({
  async add(cover) {
    await db
      .insertInto("cover")
      .values(rowOf(cover))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },
  async read(id) {
    const row = await db.selectFrom("cover").selectAll().where("id", "=", id).executeTakeFirst();
    return row && coverOf(row);
  },
  async take(id, userId, by) {
    const taken = await db
      .updateTable("cover")
      .set({ state: "taken", taken_id: userId, taken_by: storable(by) })
      .where("id", "=", id)
      .where(({ eb, and, or }) =>
        or([eb("state", "=", "open"), and([eb("state", "=", "taken"), eb("taken_id", "=", userId)])]),
      )
      .returning("id")
      .executeTakeFirst();
    return taken !== undefined;
  },
  async set(id, state) {
    await db
      .updateTable("cover")
      .set({ state, taken_id: null, taken_by: null })
      .where("id", "=", id)
      .where("state", "=", state === "open" ? "taken" : "open")
      .execute();
  },
});
