import { strict as assert } from "node:assert";
import { describe } from "node:test";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsWindow } from "../../src/core/stats/rows.ts";
import type { StatisticName } from "../../src/core/stats/statistic.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import type { Statement } from "../../src/store/reader-protocol.ts";
import { windowStatements } from "../../src/store/stats-statements.ts";
import { MONDAY } from "./made.ts";
import type { Place } from "./place.ts";
import { besideStore, compilerFor } from "./stats-rows.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const DAY = 86_400_000;
const WEEK: StatsQuery = {
  range: { fromMs: MONDAY, toMs: MONDAY + 7 * DAY, endMs: MONDAY + 7 * DAY, tz: "UTC", label: "this week" },
};
/** Tables that grow with history; those of people and cursors are a few rows. */
const LONG = "incident|fact|duty|planned_work|mute|verdict|outbox";
const WHOLE = new RegExp(`\\b(?:SCAN|Seq Scan on) (?:${LONG})\\b`);
/** Also one that reads an index from the beginning of history on. */
const WHOLE_OR_OPEN = new RegExp(`${WHOLE.source}|(?<!AND )\\b(?:opened_ms|from_ms|at_ms)<\\?|incident_opened`);

const isName = (name: string): name is StatisticName => Object.hasOwn(STATISTICS, name);
const names = Object.keys(STATISTICS).filter(isName);

/** How the database would run it. On PostgreSQL with what a big table makes it do. */
const planOf = (place: Place, { sql, parameters }: Statement): Promise<string> =>
  besideStore(place, async (read) => {
    if (place.kind === "postgres") await read({ sql: "set enable_seqscan = off", parameters: [] });
    const how = place.kind === "postgres" ? "explain" : "explain query plan";
    return Array.from(await read({ sql: `${how} ${sql}`, parameters }), (row) => row.join(" ")).join("\n");
  });

/** Every window that a statistic asks for, and one that asks for everything. */
const windows = (): ReadonlyMap<string, StatsWindow> => {
  const { fromMs, toMs } = WEEK.range;
  const span = { fromMs, toMs };
  const all = { incidents: span, overlapping: span, facts: span, duties: span, planned: span, titles: true } as const;
  const queries = [WEEK, { ...WEEK, person: "Ana", team: "Core" }];
  return new Map([
    ["everything", all],
    ...names.flatMap((name) =>
      queries.map((query, at): [string, StatsWindow] => [`${name} ${at}`, STATISTICS[name].window(query)]),
    ),
  ]);
};

/** Nothing that statistics read looks through a whole table: the cost follows the range. */
export const describePlans = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("query plans", () => {
    test("a table that is looked through as a whole is noticed", async (_store, place) => {
      assert.match(
        await planOf(place, { sql: "select service from fact where service = 'db'", parameters: [] }),
        WHOLE,
      );
    });
    test("statistics read by index alone", async (_store, place) => {
      const db = compilerFor(place.kind);
      const seen = new Set<string>();
      for (const [name, window] of windows()) {
        const { incidents, ...one } = windowStatements(db, window);
        for (const statement of [...incidents, ...Object.values(one)]) {
          if (!statement || seen.has(statement.sql)) continue;
          seen.add(statement.sql);
          const plan = await planOf(place, statement);
          assert.doesNotMatch(
            plan,
            place.kind === "sqlite" ? WHOLE_OR_OPEN : WHOLE,
            `${name}: ${statement.sql}\n${plan}`,
          );
        }
      }
      assert.ok(seen.size >= 10, `${seen.size} statements`);
    });
  });
};
