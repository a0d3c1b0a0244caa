import type { PlannedWork } from "../core/duty.ts";
import type { Matcher } from "../core/match.ts";
import { SELF } from "../core/self.ts";

/** A time of quiet for planned work, as the mute table has it; `match` is JSON. */
export interface MaintenanceRow {
  readonly id: string;
  readonly match: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly endedMs: number | null;
}

/** Services that a matcher names whole: one that asks for more, for parts of names or for others leaves it open which. */
const servicesOf = ({ labels = {}, words = [] }: Matcher): readonly string[] => {
  const { service = [], ...more } = labels;
  const named = typeof service === "string" ? [service] : service;
  const exact = named.every((name) => !name.includes("*") && !name.startsWith("!"));
  return words.length > 0 || Object.keys(more).length > 0 || !exact ? [] : named;
};

/** Planned work that stands here alone; `known` are names of services as their source writes them, since case does not matter to a mute. */
export const plannedHere = (rows: readonly MaintenanceRow[], known: Iterable<string>): readonly PlannedWork[] => {
  if (rows.length === 0) return [];
  const spelled = Map.groupBy(new Set(known), (name) => name.toLowerCase());
  return rows.flatMap(({ id, match, fromMs, untilMs, endedMs }) => {
    const toMs = Math.min(untilMs, endedMs ?? untilMs);
    const matcher: Matcher = JSON.parse(match);
    if (toMs <= fromMs) return [];
    const names = servicesOf(matcher).flatMap((name) => spelled.get(name.toLowerCase()) ?? [name]);
    return names.map((service) => ({ source: SELF, ref: id, service, fromMs, toMs }));
  });
};
