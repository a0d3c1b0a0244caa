import { describe, it } from "node:test";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsRows } from "../../src/core/stats/rows.ts";
import type { StatisticName } from "../../src/core/stats/statistic.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import { asRead } from "./as-read.ts";
import { NAIVE } from "./naive.ts";
import { createChance } from "./random.ts";
import { randomMoment, randomPerson, randomQuery, randomRange } from "./random-query.ts";
import { randomRows } from "./random-rows.ts";
import { assertSame } from "./same.ts";

const DAY_MS = 86_400_000;

const compare = <K extends StatisticName>(name: K, rows: StatsRows, query: StatsQuery, seed: number): void => {
  const window = STATISTICS[name].window(query);
  const { fromMs, toMs, tz } = query.range;
  const { range: _, ...filters } = query;
  const about = `SEED=${seed} ${name} ${new Date(fromMs).toISOString()}..${new Date(toMs).toISOString()} ${tz} ${JSON.stringify(filters)}`;
  assertSame(STATISTICS[name].compute(asRead(rows, window), query), NAIVE[name](rows, query, window), about);
};

const SEEDS = process.env.SEED
  ? process.env.SEED.split(",").map(Number)
  : Array.from({ length: Number(process.env.ROWS ?? 40) }, (_, index) => index + 1);

describe("statistics of made-up rows", () => {
  for (const name of [
    "overview",
    "load",
    "nights",
    "fairness",
    "response",
    "noise",
    "services",
    "availability",
    "person",
  ] as const)
    it(`${name} is what counting by hand gives`, () => {
      for (const seed of SEEDS) {
        const chance = createChance(seed);
        const nowMs = randomMoment(chance);
        const rows = randomRows(chance, nowMs - 16 * DAY_MS, nowMs);
        for (let count = 0; count < 3; count += 1) {
          const query = randomQuery(chance, rows, randomRange(chance, nowMs));
          compare(name, rows, name === "person" ? { ...query, person: randomPerson(chance, rows) } : query, seed);
        }
      }
    });
});
