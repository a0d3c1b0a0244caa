import { sql } from "kysely";
import type { IncidentCounts, Tallies } from "../core/live-list.ts";
import type { Store } from "../core/store.ts";
import { IS_STORM } from "./digests.ts";
import type { Db } from "./engine.ts";
import { IS_OPEN } from "./incident-list.ts";
import type { Reader } from "./reader.ts";
import { createRows } from "./reader-ask.ts";
import type { Statement } from "./reader-protocol.ts";
import { statementOf } from "./stats-statements.ts";

/** Names of each kind that are told, those with most problems first. */
const MOST_NAMES = 200;

const openOnes = (db: Db) => db.selectFrom("incident").where(IS_OPEN);

const tallied = (db: Db, column: "state" | "severity" | "source" | "service"): Statement => {
  const query = openOnes(db)
    .where("muted_by", "is", null)
    .where(column, "<>", "")
    .select(({ fn }) => [column, fn.countAll<number>().as("problems")])
    .groupBy(column)
    .orderBy("problems", "desc")
    .orderBy(column)
    .limit(MOST_NAMES);
  return statementOf({ compile: () => query.compile() });
};

const talliesOf = (rows: readonly (readonly unknown[])[] = []): Tallies =>
  rows.map(([name, count]) => ({ name: String(name), count: Number(count) }));

/** `Store.counts`, in the reader: a storm has thousands of open problems. */
export const createCounts = (db: Db, reader: Reader): Store["counts"] => {
  const rows = createRows(reader);
  return async (): Promise<IncidentCounts> => {
    const muted = openOnes(db)
      .where("muted_by", "is not", null)
      .select(({ fn }) => fn.countAll<number>().as("muted"));
    const [states, severities, sources, services, [[quiet] = []] = []] = await rows([
      tallied(db, "state"),
      tallied(db, "severity"),
      tallied(db, "source"),
      tallied(db, "service"),
      statementOf({ compile: () => muted.compile() }),
    ]);
    return {
      states: talliesOf(states),
      severities: talliesOf(severities),
      sources: talliesOf(sources),
      services: talliesOf(services),
      muted: Number(quiet ?? 0),
    };
  };
};

/** `Store.storms`: the digests that are still open, and how many problems each of them tells. */
export const createStorms =
  (db: Db): Store["storms"] =>
  async () => {
    const rows = await db
      .selectFrom("outbox")
      .where(IS_STORM)
      .select((eb) => [
        "channel",
        "created_ms",
        eb
          .selectFrom("outbox as card")
          .whereRef("card.digest", "=", "outbox.id")
          .where("card.note", "=", 0)
          .select(sql<number>`count(*)`.as("problems"))
          .as("problems"),
      ])
      .orderBy("created_ms")
      .execute();
    return rows.map(({ channel, created_ms, problems }) => ({
      channel,
      sinceMs: created_ms,
      problems: Number(problems ?? 0),
    }));
  };
