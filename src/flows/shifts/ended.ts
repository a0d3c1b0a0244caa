import type { Shift, TimeWindow } from "../../core/responding.ts";
import { momentAt } from "../../core/time/types.ts";

/** A shift that is over. */
export interface EndedShift extends TimeWindow {
  readonly personId: string;
  readonly name: string;
}

const HOUR_MS = 3_600_000;
/** Who comes back so soon was relieved for a while: the shift goes on. */
const BREAK_MS = 8 * HOUR_MS;
/** Shorter turns are a favour, not a shift. */
const SHORTEST_MS = 4 * HOUR_MS;
const MORNING_HOUR = 8;
const EVENING_HOUR = 21;

/** How far ahead turns have to be known to say which shifts are over. */
export const AHEAD_MS = BREAK_MS;

/** Each person's turns with their breaks as one. */
const wholeOf = (shifts: readonly Shift[]): readonly EndedShift[] => {
  const open = new Map<string, EndedShift>();
  const whole: EndedShift[] = [];
  for (const { person, fromMs, toMs } of [...shifts].sort((a, b) => a.fromMs - b.fromMs)) {
    const before = open.get(person.id);
    const goesOn = before !== undefined && fromMs - before.toMs < BREAK_MS;
    if (before && !goesOn) whole.push(before);
    open.set(person.id, {
      personId: person.id,
      name: person.name,
      fromMs: goesOn ? before.fromMs : fromMs,
      toMs: goesOn ? Math.max(before.toMs, toMs) : toMs,
    });
  }
  return [...whole, ...open.values()];
};

/**
 * Shifts of four hours and more that ended after `sinceMs` and by now, oldest end first. A turn that is taken up again
 * within eight hours goes on; `shifts` have to reach so far ahead.
 */
export const endedShifts = (shifts: readonly Shift[], sinceMs: number, nowMs: number): readonly EndedShift[] =>
  wholeOf(shifts)
    .filter(({ fromMs, toMs }) => toMs <= nowMs && toMs > sinceMs && toMs - fromMs >= SHORTEST_MS)
    .sort((a, b) => a.toMs - b.toMs || (a.personId < b.personId ? -1 : 1));

/** The first moment from then on at which nobody sleeps in that zone: between 08:00 and 21:00. */
export const awakeFrom = (atMs: number, tz: string): number => {
  const at = momentAt(atMs, tz);
  if (at.hour >= MORNING_HOUR && at.hour < EVENING_HOUR) return atMs;
  const date = at.toPlainDate().add({ days: at.hour >= EVENING_HOUR ? 1 : 0 });
  return date.toZonedDateTime({ timeZone: tz, plainTime: { hour: MORNING_HOUR } }).epochMilliseconds;
};
