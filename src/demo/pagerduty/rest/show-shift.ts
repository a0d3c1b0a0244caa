import { finalShifts, type Shift } from "../account/shifts.ts";
import { coverageOf, intersect, type Window } from "../account/turns.ts";
import { formatIn } from "../account/wall.ts";
import type { Account } from "../model.ts";
import type { CustomShift, Rotation, ShiftEvent, ShiftOverride, ShiftSchedule } from "../rota.ts";
import { describe } from "../shapes.ts";

const API = "https://api.pagerduty.com/v3/schedules";
const DAY_NAMES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** How it is drawn; no final schedule without a window. */
export interface ShiftDrawing {
  readonly tz: string;
  readonly window: Window | undefined;
  readonly overflow: boolean;
}

/** Somebody, or the empty slot. */
const showMember = (userId: string | null): object =>
  userId === null ? { type: "empty_member" } : { type: "user_member", user_id: userId };

const recurrenceOf = ({ days }: ShiftEvent): string =>
  days.length === 7
    ? "RRULE:FREQ=DAILY"
    : `RRULE:FREQ=WEEKLY;BYDAY=${days.map((day) => DAY_NAMES[day - 1] ?? "").join(",")}`;

const showEvent = (event: ShiftEvent, base: string): object => {
  const day = formatIn(event.sinceMs, event.tz).slice(0, 10);
  const [hours = 0, minutes = 0] = event.startsAt.split(":").map(Number);
  const startMs = event.sinceMs + (hours * 60 + minutes) * 60_000;
  const end = new Date(startMs + event.lastsMs).toISOString().slice(0, 19);
  return {
    id: event.id,
    type: "schedule_event",
    name: event.name,
    start_time: { date_time: `${day}T${event.startsAt}`, time_zone: event.tz },
    end_time: { date_time: end, time_zone: event.tz },
    effective_since: formatIn(event.sinceMs, "UTC"),
    effective_until: null,
    recurrence: [recurrenceOf(event)],
    assignment_strategy: {
      type: "rotating_member_assignment_strategy",
      shifts_per_member: event.shiftsEach,
      members: event.memberIds.map(showMember),
    },
    self: `${base}/events/${event.id}`,
  };
};

/** A rotation with its events. */
export const showRotation = (schedule: ShiftSchedule, rotation: Rotation): object => {
  const self = `${API}/${schedule.id}/rotations/${rotation.id}`;
  return {
    id: rotation.id,
    type: "schedule_rotation",
    events: rotation.events.map((event) => showEvent(event, self)),
    self,
  };
};

const showSource = ({ source, overrideId }: Shift): object => {
  const byHand = source.kind === "custom_shift";
  const kind = byHand ? "custom_shift" : "schedule_rotation";
  return {
    type: overrideId === undefined ? kind : `${kind}_override`,
    ...(byHand ? { shift_id: source.id } : { rotation_id: source.id }),
    ...(overrideId === undefined ? {} : { override_id: overrideId }),
  };
};

const showFinal = (schedule: ShiftSchedule, window: Window, { tz, overflow }: ShiftDrawing): object => {
  const shifts = finalShifts(schedule, window);
  const covered = shifts.filter((shift) => shift.userId !== null);
  return {
    type: "final_schedule",
    rendered_coverage_percentage: coverageOf(covered, window),
    computed_shift_assignments: shifts.map((shift) => {
      const { fromMs, toMs } = overflow ? shift : intersect(shift, window);
      return {
        type: "computed_shift_assignment",
        start_time: formatIn(fromMs, tz),
        end_time: formatIn(toMs, tz),
        member: showMember(shift.userId),
        source: showSource(shift),
      };
    }),
  };
};

/** A schedule of the new kind; who is on call only when that was asked for, in a window. */
export const showShiftSchedule = (
  account: Account,
  schedule: ShiftSchedule,
  drawing: ShiftDrawing,
  withFinal: boolean,
): object => {
  const { self, html_url } = describe(account, "schedule_v3", schedule.id);
  return {
    id: schedule.id,
    type: "schedule_v3",
    name: schedule.name,
    time_zone: schedule.tz,
    description: schedule.about,
    teams: [describe(account, "team", schedule.teamId)],
    escalation_policies: account.policies
      .filter((policy) => policy.levels.some((level) => level.targets.some((target) => target.id === schedule.id)))
      .map((policy) => describe(account, "escalation_policy", policy.id)),
    rotations: schedule.rotations.map((rotation) => showRotation(schedule, rotation)),
    ...(withFinal && drawing.window !== undefined
      ? { final_schedule: showFinal(schedule, drawing.window, drawing) }
      : {}),
    self,
    html_url,
  };
};

/** An override; its times in `tz`. */
export const showShiftOverride = (schedule: ShiftSchedule, one: ShiftOverride, tz: string): object => ({
  id: one.id,
  type: "override_shift",
  [`${one.source.kind}_id`]: one.source.id,
  start_time: formatIn(one.fromMs, tz),
  end_time: formatIn(one.toMs, tz),
  overridden_member: showMember(one.overriddenId),
  overriding_member: showMember(one.overridingId),
  self: `${API}/${schedule.id}/overrides/${one.id}`,
});

/** A shift by hand; its times in `tz`. */
export const showCustomShift = (schedule: ShiftSchedule, one: CustomShift, tz: string): object => ({
  id: one.id,
  type: "custom_shift",
  start_time: formatIn(one.fromMs, tz),
  end_time: formatIn(one.toMs, tz),
  assignments: [{ id: one.assignmentId, type: "shift_assignment", member: showMember(one.userId) }],
  self: `${API}/${schedule.id}/custom_shifts/${one.id}`,
});
