import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Override, PagerSchedule, Shift, TimeWindow } from "../../core/responding.ts";
import { send } from "./change.ts";
import { type Client, requireAnswer } from "./client.ts";
import { createNames, type Names } from "./names.ts";
import { allNow } from "./paging.ts";
import { inWindow, type KindOfRota } from "./rota-kind.ts";
import { Assignment, asOne, ShiftOverride, TOGETHER, together, wishesOf } from "./shift-overrides.ts";
import { sinceUntil } from "./slices.ts";

const Rendered = z.object({
  schedule: z.object({ final_schedule: z.object({ computed_shift_assignments: z.array(Assignment) }) }),
});
const Made = z.object({ overrides: z.array(ShiftOverride).min(1) });

const pathOf = ({ id }: PagerSchedule): string => `/v3/schedules/${encodeURIComponent(id)}`;

const readAssignments = async (
  client: Client,
  schedule: PagerSchedule,
  window: TimeWindow,
): Promise<readonly Assignment[]> => {
  const query = { ...sinceUntil(window), time_zone: "UTC", "include[]": ["final_schedule"] };
  const { schedule: whole } = await client.getNow(pathOf(schedule), query, Rendered);
  return whole.final_schedule.computed_shift_assignments;
};

const named = async (
  rows: readonly ShiftOverride[],
  schedule: PagerSchedule,
  names: Names,
): Promise<readonly Override[]> => {
  const nameOf = await names.of(rows.flatMap(({ overriding_member: { user_id: id } }) => id ?? []));
  return together(rows, schedule, nameOf);
};

const noTurn = (schedule: PagerSchedule, assigned: number): Failure =>
  assigned > 0
    ? new Failure("conflict", `PagerDuty: ${schedule.id}: the person has the turn already`, {
        tell: `They are on call in ${schedule.name} then already.`,
      })
    : new Failure("conflict", `PagerDuty: ${schedule.id}: nobody's turn to override`, {
        tell: `Nobody has a turn in ${schedule.name} then, so there is nothing to override.\nAdd a custom shift at PagerDuty.`,
      });

const askedOf = ({ id }: PagerSchedule) => ({ about: id, thing: "this override" });

const makeOverride = async (
  client: Client,
  names: Names,
  schedule: PagerSchedule,
  { personId, ...window }: { readonly personId: string } & TimeWindow,
): Promise<Override> => {
  const assignments = await readAssignments(client, schedule, window);
  const overrides = wishesOf(assignments, personId, window);
  if (overrides.length === 0) throw noTurn(schedule, assignments.length);
  const path = `${pathOf(schedule)}/overrides`;
  const { data } = await send(client, { method: "POST", path, data: { overrides } }, askedOf(schedule));
  return asOne(await named(requireAnswer(path, Made, data).overrides, schedule, names), schedule);
};

/**
 * Deletes each part; of custom shifts the description says that one under way ends now, of overrides it says nothing else.
 * A part that is over or gone already stops no other.
 */
const deleteParts = async (client: Client, schedule: PagerSchedule, ids: readonly string[]): Promise<void> => {
  let deleted = 0;
  let gone: unknown;
  for (const id of ids) {
    try {
      const path = `${pathOf(schedule)}/overrides/${encodeURIComponent(id)}`;
      await send(client, { method: "DELETE", path }, askedOf(schedule));
      deleted += 1;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "not_found") throw error;
      gone = error;
    }
  }
  if (deleted === 0 && gone !== undefined) throw gone;
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
      const rows = await allNow(client, `${pathOf(schedule)}/overrides`, "overrides", ShiftOverride, query);
      return named(rows, schedule, names);
    },
    override: (schedule, shift) => makeOverride(client, names, schedule, shift),
    deleteOverride: (schedule, id) => deleteParts(client, schedule, id.split(TOGETHER)),
  };
};
