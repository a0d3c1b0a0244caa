import type { Shift, TimeWindow } from "./responding.ts";

/** A stretch of a schedule; `name` undefined where nobody has it. */
export interface Stretch extends TimeWindow {
  readonly name: string | undefined;
}

/** Shorter holes than this are how the pager rounds, not hours without anybody. */
const SHORTEST_GAP_MS = 60_000;

/** Shifts in order of time, with the hours between them that nobody has; the window's own ends count too. */
export const stretchesOf = (shifts: readonly Shift[], { fromMs, toMs }: TimeWindow): readonly Stretch[] => {
  const out: Stretch[] = [];
  let covered = fromMs;
  for (const shift of [...shifts].sort((a, b) => a.fromMs - b.fromMs)) {
    if (shift.fromMs - covered >= SHORTEST_GAP_MS) out.push({ fromMs: covered, toMs: shift.fromMs, name: undefined });
    out.push({ fromMs: shift.fromMs, toMs: shift.toMs, name: shift.person.name });
    covered = Math.max(covered, shift.toMs);
  }
  if (toMs - covered >= SHORTEST_GAP_MS) out.push({ fromMs: covered, toMs, name: undefined });
  return out;
};

/** Each begins where the one before it ends: so that beginnings alone say everything. */
export const isInTurn = (stretches: readonly Stretch[]): boolean =>
  stretches.every(({ fromMs }, at) => {
    const before = stretches[at - 1];
    return before === undefined || Math.abs(fromMs - before.toMs) < SHORTEST_GAP_MS;
  });
