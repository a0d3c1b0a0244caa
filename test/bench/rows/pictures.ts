import { setTimeout as sleep } from "node:timers/promises";
import { openHouse } from "../../support/house.ts";
import { startBenchBot } from "../bot.ts";
import { type Figure, quantile } from "../figures.ts";

const ROUNDS = 3;
const COLD_ROUNDS = 3;
const DRAWN = 60;

/** Pictures warm and cold, and the gaps of the bot's event loop while it draws. */
export const pictures = async (): Promise<readonly Figure[]> => {
  const house = await openHouse({ limits: false });
  const coldMs: number[] = [];
  const warm: (readonly number[])[] = [];
  const stats: (readonly number[])[] = [];
  const busyMs: number[] = [];
  const idleMs: number[] = [];
  try {
    for (let round = 0; round < COLD_ROUNDS; round++) {
      const bot = await startBenchBot(house);
      await sleep(500);
      coldMs.push(...(await bot.ask({ do: "draw", picture: "bars", times: 1 })).tookMs);
      await bot.stop();
    }
    const bot = await startBenchBot(house);
    await bot.ask({ do: "draw", picture: "bars", times: 30 });
    for (let round = 0; round < ROUNDS; round++) {
      await bot.ask({ do: "watch" });
      await sleep(2_000);
      idleMs.push((await bot.ask({ do: "gaps" })).p99Ms);
      await bot.ask({ do: "watch" });
      warm.push((await bot.ask({ do: "draw", picture: "bars", times: DRAWN })).tookMs);
      busyMs.push((await bot.ask({ do: "gaps" })).p99Ms);
      stats.push((await bot.ask({ do: "draw", picture: "stats", times: DRAWN / 2 })).tookMs);
    }
    await bot.stop();
  } finally {
    await house.close();
  }
  const of = (rounds: readonly (readonly number[])[], share: number): readonly number[] =>
    rounds.map((one) => quantile(one, share));
  return [
    { what: "PNG bars 1200 x 630 @2x, warm p50", unit: "ms", aim: 25, rounds: of(warm, 0.5) },
    { what: "  p99", unit: "ms", rounds: of(warm, 0.99) },
    { what: "  cold, with the worker's start", unit: "ms", aim: 350, rounds: coldMs },
    { what: "  the stats picture (two panels), warm p50", unit: "ms", rounds: of(stats, 0.5) },
    { what: "  p99", unit: "ms", rounds: of(stats, 0.99) },
    { what: "event-loop gap p99 while drawing", unit: "ms", aim: 15, rounds: busyMs },
    { what: "  idle", unit: "ms", rounds: idleMs, note: "1 ms of it is the watch's own" },
  ];
};
