import type { Config } from "../config.ts";
import type { Chat } from "../core/chat.ts";
import type { Act } from "../core/integration.ts";
import type { Plan } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { type ActPorts, createActor } from "../flows/act.ts";
import { createCollector } from "../flows/collect.ts";
import { createDeliver, type Pace, SLACK_PACE } from "../flows/deliver.ts";
import type { Loop } from "../flows/loop.ts";
import { createPlan } from "../flows/plan.ts";
import type { Pressure } from "../flows/pressure.ts";
import { createRelay } from "../flows/relay.ts";
import { type Trouble, tellRefused } from "../flows/tell-admin.ts";
import { blockedChannels, blockedWatch } from "./health.ts";
import { parsersOf } from "./hooks.ts";
import type { Parts, Ports } from "./parts.ts";
import type { SourceWatch } from "./source-watch.ts";

/** What a test or a benchmark may turn. */
export interface Tuning {
  readonly pace?: Pace;
  /** Where changes are said, instead of the ops channel. */
  readonly plan?: Plan;
}

interface LoopParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly parts: Parts;
  readonly tuning: Tuning;
  readonly holder: string;
  readonly tally: Tally;
  readonly pressure: Pressure;
  readonly chat: Chat;
  readonly words: ActPorts["words"];
  readonly tellAdmin: (trouble: Trouble) => Promise<void>;
  readonly sources: SourceWatch;
}

/** A poll this long after a press repairs the card when the source's own webhook got lost. */
const NUDGE_MS = 3_000;

/** Everything that runs again and again, by name, not started yet: relay, deliver, actions, `collect:<source>`. */
export const createLoops = async (from: LoopParts): Promise<ReadonlyMap<string, Loop>> => {
  const { config, ports, parts, tuning, holder, tally, pressure, chat, words, tellAdmin } = from;
  const { store, connections } = parts;
  const { clock, log } = ports;
  const { pace = SLACK_PACE, plan = createPlan({ ops: config.opsChannel, admin: config.adminChannel }) } = tuning;
  const blocked = blockedWatch(tellAdmin, config.adminChannel, log, await blockedChannels(store));
  const acts = new Map([...connections].flatMap(([name, { act }]): [string, Act][] => (act ? [[name, act]] : [])));
  const canAct = (source: string): boolean => acts.has(source);
  const refused = tellRefused(tellAdmin);
  const common = { store, plan, holder, log, clock, tally };
  const collectors = createCollectors(from, common);
  const nudge = (source: string): void =>
    void setTimeout(() => collectors.get(`collect:${source}`)?.wake(), NUDGE_MS).unref();
  return new Map([
    ["relay", createRelay({ ...common, pressure, parsers: parsersOf(config) })],
    ["deliver", createDeliver({ ...common, pressure, chat, pace, canAct, refused, blocked: blocked.said })],
    ["actions", createActor({ ...common, chat, acts, words, nudge })],
    ...collectors,
  ]);
};

const createCollectors = (
  { config, ports, parts, sources }: LoopParts,
  common: Pick<Parameters<typeof createCollector>[0], "store" | "plan" | "holder" | "log" | "clock" | "tally">,
): ReadonlyMap<string, Loop> => {
  const times = { everyMs: config.pollMs, firstMs: config.historyMs };
  const loops = new Map<string, Loop>();
  for (const [source, { collect }] of parts.connections) {
    if (!collect) continue;
    const options = { ...common, ...times, source, collect, trouble: sources.said, signal: ports.signal };
    loops.set(`collect:${source}`, createCollector(options));
  }
  return loops;
};
