import type { ShiftRule } from "../../core/policy.ts";
import type { PagerSchedule } from "../../core/responding.ts";
import type { Holder } from "./look.ts";

/** A schedule and the rules that speak of it, in the order of the config file. */
export interface Watched {
  readonly schedule: PagerSchedule;
  readonly rules: readonly ShiftRule[];
}

/** A channel as all rules that mean it name it: without the sign before. */
export const channelOf = (nameOrId: string): string => nameOrId.trim().replace(/^#/, "");

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The schedule with that id, else with that name, whatever its case. */
const scheduleNamed = (nameOrId: string, schedules: readonly PagerSchedule[]): PagerSchedule | undefined =>
  schedules.find(({ id }) => id === nameOrId.trim()) ?? schedules.find(({ name }) => same(name, nameOrId));

/** A schedule of which it is known who is on call now. */
export interface Followed extends Watched {
  readonly people: readonly Holder[];
}

/** Each schedule that rules name, once; and the names that no schedule has. */
export const watchedBy = (
  rules: readonly ShiftRule[],
  schedules: readonly PagerSchedule[],
): { readonly watched: readonly Watched[]; readonly unknown: readonly string[] } => {
  const watched = new Map<string, Watched>();
  const unknown = new Set<string>();
  for (const rule of rules) {
    const schedule = scheduleNamed(rule.schedule, schedules);
    if (schedule) watched.set(schedule.id, { schedule, rules: [...(watched.get(schedule.id)?.rules ?? []), rule] });
    else unknown.add(rule.schedule);
  }
  return { watched: [...watched.values()], unknown: [...unknown] };
};
