import { enableCompileCache } from "node:module";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Plan } from "../../src/core/store.ts";
import type { Answers, Ask, ChildOptions } from "./messages.ts";

// The bot in a process of its own, loaded as src/index.ts loads it, so that memory and the event loop are the bot's alone.
enableCompileCache();
const [{ readConfig }, { createLog }, { createApp }, { servicesPanel, specOf, weekSpec }] = await Promise.all([
  import("../../src/config.ts"),
  import("../../src/app/log.ts"),
  import("../../src/app.ts"),
  import("../graphs/sample-spec.ts"),
  import("node-cron"),
]);

const options: ChildOptions = JSON.parse(process.argv[2] ?? "{}");
const { channels, clockOffsetMs, fast } = options;
const config = readConfig();
const channelOf = (key: string): string => channels[Number(key.slice(1)) % channels.length] ?? config.opsChannel;
/** Cards go round the channels, if there are any, each of them for certain; else where the routes say. */
const plan: Plan = (incident) => [{ kind: "card", channel: channelOf(incident.key), urgent: true }];
const FAST = { postEveryMs: 1, allPostsEveryMs: 1, allPostsBurst: 1_000, updateEveryMs: 1, updateBurst: 1_000 };

const clock = clockOffsetMs === 0 ? Date.now : () => Date.now() + clockOffsetMs;
const app = await createApp(
  config,
  { clock, log: createLog(config.logLevel), signal: new AbortController().signal },
  {
    ...(fast ? { pace: FAST } : {}),
    ...(channels.length > 0 ? { plan } : {}),
  },
);

const gaps = monitorEventLoopDelay({ resolution: 1 });
const MB = 1024 * 1024;

const draw = async (picture: "bars" | "stats", times: number): Promise<Answers["draw"]> => {
  const spec = picture === "bars" ? specOf([servicesPanel]) : weekSpec;
  const tookMs: number[] = [];
  let bytes = 0;
  for (let at = 0; at < times; at++) {
    const startMs = performance.now();
    bytes = (await app.parts.snapshots.render(spec)).length;
    tookMs.push(performance.now() - startMs);
  }
  return { tookMs, bytes };
};

const answer = async (ask: Ask): Promise<Answers[Ask["do"]]> => {
  if (ask.do === "draw") return draw(ask.picture, ask.times);
  if (ask.do === "memory") {
    const { rss, heapUsed } = process.memoryUsage();
    return { rssMb: rss / MB, heapMb: heapUsed / MB };
  }
  if (ask.do === "watch") {
    gaps.reset();
    gaps.enable();
    return true;
  }
  if (ask.do === "gaps") {
    gaps.disable();
    return { p50Ms: gaps.percentile(50) / 1e6, p99Ms: gaps.percentile(99) / 1e6, maxMs: gaps.max / 1e6 };
  }
  await app.stop();
  return true;
};

process.on("message", async (ask: Ask) => {
  process.send?.({ answer: await answer(ask) });
  if (ask.do === "stop") process.disconnect();
});
// Nothing is left behind when the bench is ended.
process.on("disconnect", () => process.exit());
process.send?.({ url: app.url });
