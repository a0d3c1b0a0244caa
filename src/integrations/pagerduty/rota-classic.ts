import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Override, PagerSchedule, TimeWindow } from "../../core/responding.ts";
import { Id } from "../../lib/payload.ts";
import { clip } from "../../lib/shape.ts";
import { send } from "./change.ts";
import { type Client, requireAnswer } from "./client.ts";
import { inWindow, type KindOfRota } from "./rota-kind.ts";
import * as shape from "./shapes.ts";
import { sinceUntil } from "./slices.ts";

const Entry = z.object({ start: shape.Time, end: shape.Time.nullish(), user: shape.Thing });
const Rendered = z.object({
  schedule: z.object({ final_schedule: z.object({ rendered_schedule_entries: shape.listOf(Entry) }) }),
});
const ApiOverride = z.object({ id: Id.nullish(), start: shape.Time, end: shape.Time, user: shape.Thing });
type ApiOverride = z.infer<typeof ApiOverride>;
const Overrides = z.object({ overrides: z.array(ApiOverride) });
/** Each has a status of its own, whatever the answer's is. */
const Made = z
  .array(z.object({ status: z.number().nullish(), errors: shape.listOf(z.string()), override: z.unknown() }))
  .min(1);

const pathOf = ({ id }: PagerSchedule): string => `/schedules/${encodeURIComponent(id)}`;

const overrideOf = ({ id, start, end, user }: ApiOverride, schedule: PagerSchedule): Override => ({
  ...{ id: id ?? "", person: shape.namedOf(user), fromMs: start, toMs: end },
  schedule: { id: schedule.id, name: schedule.name, url: schedule.url },
});

const refusedOne = (schedule: PagerSchedule, errors: readonly string[]): Failure => {
  const why = clip(errors.join("; "), 300) || "it does not say why";
  return new Failure("rejected", `PagerDuty: an override of ${schedule.id} was refused: ${why}`, {
    tell: `PagerDuty refused the override: ${why}.`,
  });
};

const make = async (client: Client, schedule: PagerSchedule, wish: object): Promise<Override> => {
  const call = { method: "POST", path: `${pathOf(schedule)}/overrides`, data: { overrides: [wish] } } as const;
  const answer = await send(client, call, { about: schedule.id, thing: "this schedule" });
  const [made] = requireAnswer(call.path, Made, answer.data);
  if ((made?.status ?? 201) >= 400) throw refusedOne(schedule, made?.errors ?? []);
  return overrideOf(requireAnswer(call.path, ApiOverride, made?.override), schedule);
};

const isSame = (a: ApiOverride) => (b: ApiOverride) =>
  a.user.id === b.user.id && a.start === b.start && a.end === b.end;

/**
 * All of the window, whole. Ids are only promised with `editable`, which leaves out what cannot be changed any more; those
 * have "" for an id: https://developer.pagerduty.com/api-reference/cf55e69dd6a6c-list-overrides
 */
const readOverrides = async (
  client: Client,
  schedule: PagerSchedule,
  window: TimeWindow,
): Promise<readonly ApiOverride[]> => {
  const path = `${pathOf(schedule)}/overrides`;
  const query = { ...sinceUntil(window), overflow: "true" };
  const { overrides } = await client.getNow(path, query, Overrides);
  if (overrides.every(({ id }) => id)) return overrides;
  const editable = [...(await client.getNow(path, { ...query, editable: "true" }, Overrides)).overrides];
  return overrides.map((one) => {
    const at = editable.findIndex(isSame(one));
    const [same] = at < 0 ? [] : editable.splice(at, 1);
    return { ...one, id: one.id ?? same?.id };
  });
};

/** Classic schedules, built of layers: https://developer.pagerduty.com/api-reference/846ecf84402bb-get-a-schedule */
export const createClassicRota = (client: Client): KindOfRota => ({
  async shifts(schedule, window) {
    const query = { ...sinceUntil(window), time_zone: "UTC" };
    const { final_schedule: final } = (await client.getNow(pathOf(schedule), query, Rendered)).schedule;
    const shifts = (final.rendered_schedule_entries ?? []).map(({ start, end, user }) => ({
      ...{ person: shape.namedOf(user), fromMs: start, toMs: end ?? window.toMs },
    }));
    return inWindow(shifts, window);
  },
  async overrides(schedule, window) {
    const overrides = await readOverrides(client, schedule, window);
    return overrides.map((one) => overrideOf(one, schedule)).sort((a, b) => a.fromMs - b.fromMs);
  },
  override: (schedule, { personId, fromMs, toMs }) => {
    const { since: start, until: end } = sinceUntil({ fromMs, toMs });
    return make(client, schedule, { start, end, user: { id: personId, type: "user_reference" } });
  },
  async deleteOverride(schedule, id) {
    // 204: deleted; 200: it was under way, and ends now.
    const call = { method: "DELETE", path: `${pathOf(schedule)}/overrides/${encodeURIComponent(id)}` } as const;
    await send(client, call, { about: id, thing: "this override" });
  },
});
