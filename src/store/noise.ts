import { sql } from "kysely";
import { SELF } from "../core/self.ts";
import type { Noise, Store } from "../core/store.ts";
import type { Db } from "./engine.ts";
import { incidentOf } from "./incident-rows.ts";
import type { Reader } from "./reader.ts";
import { createRows } from "./reader-ask.ts";
import { statementOf } from "./stats-statements.ts";

const MOST = 200;

type Range = Parameters<Store["noise"]>[0];

const sumOf = (condition: string) =>
  sql<number>`cast(sum(case when ${sql.raw(condition)} then 1 else 0 end) as bigint)`;
/** A notice counts as often as it came up, although it never fires. */
const LOUDNESS = sql<number>`cast(sum(case when firings > 1 then firings else 1 end) as bigint)`;

/** The loudest problems of the range, each with its newest incident; Dr. M's own words are no noise of a source. */
const statementFor = (db: Db, { fromMs, toMs }: Range, limit: number) => {
  const loudest = db
    .selectFrom("incident")
    .select(({ fn }) => [
      "source",
      "problem",
      fn.countAll<number>().as("occurrences"),
      LOUDNESS.as("loudness"),
      sql<number>`cast(sum(firings) as bigint)`.as("firings"),
      sumOf("state = 'resolved' and taken = 0 and coalesce(ending, '') <> 'merged'").as("ended_alone"),
      sumOf("muted_by is not null").as("muted"),
      fn.max("opened_ms").as("newest_ms"),
      fn.max("changed_ms").as("last_ms"),
    ])
    .where("opened_ms", ">=", Math.ceil(fromMs))
    .where("opened_ms", "<", Math.ceil(toMs))
    .where("source", "<>", SELF)
    .groupBy(["source", "problem"])
    .orderBy("loudness", "desc")
    .orderBy("last_ms", "desc")
    .limit(Math.max(0, Math.min(MOST, Math.floor(limit))));
  const query = db
    .selectFrom(loudest.as("loud"))
    .innerJoin("incident as newest", (join) =>
      join
        .onRef("newest.source", "=", "loud.source")
        .onRef("newest.problem", "=", "loud.problem")
        .onRef("newest.opened_ms", "=", "loud.newest_ms"),
    )
    .select(["occurrences", "loud.firings", "ended_alone", "muted", "loud.last_ms", "newest.data", "loud.problem"])
    .orderBy("loudness", "desc")
    .orderBy("loud.last_ms", "desc")
    .orderBy("newest.id");
  return statementOf({ compile: () => query.compile() });
};

const noiseOf = (row: readonly unknown[]): Noise => {
  const [occurrences, firings, endedAlone, muted, lastMs, data, problem] = row;
  const { id, source, title, labels, runbook } = incidentOf({ data: String(data) });
  return {
    source,
    problem: String(problem),
    title,
    service: labels.service ?? "",
    occurrences: Number(occurrences),
    firings: Number(firings),
    endedAlone: Number(endedAlone),
    muted: Number(muted),
    lastMs: Number(lastMs),
    hasRunbook: runbook !== undefined && runbook !== "",
    incidentId: id,
  };
};

/** `Store.noise`, in the reader: it reads the whole range. */
export const createNoise = (db: Db, reader: Reader): Store["noise"] => {
  const rows = createRows(reader);
  return async (range, limit) => {
    const [found = []] = await rows([statementFor(db, range, limit)]);
    const problems = new Map<string, Noise>();
    for (const row of found) {
      const one = noiseOf(row);
      const name = JSON.stringify([one.source, one.problem]);
      if (!problems.has(name)) problems.set(name, one);
    }
    return [...problems.values()];
  };
};
