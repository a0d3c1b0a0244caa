import { setTimeout as sleep } from "node:timers/promises";
import { openHouse } from "../../support/house.ts";
import { startBenchBot, untilTrue } from "../bot.ts";
import type { Figure } from "../figures.ts";
import { signedHooks } from "../hooks.ts";
import { sendAll } from "../wire.ts";

const CARDS = 2_000;
const PICTURES = 2_000;
const SETTLE_MS = 5_000;
/** The picture worker ends after a minute without work. */
const WORKER_ENDS_MS = 63_000;

/** Resident memory of the bot's process: started on a store with 2,000 cards, after it said them, after 2,000 pictures. */
export const memory = async (): Promise<readonly Figure[]> => {
  const house = await openHouse({ limits: false });
  const rssMb: number[] = [];
  try {
    const first = await startBenchBot(house);
    const look = async (bot: typeof first): Promise<void> => {
      await sleep(SETTLE_MS);
      rssMb.push((await bot.ask({ do: "memory" })).rssMb);
    };
    const secret = house.account.webhookSecret;
    const hooks = signedHooks({ secret, from: 1_000, incidents: CARDS, turns: 1, atMs: Date.now() });
    await sendAll(
      first.port,
      hooks.map(({ bytes }) => bytes),
      8,
    );
    await untilTrue(() => first.waiting().inbox + first.waiting().outbox === 0, 120_000, "2,000 cards");
    await look(first);
    await first.stop();
    const bot = await startBenchBot(house);
    await look(bot);
    await bot.ask({ do: "draw", picture: "bars", times: PICTURES });
    await look(bot);
    await sleep(WORKER_ENDS_MS - SETTLE_MS);
    await look(bot);
    await bot.stop();
  } finally {
    await house.close();
  }
  const [said, idle, drawn, after] = rssMb.map((one) => [one]);
  return [
    { what: "RSS idle, 2,000 cards stored", unit: "MB", aim: 190, rounds: idle ?? [] },
    { what: "  5 s after it said those 2,000", unit: "MB", rounds: said ?? [] },
    { what: "  5 s after 2,000 PNGs", unit: "MB", rounds: drawn ?? [] },
    { what: "  a minute later, worker ended", unit: "MB", rounds: after ?? [] },
  ];
};
