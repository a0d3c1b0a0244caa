import type { Clock } from "../core/log.ts";
import type { OnCallSource } from "../core/oncall.ts";
import { createDeadman } from "../flows/deadman.ts";
import { createDue } from "../flows/due.ts";
import { createHeartbeats } from "../flows/heartbeats.ts";
import type { Loop } from "../flows/loop.ts";
import { createMaintenance } from "../flows/maintenance.ts";
import { createUpkeep } from "../flows/upkeep.ts";
import { escalates } from "./abilities.ts";
import { deadmanPing } from "./deadman-ping.ts";
import type { Common, LoopParts } from "./loops.ts";

const REMEMBER_MS = 60_000;

/** In a storm hundreds ask at once who is on call: read once a minute. */
const remembered = (source: OnCallSource, clock: Clock): OnCallSource => {
  let asked: { readonly atMs: number; readonly answer: ReturnType<OnCallSource["now"]> } | undefined;
  return {
    personByEmail: (email) => source.personByEmail(email),
    now() {
      if (asked && clock() - asked.atMs < REMEMBER_MS) return asked.answer;
      const answer = source.now();
      asked = { atMs: clock(), answer };
      answer.catch(() => {
        asked = undefined;
      });
      return answer;
    },
  };
};

/** What our own clock starts, by name: dues, heartbeats, upkeep, maintenance, and the dead man's switch when there is one. */
export const createTimers = (from: LoopParts, common: Common): ReadonlyMap<string, Loop> => {
  const { config, parts, chat, tellAdmin, sources, ready } = from;
  const { abilities, policy, tellOurs } = parts;
  const oncalls = new Map(
    [...abilities.oncalls].map(([name, source]) => [name, remembered(source, common.clock)] as const),
  );
  const loops = new Map([
    ["dues", createDue({ ...common, ...abilities, oncalls, chat, policy, escalates, tellAdmin, tellOurs })],
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
