import type { Shift, TimeWindow } from "./responding.ts";

/** A stretch of a schedule; `name` undefined where nobody has it. */
export interface Stretch extends TimeWindow {
  readonly name: string | undefined;
}

/** Shorter holes than this are how the pager rounds, not hours without anybody. */
const SHORTEST_GAP_MS = 60_000;

const inTime = <T extends TimeWindow>(all: readonly T[]): readonly T[] => [...all].sort((a, b) => a.fromMs - b.fromMs);

/** The parts of the window that no shift covers, in order. */
export const gapsIn = (shifts: readonly Shift[], { fromMs, toMs }: TimeWindow): readonly TimeWindow[] => {
  const gaps: TimeWindow[] = [];
  let coveredMs = fromMs;
  for (const shift of inTime(shifts)) {
    gaps.push({ fromMs: coveredMs, toMs: Math.min(shift.fromMs, toMs) });
    coveredMs = Math.max(coveredMs, shift.toMs);
  }
  gaps.push({ fromMs: coveredMs, toMs });
  return gaps.filter((gap) => gap.toMs - gap.fromMs >= SHORTEST_GAP_MS);
};

/** Shifts in order of time, with the hours between them that nobody has; the window's own ends count too. */
export const stretchesOf = (shifts: readonly Shift[], window: TimeWindow): readonly Stretch[] =>
  inTime([
    ...gapsIn(shifts, window).map((gap) => ({ ...gap, name: undefined })),
    ...shifts.map(({ fromMs, toMs, person }) => ({ fromMs, toMs, name: person.name })),
  ]);

/** Each begins where the one before it ends: so that beginnings alone say everything. */
export const isInTurn = (stretches: readonly Stretch[]): boolean =>
  stretches.every(({ fromMs }, at) => {
    const before = stretches[at - 1];
    return before === undefined || Math.abs(fromMs - before.toMs) < SHORTEST_GAP_MS;
  });
