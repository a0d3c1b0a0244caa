import { setTimeout as sleep } from "node:timers/promises";
import { openHouse } from "../../support/house.ts";
import { type BenchBot, startBenchBot, untilTrue } from "../bot.ts";
import { type Figure, quantile } from "../figures.ts";
import { signedHooks } from "../hooks.ts";
import { openWire, sendAll } from "../wire.ts";

const CHANNELS = Array.from({ length: 60 }, (_, at) => `team-${at}`);
const PER_SECOND = 50;
/** Fewer than what the bot takes for a storm. */
const WIRES = 12;

interface Told {
  /** Milliseconds from sending the webhook to the first call that Slack took. */
  readonly latenciesMs: readonly number[];
  readonly refused: number;
}

/** Key of the incident whose card this is: `card:pagerduty:<key>:<channel>`. */
const KEY = /card:pagerduty:(\w+):/;

const WARM_UP = 2_000;

/** A bot that has run for a while: its code is compiled. */
const warmUp = async (bot: BenchBot, secret: string): Promise<void> => {
  const hooks = signedHooks({ secret, from: 100_000, incidents: WARM_UP, turns: 1, atMs: Date.now() });
  await sendAll(
    bot.port,
    hooks.map(({ bytes }) => bytes),
    8,
  );
  await untilTrue(() => bot.waiting().inbox + bot.waiting().outbox === 0, 60_000, "the warm-up");
};

/** New incidents, evenly over the channels, so many a second; each one's card is waited for. */
const measure = async (limits: boolean, fast: boolean, count: number): Promise<Told> => {
  const channels = [{ name: "ops", bot: true }, ...CHANNELS.map((name) => ({ name, bot: true }))];
  const house = await openHouse({ limits, channels });
  const bot = await startBenchBot(house, { channels: CHANNELS, fast });
  const sentMs = new Map<string, number>();
  const toldMs = new Map<string, number>();
  const forget = house.workspace.onChange((change) => {
    if (change.type !== "call" || change.call.method !== "chat.postMessage" || !change.call.ok) return;
    const key = KEY.exec(JSON.stringify(change.call.args.metadata ?? ""))?.[1];
    if (key !== undefined && !toldMs.has(key)) toldMs.set(key, performance.now());
  });
  try {
    const secret = house.account.webhookSecret;
    if (fast) await warmUp(bot, secret);
    const hooks = signedHooks({ secret, from: 1_000, incidents: count, turns: 1, atMs: Date.now() });
    const wires = await Promise.all(Array.from({ length: WIRES }, () => openWire(bot.port)));
    const sends: unknown[] = [];
    const startMs = performance.now();
    for (const [at, { key, bytes }] of hooks.entries()) {
      await sleep(Math.max(0, startMs + (at * 1000) / PER_SECOND - performance.now()));
      sentMs.set(key, performance.now());
      sends.push(wires[at % WIRES]?.send(bytes));
    }
    await house.workspace.until(
      () => [...sentMs.keys()].length === count && [...sentMs.keys()].every((key) => toldMs.has(key)),
      120_000,
    );
    await Promise.all(sends);
    for (const wire of wires) wire.close();
  } finally {
    forget();
    await bot.stop();
    await house.close();
  }
  return {
    latenciesMs: [...sentMs].map(([key, ms]) => (toldMs.get(key) ?? Number.NaN) - ms),
    refused: house.workspace.rateLimited,
  };
};

/** From a webhook's sending to Slack's receipt of its card. */
export const relay = async (): Promise<readonly Figure[]> => {
  const free: Told[] = [];
  for (let round = 0; round < 3; round++) free.push(await measure(false, true, 400));
  const paced = await measure(true, false, 300);
  const of = (told: Told, share: number): number => quantile(told.latenciesMs, share);
  return [
    {
      what: "webhook sent to Slack call, p50",
      unit: "ms",
      aim: 5,
      rounds: free.map((told) => of(told, 0.5)),
      note: "50 a second over 60 channels, limits and pace off",
    },
    { what: "  p99", unit: "ms", aim: 40, rounds: free.map((told) => of(told, 0.99)) },
    {
      what: "  limits and pace as in Slack, p50",
      unit: "ms",
      rounds: [of(paced, 0.5)],
      note: `600 posts a minute a workspace is less than 50 a second; ${paced.refused} calls told to wait`,
    },
    { what: "  the same, p99", unit: "ms", rounds: [of(paced, 0.99)] },
  ];
};
