import { createDeadman } from "../flows/deadman.ts";
import { createDue } from "../flows/due.ts";
import { createHeartbeats } from "../flows/heartbeats.ts";
import type { Loop } from "../flows/loop.ts";
import { createMaintenance } from "../flows/maintenance.ts";
import { createUpkeep } from "../flows/upkeep.ts";
import { escalates } from "./abilities.ts";
import { deadmanPing } from "./deadman-ping.ts";
import type { Common, LoopParts } from "./loops.ts";

/** What our own clock starts, by name: dues, heartbeats, upkeep, maintenance, and the dead man's switch when there is one. */
export const createTimers = (from: LoopParts, common: Common): ReadonlyMap<string, Loop> => {
  const { config, parts, chat, tellAdmin, sources, ready } = from;
  const { abilities, policy, tellOurs } = parts;
  const loops = new Map([
    ["dues", createDue({ ...common, ...abilities, chat, policy, escalates, tellAdmin, tellOurs })],
    ["heartbeats", createHeartbeats({ ...common, policy, tellAdmin })],
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
  const address = config.values.DEADMAN_URL;
  if (address) loops.set("deadman", createDeadman({ ...common, ping: deadmanPing(address), ready, tellAdmin }));
  return loops;
};
