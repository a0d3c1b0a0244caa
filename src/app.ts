import { setTimeout as pause } from "node:timers/promises";
import { checkChannels } from "./app/channel-check.ts";
import { createAppDoctor } from "./app/doctor/index.ts";
import { readiness } from "./app/health.ts";
import { createHeard } from "./app/heard.ts";
import { holderName, isGone } from "./app/holder.ts";
import { hooksOf } from "./app/hooks.ts";
import { createInbound } from "./app/inbound.ts";
import { liveGraphs } from "./app/live.ts";
import { liveAlerts } from "./app/live-alerts.ts";
import { createLoops, type Tuning } from "./app/loops.ts";
import { openParts, type Parts, type Ports } from "./app/parts.ts";
import { postingOf } from "./app/posting.ts";
import { createSlack } from "./app/slack.ts";
import { sourceWatch } from "./app/source-watch.ts";
import { createTally } from "./app/tally.ts";
import type { Bot } from "./bot/index.ts";
import { BROKEN_KEY, type PolicyWatch, watchPolicy } from "./config/watch.ts";
import type { Config } from "./config.ts";
import { instrumented } from "./core/instrument.ts";
import type { PolicyNow } from "./core/policy.ts";
import { countTurns } from "./flows/count-turns.ts";
import type { Loop } from "./flows/loop.ts";
import { createFactOutput, fanOut } from "./flows/outputs.ts";
import { ownTroubles } from "./flows/own-troubles.ts";
import { createPressure, type Pressure } from "./flows/pressure.ts";
import { createTellAdmin, type TellAdmin } from "./flows/tell-admin.ts";
import { createMetrics, createWeb, type Metrics, type Web } from "./web/index.ts";

export type { Tuning };

/** The whole bot, listening. */
export interface App {
  /** Where it listens, without a slash at its end. */
  readonly url: string;
  readonly parts: Parts;
  readonly bot: Bot;
  /** Polls every source and looks at all timers now. */
  poll(): void;
  /** Deletes what is past its retention. Answers rows deleted. */
  prune(): Promise<number>;
  /** Finishes what is in flight and closes, within 5 seconds. */
  stop(): Promise<void>;
}

/** Builds everything and starts it: ready when it resolves, Slack and history follow behind. */
export const createApp = async (config: Config, ports: Ports, tuning: Tuning = {}): Promise<App> => {
  let policy: PolicyNow = () => tuning.policy ?? config.policy;
  const rerouted = new EventTarget();
  const parts = await openParts(config, ports, () => policy());
  try {
    const tellAdmin = createTellAdmin(parts.store.inbox, ports.clock);
    const watch = watchPolicy(config, {
      log: ports.log,
      tellAdmin,
      onChange: () => rerouted.dispatchEvent(new Event("rerouted")),
      wasBroken: async () => (await ownTroubles(parts.store)).has(BROKEN_KEY),
    });
    if (!tuning.policy) policy = watch.policyNow;
    return await startApp({ config, ports, parts, tuning, tellAdmin, watch, rerouted });
  } catch (error) {
    await parts.close();
    throw error;
  }
};

/** What is there before anything runs. */
interface Opened {
  readonly config: Config;
  readonly ports: Ports;
  readonly parts: Parts;
  readonly tuning: Tuning;
  readonly tellAdmin: TellAdmin;
  readonly watch: PolicyWatch;
  /** Hears "rerouted" when the routes of the file changed. */
  readonly rerouted: EventTarget;
}

const startApp = async (opened: Opened): Promise<App> => {
  const { config, ports, parts, tellAdmin, watch } = opened;
  const { clock, log } = ports;
  const { store } = parts;
  const holder = await takeOver(config, store, log);
  const metrics = createMetrics({ waiting: () => waiting(parts), log, people: config.metricsPeople });
  const output = fanOut(parts.abilities.outputs, log);
  const tally = createTally(metrics, output);
  const outputs = createFactOutput(output, tally);
  const inbound = createInbound({ config, ports, parts, tally, chat: () => chat });
  const { bot, chat } = await createSlack(config, ports, store, inbound.handlers);
  const startedAtMs = clock();
  parts.late.chat = chat;
  parts.late.doctor = createAppDoctor({ config, ports, parts, bot, chat, startedAtMs });
  const sources = sourceWatch(store, tellAdmin, clock);
  const pressure = createPressure(clock);
  const ready = () => readiness({ store, bot, sources, channels: channelsOf(config, parts) });
  const shared = { ...opened, holder, tally, outputs, pressure, chat, sources, ready };
  const loops = await createLoops({ ...shared, words: inbound.runStored });
  const web = await startWeb({ config, ports, parts, metrics, pressure, ready, bot });
  wakeOnChange(parts, loops);
  const around = countTurns({ tally, clock });
  for (const loop of loops.values()) loop.start(around);
  await watch.start();
  await bot.start();
  const channels = () => channelsOf(config, parts).filter((channel) => channel !== config.adminChannel);
  const look = (): void => void checkChannels({ store, chat, tellAdmin, log, channels });
  opened.rerouted.addEventListener("rerouted", look);
  look();
  return {
    url: web.url,
    parts,
    bot,
    poll: () => {
      for (const [name, loop] of loops) if (POLLS.test(name)) loop.wake();
    },
    prune: () =>
      instrumented({ kind: "job", name: "prune" }, () => store.prune(clock(), config.keep), { tally, clock }),
    stop: () =>
      stopAll(parts, bot, web, loops, {
        drain: () => Promise.all([inbound.drain(), watch.stop()]),
        last: () => output.close(),
      }),
  };
};

/** Where we are configured to post now. */
const channelsOf = ({ opsChannel, adminChannel }: Config, { policy }: Parts): readonly string[] => {
  const { routes, heartbeats, shifts, care } = policy();
  const named = [...routes, ...heartbeats, ...shifts, ...care.reports].flatMap(({ channel }) => channel ?? []);
  return [opsChannel, adminChannel, ...named];
};

/** What `poll` runs now. */
const POLLS =
  /^(collect:|known:|shifts:|gaps:|upkeep$|maintenance$|heartbeats$|dues$|thresholds$|jobs$|rest$|after-shifts:)/;

/** Our name among those that share the store; what a process of this machine held when it ended is free again. */
const takeOver = async ({ databaseUrl }: Config, { leases }: Parts["store"], log: Ports["log"]): Promise<string> => {
  // Process ids say nothing about other machines and containers, which share only a PostgreSQL.
  const freed = databaseUrl ? 0 : await leases.reclaim(isGone);
  if (freed > 0) log.warn({ freed }, "took over what a process of this machine held when it ended");
  return holderName();
};

interface WebParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly parts: Parts;
  readonly bot: Bot;
  readonly metrics: Metrics;
  readonly pressure: Pressure;
  readonly ready: () => ReturnType<typeof readiness>;
}

const startWeb = ({ config, ports, parts, bot, metrics, pressure, ready }: WebParts): Promise<Web> => {
  const { store, links } = parts;
  const { clock, log } = ports;
  const { host, port, publicUrl, weekStart } = config;
  const heard = createHeard(store, clock, log);
  return createWeb({
    ...{ host, port, publicUrl, weekStart, links, metrics, log, clock },
    hooks: hooksOf(config, heard),
    accept: async (delivery) => {
      await pressure.during(() => store.inbox.add(delivery));
      heard.accepted(delivery.source);
    },
    slackEvents: bot.requestListener,
    graphs: liveGraphs(parts, clock),
    snapshots: store.snapshots,
    nameOf: async (user) => (await parts.late.chat?.user(user))?.name,
    posting: postingOf(parts, ports),
    alerts: liveAlerts(parts, ports),
    ready,
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
  behind: { drain(): Promise<unknown>; last(): Promise<void> },
): Promise<void> => {
  const finished = (async () => {
    const loopsDone = Promise.all([...loops.values()].map((loop) => loop.stop()));
    await Promise.all([web.stop(), bot.stop()]);
    await Promise.all([behind.drain(), loopsDone]);
    await behind.last();
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
    if (what === "outbox") loops.get("alert-graphs")?.wake();
  });
};

const waiting = async ({ store }: Parts): Promise<Record<string, number>> => {
  const { lanes, inboxWaiting, unreadable, dead } = await store.outbox.report();
  const outbox = lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  return { inbox: inboxWaiting, outbox, dead: dead.length, unreadable: unreadable.length };
};
