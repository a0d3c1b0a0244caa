import { setTimeout as pause } from "node:timers/promises";
import { readiness } from "./app/health.ts";
import { holderName, isGone } from "./app/holder.ts";
import { hooksOf } from "./app/hooks.ts";
import { createInbound } from "./app/inbound.ts";
import { liveGraphs } from "./app/live.ts";
import { createLoops, type Tuning } from "./app/loops.ts";
import { openParts, type Parts, type Ports } from "./app/parts.ts";
import { createSlack } from "./app/slack.ts";
import { type SourceWatch, sourceWatch } from "./app/source-watch.ts";
import { createTally } from "./app/tally.ts";
import type { Bot } from "./bot/index.ts";
import type { Config } from "./config.ts";
import type { Loop } from "./flows/loop.ts";
import { createPressure, type Pressure } from "./flows/pressure.ts";
import { createTellAdmin } from "./flows/tell-admin.ts";
import { createMetrics, createWeb, type Metrics, type Web } from "./web/index.ts";

export type { Tuning };

/** The whole bot, listening. */
export interface App {
  /** Where it listens, without a slash at its end. */
  readonly url: string;
  readonly parts: Parts;
  readonly bot: Bot;
  /** Polls every source now. */
  poll(): void;
  /** Deletes what is past its retention. Answers rows deleted. */
  prune(): Promise<number>;
  /** Finishes what is in flight and closes, within 5 seconds. */
  stop(): Promise<void>;
}

/** Builds everything and starts it: ready when it resolves, Slack and history follow behind. */
export const createApp = async (config: Config, ports: Ports, tuning: Tuning = {}): Promise<App> => {
  const parts = await openParts(config, ports);
  try {
    return await startApp(config, ports, parts, tuning);
  } catch (error) {
    await parts.close();
    throw error;
  }
};

const startApp = async (config: Config, ports: Ports, parts: Parts, tuning: Tuning): Promise<App> => {
  const { clock, log } = ports;
  const { store } = parts;
  const holder = holderName();
  // Process ids say nothing about other machines and containers, which share only a PostgreSQL.
  const freed = config.databaseUrl ? 0 : await store.leases.reclaim(isGone);
  if (freed > 0) log.warn({ freed }, "took over what a process of this machine held when it ended");
  const metrics = createMetrics({ waiting: () => waiting(parts), log });
  const tally = createTally(metrics);
  const inbound = createInbound({ config, ports, parts, tally, chat: () => chat });
  const { bot, chat } = await createSlack(config, ports, store, inbound.handlers);
  const tellAdmin = createTellAdmin(store.inbox, clock);
  const sources = sourceWatch(store, tellAdmin, clock);
  const pressure = createPressure(clock);
  const words = inbound.runStored;
  const loops = await createLoops({
    config,
    ports,
    parts,
    tuning,
    holder,
    tally,
    pressure,
    chat,
    words,
    tellAdmin,
    sources,
  });
  const web = await startWeb({ config, ports, parts, bot, metrics, sources, pressure });
  wakeOnChange(parts, loops);
  for (const loop of loops.values()) loop.start();
  await bot.start();
  return {
    url: web.url,
    parts,
    bot,
    poll: () => {
      for (const [name, loop] of loops) if (name.startsWith("collect:")) loop.wake();
    },
    prune: () => store.prune(clock(), config.keep),
    stop: () => stopAll(parts, bot, web, loops, inbound),
  };
};

interface WebParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly parts: Parts;
  readonly bot: Bot;
  readonly metrics: Metrics;
  readonly sources: SourceWatch;
  readonly pressure: Pressure;
}

const startWeb = ({ config, ports, parts, bot, metrics, sources, pressure }: WebParts): Promise<Web> => {
  const { store, links } = parts;
  const { clock, log } = ports;
  const { host, port, publicUrl, weekStart } = config;
  return createWeb({
    ...{ host, port, publicUrl, weekStart, links, metrics, log, clock },
    hooks: hooksOf(config),
    accept: (delivery) => pressure.during(() => store.inbox.add(delivery)),
    slackEvents: bot.requestListener,
    graphs: liveGraphs(parts, clock),
    snapshots: store.snapshots,
    ready: () => readiness({ store, bot, sources, channels: [config.opsChannel, config.adminChannel] }),
  });
};

/** Time for what is in flight; what hangs longer is on disk and is found again at the next start. */
const FINISH_MS = 4_000;

/** The parts stop in the order that nothing new comes in while what came is finished. */
const stopAll = async (
  parts: Parts,
  bot: Bot,
  web: Web,
  loops: ReadonlyMap<string, Loop>,
  inbound: { drain(): Promise<void> },
): Promise<void> => {
  const finished = (async () => {
    const loopsDone = Promise.all([...loops.values()].map((loop) => loop.stop()));
    await Promise.all([web.stop(), bot.stop()]);
    await Promise.all([inbound.drain(), loopsDone]);
  })();
  const cut = new AbortController();
  await Promise.race([finished, pause(FINISH_MS, undefined, { signal: cut.signal }).catch(() => undefined)]);
  cut.abort();
  finished.catch(() => undefined);
  await parts.close();
};

const wakeOnChange = ({ store }: Parts, loops: ReadonlyMap<string, Loop>): void => {
  const loopOf = { hooks: "relay", actions: "actions", outbox: "deliver" } as const;
  store.onChange((what) => {
    if (what !== "data") loops.get(loopOf[what])?.wake();
  });
};

const waiting = async ({ store }: Parts): Promise<Record<string, number>> => {
  const { lanes, inboxWaiting, unreadable, dead } = await store.outbox.report();
  const outbox = lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  return { inbox: inboxWaiting, outbox, dead: dead.length, unreadable: unreadable.length };
};
