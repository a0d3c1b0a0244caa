import { setTimeout as pause } from "node:timers/promises";
import { blockedChannels, blockedWatch, readiness } from "./app/health.ts";
import { holderName, isGone } from "./app/holder.ts";
import { createInbound } from "./app/inbound.ts";
import { liveGraphs } from "./app/live.ts";
import { openParts, type Parts, type Ports } from "./app/parts.ts";
import { sourceWatch } from "./app/source-watch.ts";
import { createTally } from "./app/tally.ts";
import { type Bot, createBot } from "./bot/index.ts";
import type { Config } from "./config.ts";
import type { Chat } from "./core/chat.ts";
import { Failure, toFailure } from "./core/failure.ts";
import type { Act, Delivered, HookRequest, ParsedAlert } from "./core/integration.ts";
import type { Plan } from "./core/store.ts";
import { createActor } from "./flows/act.ts";
import { createCollector } from "./flows/collect.ts";
import { createDeliver, type Pace, SLACK_PACE } from "./flows/deliver.ts";
import type { Loop } from "./flows/loop.ts";
import { createPlan, SELF } from "./flows/plan.ts";
import { createPressure } from "./flows/pressure.ts";
import { createRelay } from "./flows/relay.ts";
import { createTellAdmin, parseSelf, tellRefused } from "./flows/tell-admin.ts";
import { integrations } from "./integrations/index.ts";
import { createMetrics, createWeb, type Web } from "./web/index.ts";

/** What a test or a benchmark may turn. */
export interface Tuning {
  readonly pace?: Pace;
  /** Where changes are said, instead of the ops channel. */
  readonly plan?: Plan;
}

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
  const { pace = SLACK_PACE, plan = createPlan({ ops: config.opsChannel, admin: config.adminChannel }) } = tuning;
  const { clock, log } = ports;
  const { store, connections } = parts;
  const holder = holderName();
  // Process ids say nothing about other machines and containers, which share only a PostgreSQL.
  const freed = config.databaseUrl ? 0 : await store.leases.reclaim(isGone);
  if (freed > 0) log.warn({ freed }, "took over what a process of this machine held when it ended");
  const metrics = createMetrics({ waiting: () => waiting(parts), log });
  const tally = createTally(metrics);
  const loops = new Map<string, Loop>();
  const inbound = createInbound({ config, ports, parts, tally, chat: () => chat });
  const bot = await createBot({
    mode: config.bot.SLACK_MODE === "http" ? "http" : "socket",
    botToken: config.bot.SLACK_BOT_TOKEN ?? "",
    appToken: config.bot.SLACK_APP_TOKEN,
    signingSecret: config.bot.SLACK_SIGNING_SECRET,
    apiUrl: config.bot.SLACK_API_URL,
    publicUrl: config.publicUrl,
    handlers: inbound.handlers,
    firstTime: store.firstTime,
    log,
    clock,
  });
  const chat = byName(bot.chat);
  const tellAdmin = createTellAdmin(store.inbox, clock);
  const blocked = blockedWatch(tellAdmin, config.adminChannel, log, await blockedChannels(store));
  const sources = sourceWatch(store, tellAdmin, clock);
  const acts = new Map([...connections].flatMap(([name, { act }]): [string, Act][] => (act ? [[name, act]] : [])));
  const pressure = createPressure(clock);
  const common = { store, plan, holder, log, clock, tally };

  loops.set("relay", createRelay({ ...common, pressure, parsers: parsers(config) }));
  loops.set(
    "deliver",
    createDeliver({
      ...common,
      pressure,
      chat,
      pace,
      canAct: (source) => acts.has(source),
      blocked: blocked.said,
      refused: tellRefused(tellAdmin),
    }),
  );
  const nudge = (source: string): void => void setTimeout(() => loops.get(`collect:${source}`)?.wake(), 3_000).unref();
  loops.set("actions", createActor({ ...common, chat, acts, words: inbound.runStored, nudge }));
  for (const [source, { collect }] of connections)
    if (collect)
      loops.set(
        `collect:${source}`,
        createCollector({
          ...common,
          source,
          collect,
          everyMs: config.pollMs,
          firstMs: config.historyMs,
          trouble: sources.said,
          signal: ports.signal,
        }),
      );

  const web = await createWeb({
    host: config.host,
    port: config.port,
    publicUrl: config.publicUrl,
    hooks: hooks(config),
    accept: (delivery) => pressure.during(() => store.inbox.add(delivery)),
    slackEvents: bot.requestListener,
    links: parts.links,
    graphs: liveGraphs(parts, clock),
    snapshots: store.snapshots,
    ready: () => readiness({ store, bot, sources, channels: [config.opsChannel, config.adminChannel] }),
    metrics,
    weekStart: config.weekStart,
    log,
    clock,
  });
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

const parsers = (config: Config): ReadonlyMap<string, (delivered: Delivered) => readonly ParsedAlert[]> =>
  new Map([
    [SELF, parseSelf],
    ...integrations.flatMap(({ name, relay }) =>
      relay
        ? [
            [
              name,
              (delivered: Delivered) => relay.parse(delivered, config.values as Parameters<typeof relay.verify>[1]),
            ] as const,
          ]
        : [],
    ),
  ]);

const hooks = (config: Config) =>
  Object.fromEntries(
    integrations.flatMap(({ name, relay }) =>
      relay
        ? [
            [
              name,
              {
                ...(relay.methods ? { methods: relay.methods } : {}),
                verify: (request: HookRequest) =>
                  relay.verify(request, config.values as Parameters<typeof relay.verify>[1]),
              },
            ],
          ]
        : [],
    ),
  );

const waiting = async ({ store }: Parts): Promise<Record<string, number>> => {
  const { lanes, inboxWaiting, unreadable, dead } = await store.outbox.report();
  const outbox = lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  return { inbox: inboxWaiting, outbox, dead: dead.length, unreadable: unreadable.length };
};

/** Channels are configured by name; Slack wants ids for all but the first post. The bot remembers them. */
const byName = (chat: Chat): Chat => {
  const channelId = async (name: string): Promise<string> => {
    try {
      return await chat.channelId(name);
    } catch (error) {
      const { code, message, tell } = toFailure(error);
      if (code !== "not_found") throw error;
      throw new Failure("channel", message, { cause: error, ...(tell ? { tell } : {}) });
    }
  };
  const place = async <T extends { readonly channel: string }>(at: T): Promise<T> => ({
    ...at,
    channel: await channelId(at.channel),
  });
  return {
    ...chat,
    channelId,
    post: async (to, message, id) => chat.post(await place(to), message, id),
    update: async (ref, message, id) => chat.update(await place(ref), message, id),
    remove: async (ref) => chat.remove(await place(ref)),
    find: async (at, id, sinceMs) => chat.find(await place(at), id, sinceMs),
  };
};
