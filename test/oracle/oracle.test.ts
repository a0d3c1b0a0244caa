import { after, before, describe, it } from "node:test";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsRows } from "../../src/core/stats/rows.ts";
import type { StatisticName } from "../../src/core/stats/statistic.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import { VERDICT_TAGS, type VerdictTag } from "../../src/core/verdict.ts";
import { randomAccount } from "./account.ts";
import { type House, openHouse } from "./house.ts";
import { NAIVE } from "./naive.ts";
import { type Chance, createChance } from "./random.ts";
import { randomMoment, randomPerson, randomQuery, randomRange } from "./random-query.ts";
import { readRaw } from "./raw.ts";
import { rowsOf } from "./raw-rows.ts";
import { assertSame } from "./same.ts";

const DAY_MS = 86_400_000;
/** Accounts to try; `ORACLE=500` for all, `SEED=17` for one again. */
const SEEDS = process.env.SEED
  ? process.env.SEED.split(",").map(Number)
  : Array.from({ length: Number(process.env.ORACLE ?? 25) }, (_, index) => index + 1);
const NAMES: readonly StatisticName[] = [
  ...(["overview", "load", "nights", "fairness", "response"] as const),
  ...(["noise", "services", "availability", "person"] as const),
];

const judge = async (house: House, chance: Chance, keys: readonly string[]): Promise<Map<string, VerdictTag>> => {
  const verdicts = new Map<string, VerdictTag>();
  for (const key of keys.filter(() => chance.is(0.35))) {
    for (const tag of chance.is(0.2)
      ? [chance.pick(VERDICT_TAGS), chance.pick(VERDICT_TAGS)]
      : [chance.pick(VERDICT_TAGS)]) {
      await house.store.verdicts.set({ incidentId: `pagerduty:${key}`, tag, userId: "U1", by: "Kim", atMs: 1 });
      verdicts.set(key, tag);
    }
  }
  return verdicts;
};

const compare = async <K extends StatisticName>(
  house: House,
  name: K,
  rows: StatsRows,
  query: StatsQuery,
  seed: number,
): Promise<void> => {
  const { range, ...filters } = query;
  const span = `${new Date(range.fromMs).toISOString()}..${new Date(range.toMs).toISOString()} ${range.tz}`;
  const about = `SEED=${seed} ${name} "${range.label}" ${span} ${JSON.stringify(filters)}`;
  assertSame(await house.store.stats(name, query), NAIVE[name](rows, query, STATISTICS[name].window(query)), about);
};

const tryAccount = async (house: House, seed: number): Promise<void> => {
  const chance = createChance(seed);
  const nowMs = randomMoment(chance);
  const sinceMs = nowMs - chance.pick([4, 8, 15]) * DAY_MS - chance.int(0, 86_399) * 1000;
  const account = randomAccount(chance, seed, nowMs, chance.pick([3, 8, 16]));
  const how = { atOnce: chance.is(0.15) ? 1 : 1_000, twice: chance.is(0.2) };
  await house.collect(account, sinceMs, nowMs, how);
  const raw = await readRaw(house.url, house.token, sinceMs, nowMs);
  const verdicts = await judge(
    house,
    chance,
    raw.incidents.map(({ id }) => id),
  );
  const rows = rowsOf(raw, verdicts, sinceMs, nowMs);
  for (let count = 0; count < 2; count += 1) {
    const query = randomQuery(chance, rows, randomRange(chance, nowMs));
    for (const name of NAMES)
      await compare(
        house,
        name,
        rows,
        name === "person" ? { ...query, person: randomPerson(chance, rows) } : query,
        seed,
      );
  }
};

describe("numbers of random accounts", () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  it(`what the store answers of ${SEEDS.length} accounts is what counting by hand gives from their REST data`, async () => {
    for (const seed of SEEDS) await tryAccount(house, seed);
  });
});
