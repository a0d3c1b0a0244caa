import type { Incident } from "../core/incident.ts";
import type { Mute } from "../core/mute.ts";
import type { Mutes } from "../core/store.ts";
import type { Changes } from "./changes.ts";
import { writeDues } from "./dues.ts";
import { type Db, type Engine, transact } from "./engine.ts";
import { incidentOf } from "./incident-rows.ts";
import type { MuteTable } from "./schema.ts";

const rowOf = (mute: Mute): MuteTable => ({
  id: mute.id,
  kind: mute.kind,
  match: JSON.stringify(mute.match),
  from_ms: Math.floor(mute.fromMs),
  until_ms: Math.ceil(mute.untilMs),
  by_whom: mute.by,
  user_id: mute.userId ?? null,
  channel: mute.channel,
  because: mute.because,
  origin: mute.origin ?? null,
  ref: mute.ref ?? null,
  swallowed: mute.swallowed,
  problems: 0,
  ended_ms: mute.endedAtMs ?? null,
});

const muteOf = (row: MuteTable): Mute => {
  const match: Mute["match"] = JSON.parse(row.match);
  return {
    id: row.id,
    kind: row.kind === "maintenance" ? "maintenance" : "mute",
    match,
    fromMs: row.from_ms,
    untilMs: row.until_ms,
    by: row.by_whom,
    channel: row.channel,
    because: row.because,
    swallowed: row.swallowed,
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(row.origin === null ? {} : { origin: row.origin }),
    ...(row.ref === null ? {} : { ref: row.ref }),
    ...(row.ended_ms === null ? {} : { endedAtMs: row.ended_ms }),
  };
};

/** Mutes that are quiet now or will be, soonest end first. */
export const liveMutes = async (db: Db, nowMs: number): Promise<readonly Mute[]> => {
  const rows = await db
    .selectFrom("mute")
    .selectAll()
    .where("ended_ms", "is", null)
    .where("until_ms", ">", Math.floor(nowMs))
    .orderBy("until_ms")
    .orderBy("id")
    .execute();
  return rows.map(muteOf);
};

/** What came to be kept quiet by one mute: alerts, and problems that were loud or unknown before. */
export interface Swallowed {
  readonly alerts: number;
  readonly problems: number;
}

/** Adds to what each mute swallowed. */
export const countSwallowed = async (db: Db, counts: ReadonlyMap<string, Swallowed>): Promise<void> => {
  for (const [id, { alerts, problems }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    await db
      .updateTable("mute")
      .set(({ eb }) => ({ swallowed: eb("swallowed", "+", alerts), problems: eb("problems", "+", problems) }))
      .where("id", "=", id)
      .execute();
};

const PAGE = 200;

/** In pages, with a turn of the event loop between them. */
const readOpen = async (db: Db, muteId: string): Promise<readonly Incident[]> => {
  const open: Incident[] = [];
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("incident")
      .select(["id", "data"])
      .where("muted_by", "=", muteId)
      .where("state", "in", ["firing", "acked"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(PAGE)
      .execute();
    open.push(...rows.map(incidentOf));
    after = rows.at(-1)?.id ?? "";
    if (rows.length < PAGE) return open;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
};

/** The mute table. */
export const createMutes = ({ db }: Engine, changes: Changes): Mutes => ({
  async add(mute) {
    await transact(db, async (transaction) => {
      const added = await transaction
        .insertInto("mute")
        .values(rowOf(mute))
        .onConflict((conflict) => conflict.doNothing())
        .returning("id")
        .executeTakeFirst();
      if (!added) return;
      const { id, untilMs: atMs } = mute;
      await writeDues(transaction, [{ id: `mute_end:${id}`, kind: "mute_end", atMs, subject: id, step: 1 }]);
    });
    changes.tell("data");
  },
  async end(id, nowMs) {
    const ended = await db
      .updateTable("mute")
      .set({ ended_ms: Math.floor(nowMs) })
      .where("id", "=", id)
      .where("ended_ms", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (ended) changes.tell("data");
    return ended !== undefined;
  },
  async read(id) {
    const row = await db.selectFrom("mute").selectAll().where("id", "=", id).executeTakeFirst();
    return row && muteOf(row);
  },
  live: (nowMs) => liveMutes(db, nowMs),
  async swallowed(id) {
    const row = await db.selectFrom("mute").select("problems").where("id", "=", id).executeTakeFirst();
    return { all: row?.problems ?? 0, open: await readOpen(db, id) };
  },
});
