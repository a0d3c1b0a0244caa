import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Override, PagerSchedule, TimeWindow } from "../../core/responding.ts";
import { Id } from "../../lib/payload.ts";
import * as shape from "./shapes.ts";
import { sinceUntil } from "./slices.ts";

/** `empty_member` has no user: the slot is meant to be empty. */
const Member = z.object({ type: z.string(), user_id: z.string().nullish() });

/** Somebody's time in the final schedule, and which rotation or custom shift it comes from. */
export const Assignment = z.object({
  start_time: shape.Time,
  end_time: shape.Time,
  member: Member,
  source: z.object({ rotation_id: z.string().nullish(), shift_id: z.string().nullish() }),
});

/** A read one. */
export type Assignment = z.infer<typeof Assignment>;

/** An override of a shift-based schedule: one person in the place of one other, in one rotation or custom shift. */
export const ShiftOverride = z.object({
  id: Id,
  start_time: shape.Time,
  end_time: shape.Time,
  rotation_id: z.string().nullish(),
  custom_shift_id: z.string().nullish(),
  overridden_member: Member.nullish(),
  overriding_member: Member,
});

/** A read one. */
export type ShiftOverride = z.infer<typeof ShiftOverride>;

/** What people ask for as one override is one for each rotation and turn that it touches: their ids in one. */
export const TOGETHER = "+";

interface Part extends TimeWindow {
  readonly of: string;
  readonly id: string;
}

const partOf = (one: ShiftOverride): Part => ({
  ...{ id: one.id, fromMs: one.start_time, toMs: one.end_time },
  of: JSON.stringify([one.rotation_id ?? null, one.custom_shift_id ?? null, one.overridden_member?.user_id ?? null]),
});

/** Parts of one wish follow or overlap each other in the places of different people; in the same place, they are two wishes. */
const belongs = (parts: readonly Part[], one: Part): boolean =>
  parts.some(({ toMs }) => toMs >= one.fromMs) && !parts.some(({ of, toMs }) => of === one.of && toMs >= one.fromMs);

/** Overrides as people made them: the parts of each as one. */
export const together = (
  rows: readonly ShiftOverride[],
  schedule: PagerSchedule,
  nameOf: (id: string) => string,
): readonly Override[] => {
  const wishes: { readonly userId: string; readonly parts: Part[] }[] = [];
  for (const row of rows.toSorted((a, b) => a.start_time - b.start_time || (a.id < b.id ? -1 : 1))) {
    const userId = row.overriding_member.user_id ?? "";
    const part = partOf(row);
    const wish = wishes.findLast((one) => one.userId === userId && belongs(one.parts, part));
    if (wish) wish.parts.push(part);
    else wishes.push({ userId, parts: [part] });
  }
  return wishes.map(({ userId, parts }) => ({
    id: parts.map(({ id }) => id).join(TOGETHER),
    person: userId === "" ? { id: "", name: "nobody" } : { id: userId, name: nameOf(userId) },
    fromMs: Math.min(...parts.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...parts.map(({ toMs }) => toMs)),
    schedule: { id: schedule.id, name: schedule.name, url: schedule.url },
  }));
};

/** What was made of one wish, hours that nobody has between turns included. */
export const asOne = (made: readonly Override[], schedule: PagerSchedule): Override => {
  const [first] = made;
  if (!first) throw new Failure("rejected", `PagerDuty: ${schedule.id}: no override was made`);
  return { ...first, id: made.map(({ id }) => id).join(TOGETHER), toMs: Math.max(...made.map((one) => one.toMs)) };
};

/** Turns of one person in one rotation that follow each other, as one. */
const joinTurns = (assignments: readonly Assignment[]): readonly Assignment[] => {
  const whole: Assignment[] = [];
  const ofOne = (a: Assignment) => (b: Assignment) =>
    a.member.user_id === b.member.user_id &&
    a.source.rotation_id === b.source.rotation_id &&
    a.source.shift_id === b.source.shift_id &&
    a.end_time === b.start_time;
  for (const one of assignments.toSorted((a, b) => a.start_time - b.start_time)) {
    const at = whole.findIndex((before) => ofOne(before)(one));
    const before = whole[at];
    if (before) whole[at] = { ...before, end_time: one.end_time };
    else whole.push(one);
  }
  return whole;
};

/** What is to be overridden: the part of each turn within the window that is somebody else's. */
export const wishesOf = (assignments: readonly Assignment[], personId: string, { fromMs, toMs }: TimeWindow) =>
  joinTurns(assignments)
    .filter(
      ({ member, start_time: start, end_time: end }) => member.user_id !== personId && start < toMs && end > fromMs,
    )
    .map(({ start_time: start, end_time: end, member, source: { rotation_id, shift_id } }) => {
      const { since, until } = sinceUntil({ fromMs: Math.max(start, fromMs), toMs: Math.min(end, toMs) });
      return {
        ...{ type: "override_shift", start_time: since, end_time: until },
        ...(shift_id ? { custom_shift_id: shift_id } : { rotation_id }),
        overridden_member: member.user_id ? member : { type: member.type },
        overriding_member: { type: "user_member", user_id: personId },
      };
    });
