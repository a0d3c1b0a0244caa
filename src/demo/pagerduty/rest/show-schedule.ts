import { coverageOf, finalTurns, intersect, layerTurns, overridesWithin, type Window } from "../account/turns.ts";
import { formatIn } from "../account/wall.ts";
import type { Account } from "../model.ts";
import type { Layer, Restriction, Schedule, Turn } from "../rota.ts";
import { describe } from "../shapes.ts";

/** How a schedule is drawn: in which zone, when, and whether entries are cut at the window's ends. */
export interface Drawing {
  readonly tz: string;
  /** Undefined: no entries. */
  readonly window: Window | undefined;
  readonly overflow: boolean;
}

/** Everybody of its layers, each once. */
const usersOf = (schedule: Schedule): readonly string[] => [
  ...new Set(schedule.layers.flatMap((layer) => layer.userIds)),
];

/** A schedule as `GET /schedules` shows it. */
export const showSchedule = (account: Account, schedule: Schedule): object => ({
  ...describe(account, "schedule", schedule.id, "schedule"),
  name: schedule.name,
  time_zone: schedule.tz,
  description: `${schedule.name} rotation`,
  escalation_policies: account.policies
    .filter((policy) => policy.levels.some((level) => level.targets.some((target) => target.id === schedule.id)))
    .map((policy) => describe(account, "escalation_policy", policy.id)),
  users: usersOf(schedule).map((id) => describe(account, "user", id)),
  teams: [describe(account, "team", schedule.teamId)],
});

const showEntries = (account: Account, turns: readonly Turn[], { tz, window, overflow }: Drawing): object => {
  if (window === undefined) return { rendered_schedule_entries: [], rendered_coverage_percentage: null };
  const cut = turns.map((turn) => (overflow ? turn : intersect(turn, window)));
  return {
    rendered_schedule_entries: cut.map((turn) => ({
      start: formatIn(turn.fromMs, tz),
      end: formatIn(turn.toMs, tz),
      user: describe(account, "user", turn.userId),
    })),
    rendered_coverage_percentage: coverageOf(turns, window),
  };
};

const showRestriction = ({ kind, day, startsAt, lastsMs }: Restriction): object => ({
  type: `${kind}_restriction`,
  start_time_of_day: startsAt,
  duration_seconds: lastsMs / 1000,
  ...(kind === "weekly" ? { start_day_of_week: day ?? 1 } : {}),
});

const showLayer = (account: Account, schedule: Schedule, layer: Layer, drawing: Drawing): object => ({
  id: layer.id,
  name: layer.name,
  start: formatIn(layer.startMs, drawing.tz),
  end: layer.endMs === null ? null : formatIn(layer.endMs, drawing.tz),
  rotation_virtual_start: formatIn(layer.anchorMs, drawing.tz),
  rotation_turn_length_seconds: layer.turnMs / 1000,
  users: layer.userIds.map((id) => ({ user: describe(account, "user", id) })),
  restrictions: layer.restrictions.map(showRestriction),
  ...showEntries(account, drawing.window === undefined ? [] : layerTurns(schedule.tz, layer, drawing.window), drawing),
});

/** The last layer goes before the others and is shown first. */
export const showLayers = (account: Account, schedule: Schedule, drawing: Drawing): readonly object[] =>
  schedule.layers.toReversed().map((layer) => showLayer(account, schedule, layer, drawing));

/** The overrides alone. */
export const showOverrides = (account: Account, schedule: Schedule, drawing: Drawing): object => {
  const found = drawing.window === undefined ? [] : overridesWithin(schedule, drawing.window);
  const turns = found.toSorted((a, b) => a.fromMs - b.fromMs);
  return { name: "Overrides", ...showEntries(account, turns, drawing) };
};

/** Who is on call when all is said. */
export const showFinal = (account: Account, schedule: Schedule, drawing: Drawing): object => ({
  name: "Final Schedule",
  ...showEntries(account, drawing.window === undefined ? [] : finalTurns(schedule, drawing.window), drawing),
});

/** A schedule with its layers; entries are rendered only when a window was asked for. */
export const showScheduleWhole = (account: Account, schedule: Schedule, drawing: Drawing): object => ({
  ...showSchedule(account, schedule),
  schedule_layers: showLayers(account, schedule, drawing),
  overrides_subschedule: showOverrides(account, schedule, drawing),
  final_schedule: showFinal(account, schedule, drawing),
});
