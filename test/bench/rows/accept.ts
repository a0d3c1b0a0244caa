import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openHouse } from "../../support/house.ts";
import { endNode, spawnNode, startBenchBot, untilTrue } from "../bot.ts";
import { type Figure, quantile } from "../figures.ts";
import { signedHooks } from "../hooks.ts";
import { type Burst, sendAll } from "../wire.ts";

const ROUNDS = 3;
const IN_FLIGHT = 64;
const INCIDENTS = 2_000;
const TURNS = 15;

const requestsOf = (secret: string, round: number): readonly Buffer[] =>
  signedHooks({ secret, from: 100_000 * round, incidents: INCIDENTS, turns: TURNS, atMs: Date.now() - 60_000 }).map(
    ({ bytes }) => bytes,
  );

/** The same burst at a server that stores nothing: what the generator itself reaches on this machine. */
const control = async (): Promise<readonly Burst[]> => {
  const child = spawnNode([fileURLToPath(new URL("../bare-server.ts", import.meta.url))]);
  const [{ port }] = await once(child, "message");
  const bursts: Burst[] = [];
  const requests = requestsOf("none", 1);
  for (let round = 0; round < ROUNDS; round++) bursts.push(await sendAll(port, requests, IN_FLIGHT));
  await endNode(child);
  return bursts;
};

const perSecond = (bursts: readonly Burst[]): readonly number[] => bursts.map((burst) => burst.perSecond);
const p99 = (bursts: readonly Burst[]): readonly number[] =>
  bursts.map(({ latenciesMs }) => quantile(latenciesMs, 0.99));

/** Webhooks accepted, on disk, with 64 in flight; and how long until everything is applied and said. */
export const accept = async (): Promise<readonly Figure[]> => {
  const house = await openHouse({ limits: false });
  const bot = await startBenchBot(house);
  const bursts: Burst[] = [];
  const inboxS: number[] = [];
  const outboxS: number[] = [];
  try {
    await sendAll(bot.port, requestsOf(house.account.webhookSecret, 1).slice(0, 4_000), IN_FLIGHT);
    await untilTrue(() => bot.waiting().outbox + bot.waiting().inbox === 0, 60_000, "the warm-up");
    for (let round = 0; round < ROUNDS; round++) {
      const requests = requestsOf(house.account.webhookSecret, 2 + round);
      bursts.push(await sendAll(bot.port, requests, IN_FLIGHT));
      const inboxMs = await untilTrue(() => bot.waiting().inbox === 0, 120_000, "an empty inbox");
      const restMs = await untilTrue(() => bot.waiting().outbox === 0, 120_000, "an empty outbox");
      inboxS.push(inboxMs / 1000);
      outboxS.push((inboxMs + restMs) / 1000);
    }
  } finally {
    await bot.stop();
    await house.close();
  }
  const refused = bursts.reduce((sum, burst) => sum + burst.refused, 0);
  if (refused > 0) throw new Error(`${refused} webhooks were not accepted`);
  const bare = await control();
  const note = `${INCIDENTS * TURNS} events of ${INCIDENTS} incidents`;
  return [
    { what: "webhooks accepted, on disk", unit: "/s", aim: 8_000, atLeast: true, rounds: perSecond(bursts), note },
    { what: "  p99, 64 in flight", unit: "ms", aim: 30, rounds: p99(bursts) },
    { what: "  then: all applied after", unit: "s", aim: 10, rounds: inboxS },
    { what: "  then: all said after", unit: "s", rounds: outboxS, note: "no limits, no pace" },
    { what: "  control: nothing stored", unit: "/s", rounds: perSecond(bare), note: "the generator's own ceiling" },
    { what: "  control: p99", unit: "ms", rounds: p99(bare) },
  ];
};
