import type { Config } from "../config.ts";
import type { Chat } from "../core/chat.ts";
import type { Incident } from "../core/incident.ts";
import type { Clock, Log } from "../core/log.ts";
import { factsOf } from "../core/match.ts";
import type { Policy } from "../core/policy.ts";
import type { Rules } from "../core/rules.ts";
import { runbookFor } from "../core/runbook.ts";
import type { Plan, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { type ActPorts, createActor } from "../flows/act.ts";
import { createCollector } from "../flows/collect.ts";
import { createDeliver, type Pace, SLACK_PACE } from "../flows/deliver.ts";
import type { Loop } from "../flows/loop.ts";
import type { FactOutput } from "../flows/outputs.ts";
import { createPlan, mentionFor } from "../flows/plan.ts";
import type { Pressure } from "../flows/pressure.ts";
import { redactCollect } from "../flows/redact-collect.ts";
import { createRelay } from "../flows/relay.ts";
import { createRules } from "../flows/rules.ts";
import { type TellAdmin, tellRefused } from "../flows/tell-admin.ts";
import { pageRef } from "../lib/page-content.ts";
import { LIST_PATH } from "../web/index.ts";
import { escalates, keyIsOneIncident } from "./abilities.ts";
import { graphLoops, measuredBy } from "./graph-loops.ts";
import { blockedChannels, blockedWatch } from "./health.ts";
import { parsersOf } from "./hooks.ts";
import type { Parts, Ports } from "./parts.ts";
import type { SourceWatch } from "./source-watch.ts";
import { createTimers } from "./timers.ts";

/** What a test or a benchmark may turn. */
export interface Tuning {
  readonly pace?: Pace;
  /** Where changes are said, instead of what the routes say. */
  readonly plan?: Plan;
  /** Instead of the configured one. */
  readonly policy?: Policy;
}

/** What the loops are made of. */
export interface LoopParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly parts: Parts;
  readonly tuning: Tuning;
  readonly holder: string;
  readonly tally: Tally;
  readonly outputs: FactOutput;
  readonly pressure: Pressure;
  readonly chat: Chat;
  readonly words: ActPorts["words"];
  readonly tellAdmin: TellAdmin;
  readonly sources: SourceWatch;
  readonly ready: () => Promise<{ readonly ok: boolean }>;
}

/** What nearly every loop needs. */
export interface Common {
  readonly store: Store;
  readonly plan: Plan;
  readonly rules: Rules;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
}

/** A poll this long after a press repairs the card when the source's own webhook got lost. */
const NUDGE_MS = 3_000;

/** What people configured, as the store is told of it. */
export const planAndRules = (
  config: Config,
  { policy, abilities }: Pick<Parts, "policy" | "abilities">,
  { clock }: Pick<Ports, "clock">,
) => {
  const channels = { admin: config.adminChannel };
  const measures = config.alertGraphs ? measuredBy(abilities) : undefined;
  return {
    plan: createPlan(policy, { channels, escalates, measures, clock }),
    rules: createRules(policy, { channels, keyIsOneIncident }),
  };
};

/** Everything that runs again and again, by name, not started yet: relay, deliver, actions, timers, `collect:<source>`. */
export const createLoops = async (from: LoopParts): Promise<ReadonlyMap<string, Loop>> => {
  const { config, ports, parts, tuning, holder, tally, pressure, chat, words, tellAdmin } = from;
  const { store, abilities, policy, tellOurs } = parts;
  const { clock, log } = ports;
  const { pace = SLACK_PACE } = tuning;
  const configured = planAndRules(config, parts, ports);
  const common = { store, ...configured, plan: tuning.plan ?? configured.plan, holder, log, clock, tally };
  const blocked = blockedWatch(tellAdmin, config.adminChannel, log, await blockedChannels(store));
  const collectors = createCollectors(from, common);
  const nudge = (source: string): void =>
    void setTimeout(() => collectors.get(`collect:${source}`)?.wake(), NUDGE_MS).unref();
  parts.late.nudge = nudge;
  const delivery = {
    ...{ pressure, chat, pace, refused: tellRefused(tellAdmin), blocked: blocked.said },
    ...cardPorts(parts),
  };
  return new Map([
    [
      "relay",
      createRelay({ ...common, pressure, parsers: parsersOf(config), policyNow: policy, pageRef, tz: config.tz }),
    ],
    ["deliver", createDeliver({ ...common, ...delivery })],
    [
      "actions",
      createActor({ ...common, ...abilities, policy, chat, words, nudge, tellOurs, channel: config.opsChannel }),
    ],
    ...createTimers(from, common),
    ...graphLoops(from, common),
    ...collectors,
  ]);
};

/** What cards say besides the problem itself. */
const cardPorts = ({ abilities, policy, links }: Parts) => ({
  canAct: (source: string) => abilities.acts.has(source),
  claims: abilities.claims,
  pagerName: abilities.pager?.name,
  runbookFor: (incident: Incident) => runbookFor(policy(), factsOf(incident)),
  mentionFor: mentionFor(policy),
  liveUrl: () => links.shared(LIST_PATH, new URLSearchParams()),
});

const createCollectors = (
  { config, ports, parts, sources, outputs }: LoopParts,
  common: Common,
): ReadonlyMap<string, Loop> => {
  const times = { everyMs: config.pollMs, firstMs: config.historyMs };
  const loops = new Map<string, Loop>();
  for (const [source, { collect }] of parts.connections) {
    if (!collect) continue;
    const redacted = redactCollect(collect, parts.policy);
    const at = { source, collect: redacted, outputs, trouble: sources.said, signal: ports.signal };
    const options = { ...common, ...times, ...at };
    loops.set(`collect:${source}`, createCollector(options));
  }
  return loops;
};
