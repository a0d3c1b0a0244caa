import type { Override, PagerSchedule, Rota, Shift, TimeWindow } from "../../core/responding.ts";

/** What either kind of schedule can do, whoever asks for it. */
export interface KindOfRota extends Pick<Rota, "shifts" | "overrides"> {
  override(schedule: PagerSchedule, shift: { readonly personId: string } & TimeWindow): Promise<Override>;
  deleteOverride(schedule: PagerSchedule, id: string): Promise<void>;
}

/** Within the window, in order of time; turns of one person that touch are one. */
export const inWindow = (shifts: readonly Shift[], { fromMs, toMs }: TimeWindow): readonly Shift[] => {
  const clipped = shifts
    .map((shift) => ({ ...shift, fromMs: Math.max(shift.fromMs, fromMs), toMs: Math.min(shift.toMs, toMs) }))
    .filter((shift) => shift.fromMs < shift.toMs)
    .sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
  const whole: Shift[] = [];
  for (const shift of clipped) {
    const at = whole.findLastIndex((one) => one.person.id === shift.person.id && one.toMs >= shift.fromMs);
    const before = whole[at];
    if (before) whole[at] = { ...before, toMs: Math.max(before.toMs, shift.toMs) };
    else whole.push(shift);
  }
  return whole;
};
