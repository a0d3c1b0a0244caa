import { finalShifts } from "../account/shifts.ts";
import type { Window } from "../account/turns.ts";
import { readMoment } from "../account/wall.ts";
import { invalidFields, notFound } from "../refusal.ts";
import type { CustomShift, ShiftOverride, ShiftSchedule } from "../rota.ts";
import { type Call, Empty, isRecord, type Rest, type Route, requireOne } from "./route.ts";
import { zoneOf } from "./schedules.ts";
import { pageWithoutTotal, requireShifts, within } from "./shift-schedules.ts";
import { showCustomShift, showShiftOverride } from "./show-shift.ts";

type Fields = Readonly<Record<string, unknown>>;

const recordOf = (value: unknown, field: string): Fields => {
  if (!isRecord(value)) throw invalidFields({ [field]: ["is missing or not an object"] });
  return value;
};

const listOf = (body: unknown, field: string): readonly Fields[] => {
  const list = isRecord(body) ? body[field] : undefined;
  if (!Array.isArray(list) || list.length === 0) throw invalidFields({ [field]: ["must be an array of at least one"] });
  return list.map((one: unknown) => recordOf(one, field));
};

const momentOf = (from: Fields, field: string, path: string): number => {
  const value = from[field];
  const atMs = typeof value === "string" ? readMoment(value, "UTC") : undefined;
  if (atMs === undefined) throw invalidFields({ [`${path}.${field}`]: ["is missing or not a time"] });
  return Math.floor(atMs / 1000) * 1000;
};

const windowOf = (rest: Rest, from: Fields, path: string): Window => {
  const window = { fromMs: momentOf(from, "start_time", path), toMs: momentOf(from, "end_time", path) };
  if (window.toMs <= window.fromMs) throw invalidFields({ [`${path}.end_time`]: ["must be after start_time"] });
  if (window.toMs <= rest.clock()) throw invalidFields({ [`${path}.end_time`]: ["must be in the future"] });
  return window;
};

/** A person of the account, or null for the empty slot. */
const memberOf = ({ desk: { account } }: Rest, value: unknown, path: string): string | null => {
  const member = recordOf(value, path);
  if (member.type === "empty_member") return null;
  const known = account.users.find((one) => one.id === member.user_id);
  if (member.type !== "user_member") throw invalidFields({ [`${path}.type`]: ["must be user_member or empty_member"] });
  if (known === undefined) throw invalidFields({ [`${path}.user_id`]: ["is not a user of the account"] });
  return known.id;
};

const sourceOf = (schedule: ShiftSchedule, wanted: Fields): ShiftOverride["source"] => {
  const { rotation_id: rotationId, custom_shift_id: customId } = wanted;
  if ((rotationId === undefined) === (customId === undefined))
    throw invalidFields({ "override.rotation_id": ["give either rotation_id or custom_shift_id"] });
  const rotation = schedule.rotations.find((one) => one.id === rotationId);
  if (rotation !== undefined) return { kind: "rotation", id: rotation.id };
  const shift = schedule.customShifts.find((one) => one.id === customId);
  if (shift !== undefined) return { kind: "custom_shift", id: shift.id };
  throw invalidFields({ "override.rotation_id": ["is not of this schedule"] });
};

const readOverride = (rest: Rest, schedule: ShiftSchedule, wanted: Fields): Omit<ShiftOverride, "id"> => {
  if (wanted.type !== "override_shift") throw invalidFields({ "override.type": ["must be override_shift"] });
  const source = sourceOf(schedule, wanted);
  const asked = windowOf(rest, wanted, "override");
  const window = { ...asked, fromMs: Math.max(asked.fromMs, Math.floor(rest.clock() / 1000) * 1000) };
  const overriddenId = memberOf(rest, wanted.overridden_member, "override.overridden_member");
  const overridingId = memberOf(rest, wanted.overriding_member, "override.overriding_member");
  const there = finalShifts(schedule, window).some((one) => one.source.id === source.id && one.userId === overriddenId);
  if (!there) throw invalidFields({ "override.overridden_member": ["has no shift of that source at that time"] });
  return { source, overriddenId, overridingId, ...window };
};

const createOverrides = (rest: Rest, { params, body }: Call): object => {
  const schedule = requireShifts(rest, params.id);
  const wanted = listOf(body, "overrides").map((one) => readOverride(rest, schedule, one));
  const made = wanted.map((one): ShiftOverride => ({ id: rest.desk.random.id("", 26), ...one }));
  schedule.overrides.push(...made);
  return { overrides: made.map((one) => showShiftOverride(schedule, one, "UTC")) };
};

const changeOverride = (rest: Rest, { params, body }: Call): object => {
  const schedule = requireShifts(rest, params.id);
  const found = requireOne(schedule.overrides, params.overrideId);
  const wanted = recordOf(isRecord(body) ? body.override : undefined, "override");
  const times = { start_time: new Date(found.fromMs).toISOString(), end_time: new Date(found.toMs).toISOString() };
  const window = windowOf(rest, { ...times, ...wanted }, "override");
  if (wanted.overriding_member !== undefined)
    found.overridingId = memberOf(rest, wanted.overriding_member, "override.overriding_member");
  Object.assign(found, window);
  return { override: showShiftOverride(schedule, found, "UTC") };
};

/** One to come vanishes, one under way ends now; one that is over is not found to be deleted. */
const removeFrom = <T extends { readonly id: string; readonly fromMs: number; toMs: number }>(
  all: T[],
  id: string | undefined,
  nowMs: number,
): Empty => {
  const index = all.findIndex((one) => one.id === id);
  const found = all[index];
  if (found === undefined || found.toMs <= nowMs) throw notFound();
  found.toMs = Math.floor(nowMs / 1000) * 1000;
  if (found.toMs <= found.fromMs) all.splice(index, 1);
  return new Empty(204);
};

const createShifts = (rest: Rest, { params, body }: Call): object => {
  const schedule = requireShifts(rest, params.id);
  const wanted = listOf(body, "custom_shifts").map((one) => {
    if (one.type !== "custom_shift") throw invalidFields({ "custom_shift.type": ["must be custom_shift"] });
    const [assignment, ...more] = listOf(one, "assignments");
    if (more.length > 0) throw invalidFields({ "custom_shift.assignments": ["must be exactly one"] });
    const userId = memberOf(rest, assignment?.member, "custom_shift.assignments.member");
    return { userId, ...windowOf(rest, one, "custom_shift") };
  });
  const { random } = rest.desk;
  const made = wanted.map((one): CustomShift => ({ id: random.id("", 26), assignmentId: random.id("", 26), ...one }));
  schedule.customShifts.push(...made);
  return { custom_shifts: made.map((one) => showCustomShift(schedule, one, "UTC")) };
};

const overridePaths = (rest: Rest): readonly Route[] => [
  {
    method: "GET",
    path: "/v3/schedules/:id/overrides",
    handle: ({ params, query }) => {
      const schedule = requireShifts(rest, params.id);
      const tz = zoneOf(query, schedule.tz);
      const found = within(schedule.overrides, query);
      return pageWithoutTotal(query, "overrides", found, (one) => showShiftOverride(schedule, one, tz));
    },
  },
  {
    method: "POST",
    path: "/v3/schedules/:id/overrides",
    status: 201,
    handle: (call) => createOverrides(rest, call),
  },
  {
    method: "GET",
    path: "/v3/schedules/:id/overrides/:overrideId",
    handle: ({ params }) => {
      const schedule = requireShifts(rest, params.id);
      const found = requireOne(schedule.overrides, params.overrideId);
      return { override: showShiftOverride(schedule, found, schedule.tz) };
    },
  },
  {
    method: "PUT",
    path: "/v3/schedules/:id/overrides/:overrideId",
    handle: (call) => changeOverride(rest, call),
  },
  {
    method: "DELETE",
    path: "/v3/schedules/:id/overrides/:overrideId",
    handle: ({ params }) => removeFrom(requireShifts(rest, params.id).overrides, params.overrideId, rest.clock()),
  },
];

const customPaths = (rest: Rest): readonly Route[] => [
  {
    method: "GET",
    path: "/v3/schedules/:id/custom_shifts",
    handle: ({ params, query }) => {
      const schedule = requireShifts(rest, params.id);
      const tz = zoneOf(query, schedule.tz);
      const found = within(schedule.customShifts, query);
      return pageWithoutTotal(query, "custom_shifts", found, (one) => showCustomShift(schedule, one, tz));
    },
  },
  {
    method: "POST",
    path: "/v3/schedules/:id/custom_shifts",
    status: 201,
    handle: (call) => createShifts(rest, call),
  },
  {
    method: "GET",
    path: "/v3/schedules/:id/custom_shifts/:shiftId",
    handle: ({ params }) => {
      const schedule = requireShifts(rest, params.id);
      return {
        custom_shift: showCustomShift(schedule, requireOne(schedule.customShifts, params.shiftId), schedule.tz),
      };
    },
  },
  {
    method: "DELETE",
    path: "/v3/schedules/:id/custom_shifts/:shiftId",
    handle: ({ params }) => removeFrom(requireShifts(rest, params.id).customShifts, params.shiftId, rest.clock()),
  },
];

/** Overrides and shifts by hand of a schedule of the new kind. */
export const shiftChangeRoutes = (rest: Rest): readonly Route[] => [...overridePaths(rest), ...customPaths(rest)];
