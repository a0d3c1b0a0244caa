import type { Policy, Team } from "../model.ts";
import { createRandom } from "../random.ts";
import type { Rotation, Schedule, ShiftEvent, ShiftSchedule } from "../rota.ts";
import { EVERY_DAY } from "./wall.ts";

const HOUR_MS = 3_600_000;
/** A Monday. */
const SINCE_MS = Date.UTC(2024, 0, 1);

type Plan = Omit<ShiftEvent, "id" | "sinceMs">;

const COMMANDER: Plan = {
  name: "Commander",
  tz: "Etc/UTC",
  days: EVERY_DAY,
  startsAt: "07:00:00",
  lastsMs: 24 * HOUR_MS,
  shiftsEach: 7,
  memberIds: ["PGRA007", "PKIM011", "PANA001"],
};
/** Beside the commander in office hours: two at once are normal here. */
const SCRIBE: Plan = {
  name: "Scribe",
  tz: "Europe/Berlin",
  days: [1, 2, 3, 4, 5],
  startsAt: "09:00:00",
  lastsMs: 8 * HOUR_MS,
  shiftsEach: 5,
  memberIds: ["PJON010", "PELI005"],
};

/** "Incident Command": a schedule of the new kind and a policy that only people call, not services. Always the same. */
export const createCommand = (
  teams: readonly Team[],
  schedules: readonly Schedule[],
): { readonly schedule: ShiftSchedule; readonly policy: Policy } => {
  const random = createRandom(1207);
  const teamId = teams[0]?.id ?? "";
  const rotation = (plan: Plan): Rotation => ({
    id: random.id("", 26),
    events: [{ ...plan, id: random.id("", 26), sinceMs: SINCE_MS }],
  });
  const schedule: ShiftSchedule = {
    id: random.id("P", 7),
    name: "Incident Command",
    about: "Who leads a big incident",
    tz: "Europe/Berlin",
    teamId,
    rotations: [rotation(COMMANDER), rotation(SCRIBE)],
    customShifts: [],
    overrides: [],
  };
  const level = (delayMin: number, target: Policy["levels"][number]["targets"][number]) => ({
    id: random.id("P", 7),
    delayMin,
    targets: [target],
  });
  const policy: Policy = {
    id: random.id("P", 7),
    name: "Incident Command Escalation",
    teamId,
    levels: [
      level(10, { kind: "schedule_v3", id: schedule.id }),
      level(20, { kind: "schedule", id: schedules[0]?.id ?? "" }),
    ],
  };
  return { schedule, policy };
};
