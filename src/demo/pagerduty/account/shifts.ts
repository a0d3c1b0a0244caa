import type { Rotation, ShiftEvent, ShiftSchedule } from "../rota.ts";
import { intersect, touches, type Window, without } from "./turns.ts";
import { countDays, dayIn, wallStarts } from "./wall.ts";

/** Somebody's (null: nobody's) time on a schedule of the new kind, and where it comes from. */
export interface Shift extends Window {
  readonly userId: string | null;
  readonly source: { readonly kind: "rotation" | "custom_shift"; readonly id: string };
  readonly overrideId?: string;
}

const eventShifts = (rotation: Rotation, event: ShiftEvent, window: Window): readonly Shift[] => {
  const firstDay = dayIn(event.sinceMs, event.tz);
  const fromMs = Math.max(event.sinceMs, window.fromMs - event.lastsMs);
  return wallStarts(event.tz, event.startsAt, event.days, fromMs, window.toMs + 1).flatMap(({ atMs, day }) => {
    const turn = Math.floor(countDays(event.days, firstDay, day) / event.shiftsEach);
    const userId = event.memberIds[turn % event.memberIds.length] ?? null;
    const source = { kind: "rotation" as const, id: rotation.id };
    return [{ userId, fromMs: atMs, toMs: atMs + event.lastsMs, source }];
  });
};

const withOverrides = (schedule: ShiftSchedule, shift: Shift): readonly Shift[] => {
  let pieces: readonly Shift[] = [shift];
  for (const one of schedule.overrides) {
    if (one.source.id !== shift.source.id) continue;
    pieces = pieces.flatMap((piece) => {
      if (!touches(piece, one) || piece.userId !== one.overriddenId) return [piece];
      const taken = { ...intersect(piece, one), userId: one.overridingId, overrideId: one.id };
      return [...without(piece, one), taken];
    });
  }
  return pieces;
};

/** Everybody's shifts that have time in the window, whole, oldest first; several at once are no mistake. */
export const finalShifts = (schedule: ShiftSchedule, window: Window): readonly Shift[] => {
  const rotated = schedule.rotations.flatMap((rotation) =>
    rotation.events.flatMap((event) => eventShifts(rotation, event, window)),
  );
  const custom = schedule.customShifts.map(
    ({ id, userId, fromMs, toMs }): Shift => ({
      userId,
      fromMs,
      toMs,
      source: { kind: "custom_shift", id },
    }),
  );
  return [...rotated, ...custom]
    .flatMap((shift) => withOverrides(schedule, shift))
    .filter((shift) => touches(shift, window))
    .toSorted((a, b) => a.fromMs - b.fromMs);
};
