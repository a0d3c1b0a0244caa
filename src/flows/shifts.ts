import { toFailure } from "../core/failure.ts";
import type { Known } from "../core/known.ts";
import type { PagerSchedule } from "../core/responding.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { type Candidates, followShift } from "./shifts/announce.ts";
import { createGroups } from "./shifts/group.ts";
import { lookAtShifts } from "./shifts/look.ts";
import type { ShiftPorts } from "./shifts/ports.ts";
import { type Followed, type Watched, watchedBy } from "./shifts/schedules.ts";
import { createTopics } from "./shifts/topic.ts";
import { createTroubles, type Findings } from "./shifts/troubles.ts";

export type { SchedulePorts, ShiftPorts } from "./shifts/ports.ts";

const LEASE_MS = 180_000;
const EVERY_MS = 60_000;
const KINDS = ["shift:unknown:", "shift:group:", "shift:topic:"];

/**
 * Every minute, one process at a time: who is on call in the schedules of the rules, compared with what was last said.
 * A change is said once in the rule's channel; the user group and the topic follow. Old answers change nothing.
 */
export const createShifts = (ports: ShiftPorts): Loop => {
  const held = createHeld(ports.store.leases, ports.clock, "shifts", ports.holder, LEASE_MS);
  const turn = createShiftsTurn(ports);
  return createLoop(
    "shifts",
    ports.log,
    async () => {
      if (await held.get()) await turn();
      return EVERY_MS;
    },
    held.release,
  );
};

/** One look at all schedules; what was seen once is remembered between them. */
export const createShiftsTurn = (ports: ShiftPorts): (() => Promise<void>) => {
  const troubles = createTroubles(KINDS, ports);
  const candidates: Candidates = new Map();
  const groups = createGroups(ports);
  const topics = createTopics(ports);
  return async () => {
    const rules = ports.policy().shifts;
    const schedules = rules.length === 0 ? NONE : await readSchedules(ports);
    if (!schedules) return;
    const { watched, unknown } = watchedBy(rules, schedules.value);
    await troubles.during(async (findings) => {
      for (const name of unknown) findUnknown(name, schedules, findings, ports);
      const followed = await follow(watched, candidates, ports);
      await groups(watched, followed, findings);
      await topics(watched, followed, findings);
    });
  };
};

const NONE: Known<readonly PagerSchedule[]> = { value: [], atMs: 0 };

const readSchedules = async ({ schedules, log }: ShiftPorts): Promise<Known<readonly PagerSchedule[]> | undefined> => {
  try {
    return await schedules();
  } catch (error) {
    log.warn({ err: toFailure(error) }, "the schedules cannot be read; shifts are looked at again in a minute");
    return undefined;
  }
};

const findUnknown = (
  name: string,
  { stale }: Known<readonly PagerSchedule[]>,
  findings: Findings,
  { pagerName }: ShiftPorts,
): void => {
  const key = `shift:unknown:${name}`;
  const what = `shifts in the config file names it. Write the name or the id as ${pagerName} shows it; /oncall schedules lists them.`;
  if (stale === undefined) findings.bad(key, `${pagerName} has no schedule named ${name}`, what);
  else findings.unsure(key);
};

/** By id of the schedule; one that cannot be followed now holds up no other. */
const follow = async (
  watched: readonly Watched[],
  candidates: Candidates,
  ports: ShiftPorts,
): Promise<ReadonlyMap<string, Followed>> => {
  const looks = await lookAtShifts(
    watched.map(({ schedule }) => schedule),
    ports,
  );
  const followed = new Map<string, Followed>();
  for (const one of watched) {
    const look = looks.get(one.schedule.id);
    if (!look) continue;
    try {
      followed.set(one.schedule.id, { ...one, people: await followShift(one, look, candidates, ports) });
    } catch (error) {
      ports.log.error({ schedule: one.schedule.id, err: toFailure(error) }, "a shift could not be followed");
    }
  }
  return followed;
};
