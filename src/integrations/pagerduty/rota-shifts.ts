import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Override, PagerSchedule, Shift, TimeWindow } from "../../core/responding.ts";
import { Id } from "../../lib/payload.ts";
import { type Client, isDone, requireAnswer } from "./client.ts";
import { eachOf } from "./each-of.ts";
import { createNames, type Names } from "./names.ts";
import { pagesNow } from "./paging.ts";
import { refusalOf } from "./refusals.ts";
import { inWindow, type KindOfRota } from "./rota-kind.ts";
import * as shape from "./shapes.ts";
import { sinceUntil } from "./slices.ts";
import type { Call } from "./transport.ts";

/** `empty_member` has no user: the slot is meant to be empty. */
const Member = z.object({ type: z.string(), user_id: z.string().nullish() });
const Assignment = z.object({
  start_time: shape.Time,
  end_time: shape.Time,
  member: Member,
  source: z.object({ rotation_id: z.string().nullish(), shift_id: z.string().nullish() }),
});
type Assignment = z.infer<typeof Assignment>;
const Rendered = z.object({
  schedule: z.object({ final_schedule: z.object({ computed_shift_assignments: z.array(Assignment) }) }),
});
const ApiOverride = z.object({ id: Id, start_time: shape.Time, end_time: shape.Time, overriding_member: Member });
type ApiOverride = z.infer<typeof ApiOverride>;
const Made = z.object({ overrides: z.array(ApiOverride).min(1) });

/** One override that people asked for is one for each rotation and turn that it touches: their ids in one. */
const TOGETHER = "+";

const pathOf = ({ id }: PagerSchedule): string => `/v3/schedules/${encodeURIComponent(id)}`;

const readAssignments = async (client: Client, schedule: PagerSchedule, window: TimeWindow) => {
  const query = { ...sinceUntil(window), time_zone: "UTC", "include[]": ["final_schedule"] };
  const { schedule: whole } = await client.getNow(pathOf(schedule), query, Rendered);
  return whole.final_schedule.computed_shift_assignments;
};

/** Those that touch and hand over to the same person, as one. */
const together = (all: readonly Override[]): readonly Override[] => {
  const whole: Override[] = [];
  for (const one of all.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const at = whole.findLastIndex((other) => other.person.id === one.person.id && other.toMs >= one.fromMs);
    const before = whole[at];
    const toMs = Math.max(before?.toMs ?? 0, one.toMs);
    if (before) whole[at] = { ...before, id: `${before.id}${TOGETHER}${one.id}`, toMs };
    else whole.push(one);
  }
  return whole;
};

const overridesOf = async (
  rows: readonly ApiOverride[],
  schedule: PagerSchedule,
  names: Names,
): Promise<readonly Override[]> => {
  const nameOf = await names.of(rows.flatMap(({ overriding_member: { user_id: id } }) => id ?? []));
  return together(
    rows.map(({ id, start_time: fromMs, end_time: toMs, overriding_member: { user_id: userId } }) => ({
      ...{ id, fromMs, toMs, schedule: { id: schedule.id, name: schedule.name, url: schedule.url } },
      person: userId ? { id: userId, name: nameOf(userId) } : { id: "", name: "nobody" },
    })),
  );
};

/** What was made of one wish, gaps between turns included. */
const asOne = (made: readonly Override[], schedule: PagerSchedule): Override => {
  const [first] = made;
  if (!first) throw new Failure("rejected", `PagerDuty: ${schedule.id}: no override was made`);
  return { ...first, id: made.map(({ id }) => id).join(TOGETHER), toMs: Math.max(...made.map((one) => one.toMs)) };
};

const noTurn = (schedule: PagerSchedule, assigned: number): Failure =>
  assigned > 0
    ? new Failure("conflict", `PagerDuty: ${schedule.id}: the person has the turn already`, {
        tell: `They are on call in ${schedule.name} then already.`,
      })
    : new Failure("conflict", `PagerDuty: ${schedule.id}: nobody's turn to override`, {
        tell: `Nobody has a turn in ${schedule.name} then, so there is nothing to override.\nAdd a custom shift at PagerDuty.`,
      });

/** What is to be overridden: the part of each turn within the window that is somebody else's. */
const wishesOf = (assignments: readonly Assignment[], personId: string, { fromMs, toMs }: TimeWindow) =>
  assignments
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

const change = async (client: Client, call: Call & { readonly method: "POST" | "DELETE" }, about: string) => {
  const answer = await client.write(call);
  if (!isDone(answer)) throw refusalOf(client, call, answer, { about, thing: "this schedule's overrides" });
  return answer.data;
};

/** Shift-based schedules: https://support.pagerduty.com/main/docs/shift-based-schedules-api-upgrade-examples */
export const createShiftRota = (client: Client): KindOfRota => {
  const names = createNames(client);
  return {
    async shifts(schedule, window) {
      const assignments = await readAssignments(client, schedule, window);
      const nameOf = await names.of(assignments.flatMap(({ member }) => member.user_id ?? []));
      const shifts = assignments.flatMap(({ start_time: fromMs, end_time: toMs, member: { user_id: id } }): Shift[] =>
        id ? [{ person: { id, name: nameOf(id) }, fromMs, toMs }] : [],
      );
      return inWindow(shifts, window);
    },
    async overrides(schedule, window) {
      const query = { ...sinceUntil(window), overflow: "true" };
      const rows: ApiOverride[] = [];
      for await (const page of pagesNow(client, `${pathOf(schedule)}/overrides`, "overrides", ApiOverride, query))
        rows.push(...page);
      return overridesOf(rows, schedule, names);
    },
    async override(schedule, { personId, ...window }) {
      const assignments = await readAssignments(client, schedule, window);
      const overrides = wishesOf(assignments, personId, window);
      if (overrides.length === 0) throw noTurn(schedule, assignments.length);
      const path = `${pathOf(schedule)}/overrides`;
      const data = await change(client, { method: "POST", path, data: { overrides } }, schedule.id);
      const made = await overridesOf(requireAnswer(path, Made, data).overrides, schedule, names);
      return asOne(made, schedule);
    },
    // Of custom shifts the description tells that one under way ends now; of overrides it tells nothing else.
    deleteOverride: async (schedule, id) =>
      void (await eachOf(id.split(TOGETHER), (one) =>
        change(client, { method: "DELETE", path: `${pathOf(schedule)}/overrides/${encodeURIComponent(one)}` }, one),
      )),
  };
};
