import { join } from "node:path";
import { STATISTICS } from "../../../src/core/stats/index.ts";
import type { StatisticName } from "../../../src/core/stats/statistic.ts";
import type { Store } from "../../../src/core/store.ts";
import { openStore } from "../../../src/store/index.ts";
import { type Figure, median } from "../figures.ts";
import { FILLED_NOW_MS, filledFolder } from "../filled.ts";

const DAY = 86_400_000;
const TZ = "Europe/Berlin";
/** A tenth of the two years: what this week costs there says whether history is paid for. */
const FEW_DAYS = 73;

const isName = (name: string): name is StatisticName => Object.hasOwn(STATISTICS, name);
const NAMES = Object.keys(STATISTICS).filter(isName);

/** Monday in Berlin, until now. */
const MONDAY = Date.UTC(2026, 10, 15, 23);
const RANGES = [
  { label: "this week", fromMs: MONDAY, rounds: 7 },
  { label: "90 days", fromMs: FILLED_NOW_MS - 90 * DAY, rounds: 5 },
  { label: "2 years", fromMs: FILLED_NOW_MS - 730 * DAY, rounds: 3 },
] as const;
type Range = (typeof RANGES)[number];

interface Asked {
  readonly tookMs: readonly number[];
  readonly cpuMs: readonly number[];
  readonly read: string;
}

const open = (folder: string): Promise<Store> => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return openStore({ file: join(folder, "drm.sqlite"), clock: () => FILLED_NOW_MS, log });
};

/** Through the store as answers do it: in the reader worker, after one run that is not counted. */
const ask = async (store: Store, name: StatisticName, { label, fromMs, rounds }: Range): Promise<Asked> => {
  const range = { fromMs, toMs: FILLED_NOW_MS, endMs: FILLED_NOW_MS, tz: TZ, label };
  const query = name === "person" ? { range, person: "ana" } : { range };
  const first = await store.stats(name, query);
  const tookMs: number[] = [];
  const cpuMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    const startMs = performance.now();
    await store.stats(name, query);
    tookMs.push(performance.now() - startMs);
    const { user, system } = process.cpuUsage(before);
    cpuMs.push((user + system) / 1_000);
  }
  const { incidents, facts } = first.read;
  return { tookMs, cpuMs, read: `${incidents.toLocaleString("en")} incidents, ${facts.toLocaleString("en")} events` };
};

const whole = (value: number): string => String(Number(value.toPrecision(3)));

/** Each statistic over three ranges, and this week in a store with a tenth of the history. */
export const statsRead = async (say: (text: string) => void): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  const few = await open(await filledFolder(say, FEW_DAYS));
  const small = new Map<StatisticName, Asked>();
  for (const name of NAMES) small.set(name, await ask(few, name, RANGES[0]));
  await few.close();
  const store = await open(await filledFolder(say));
  for (const name of NAMES)
    for (const range of RANGES) {
      const asked = await ask(store, name, range);
      const here = median(asked.cpuMs);
      const there = small.get(name);
      const ratio =
        range.label === "this week" && there
          ? `; a tenth of the history: ${whole(median(there.tookMs))} ms, × ${whole(here / median(there.cpuMs))} (CPU)`
          : "";
      figures.push({
        what: `${name}, ${range.label}`,
        unit: "ms",
        rounds: asked.tookMs,
        note: `CPU ${whole(here)} ms; ${asked.read}${ratio}`,
      });
    }
  await store.close();
  return figures;
};
