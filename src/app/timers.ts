import { createDeadman } from "../flows/deadman.ts";
import { SLACK_PACE } from "../flows/deliver.ts";
import { createDue } from "../flows/due.ts";
import { createGaps } from "../flows/gaps.ts";
import { createHeartbeats } from "../flows/heartbeats.ts";
import { createKeepKnown } from "../flows/keep-known.ts";
import { answersOf, rememberedOnCall } from "../flows/known/pager.ts";
import type { Loop } from "../flows/loop.ts";
import { createMaintenance } from "../flows/maintenance.ts";
import { createRest } from "../flows/rest.ts";
import { createAfterShifts } from "../flows/shifts/after.ts";
import { createShifts } from "../flows/shifts.ts";
import { createUpkeep } from "../flows/upkeep.ts";
import { escalates } from "./abilities.ts";
import { deadmanPing } from "./deadman-ping.ts";
import { PAGER_NAMES } from "./desk.ts";
import type { Common, LoopParts } from "./loops.ts";
import { reportLoop } from "./reports.ts";

/** What our own clock starts, by name: dues, heartbeats, upkeep, maintenance, and the dead man's switch when there is one. */
export const createTimers = (from: LoopParts, common: Common): ReadonlyMap<string, Loop> => {
  const { config, parts, chat, tellAdmin, sources, ready } = from;
  const { abilities, policy, tellOurs } = parts;
  const { clock } = common;
  const oncalls = new Map(
    [...abilities.oncalls].map(([name, source]) => [
      name,
      rememberedOnCall(parts.known, source, { source: name, clock }),
    ]),
  );
  const loops = new Map([
    ["dues", createDue({ ...common, ...abilities, oncalls, chat, policy, escalates, tellAdmin, tellOurs })],
    ["heartbeats", createHeartbeats({ ...common, policy, tellAdmin })],
    ["jobs", reportLoop(from, common)],
    ["rest", createRest({ ...common, policy, chat, pace: from.tuning.pace ?? SLACK_PACE, tz: config.tz })],
  ]);
  const saidOf = (part: string) => (source: string, why: Parameters<typeof sources.said>[1], sinceMs: number) =>
    sources.said(source, why, sinceMs, part);
  const { upkeeps, maintenances } = abilities;
  if (upkeeps.size > 0)
    loops.set("upkeep", createUpkeep({ ...common, upkeeps, tellAdmin, said: saidOf("webhook subscriptions") }));
  if (maintenances.size > 0) {
    const said = saidOf("maintenance windows");
    const options = { ...common, sources: maintenances, channel: config.opsChannel, said };
    loops.set("maintenance", createMaintenance(options));
  }
  for (const [name, loop] of shiftLoops(from, common)) loops.set(name, loop);
  const address = config.values.DEADMAN_URL;
  if (address) loops.set("deadman", createDeadman({ ...common, ping: deadmanPing(address), ready, tellAdmin }));
  return loops;
};

/** What follows the schedules of a pager: its last known answers, shifts that change, hours that nobody has. */
const shiftLoops = (
  { config, parts, chat, tellAdmin, tuning }: LoopParts,
  common: Common,
): ReadonlyMap<string, Loop> => {
  const { abilities, known, policy } = parts;
  const loops = new Map<string, Loop>();
  for (const [source, rota] of abilities.rotas) {
    const [oncall, directory] = [abilities.oncalls.get(source), abilities.directories.get(source)];
    if (!oncall || !directory) continue;
    const answers = answersOf({ source, oncall, directory, rota, known, policy, clock: common.clock });
    const pagerName = PAGER_NAMES[source] ?? source;
    const people = () => answers.people();
    const schedules = () => answers.schedules();
    const ports = {
      ...common,
      source,
      pagerName,
      rota,
      known,
      policy,
      tellAdmin,
      chat,
      people,
      schedules,
      tz: config.tz,
    };
    loops.set(`known:${source}`, createKeepKnown({ ...common, source, answers }));
    loops.set(`shifts:${source}`, createShifts(ports));
    loops.set(`gaps:${source}`, createGaps(ports));
    loops.set(`after-shifts:${source}`, createAfterShifts({ ...ports, pace: tuning.pace ?? SLACK_PACE }));
  }
  return loops;
};
