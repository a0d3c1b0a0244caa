import { intersect, touches, type Window } from "../account/turns.ts";
import { invalidFields, notFound, Refusal } from "../refusal.ts";
import type { ShiftSchedule } from "../rota.ts";
import { describe } from "../shapes.ts";
import { among, pageOf, readInclude, readList, readTime } from "./query.ts";
import { type Call, type Rest, type Route, requireAbility } from "./route.ts";
import { matching, zoneOf } from "./schedules.ts";
import { type ShiftDrawing, showRotation, showShiftSchedule } from "./show-shift.ts";

/** A schedule of the new kind; 400 for one with layers, as PagerDuty has it, 404 for none. */
export const requireShifts = ({ desk: { account } }: Rest, id: string | undefined): ShiftSchedule => {
  const found = account.shiftSchedules.find((one) => one.id === id);
  if (found !== undefined) return found;
  if (account.schedules.some((one) => one.id === id))
    throw invalidFields({ "schedule.type": ["is a schedule with layers: use /schedules"] });
  throw notFound();
};

/** Both ends are required below a schedule of the new kind. */
const requireShiftWindow = (query: URLSearchParams): Window => {
  const fromMs = readTime(query, "since");
  const toMs = readTime(query, "until");
  if (fromMs === undefined || toMs === undefined)
    throw invalidFields({
      ...(fromMs === undefined ? { since: ["is required"] } : {}),
      ...(toMs === undefined ? { until: ["is required"] } : {}),
    });
  if (toMs < fromMs) throw invalidFields({ until: ["is before since"] });
  return { fromMs, toMs };
};

const drawingOf = ({ query }: Call, schedule: ShiftSchedule): ShiftDrawing => {
  const fromMs = readTime(query, "since");
  const toMs = readTime(query, "until");
  if (fromMs !== undefined && toMs !== undefined && toMs < fromMs)
    throw new Refusal(2005, { until: ["is before since"] });
  return {
    tz: zoneOf(query, schedule.tz),
    window: fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs },
    overflow: query.get("overflow") === "true",
  };
};

/** One page without `total`, which these endpoints do not know. */
export const pageWithoutTotal = <T>(
  query: URLSearchParams,
  key: string,
  all: readonly T[],
  show: (one: T) => object,
  paging = { byDefault: 25, most: 100 },
): object => {
  const { total: _, ...page } = pageOf(query, key, all, show, paging);
  return page;
};

/** What lies in a window, cut at its ends unless `overflow`. */
export const within = <T extends Window>(all: readonly T[], query: URLSearchParams): readonly T[] => {
  const window = requireShiftWindow(query);
  const found = all.filter((one) => touches(one, window)).toSorted((a, b) => a.fromMs - b.fromMs);
  return query.get("overflow") === "true" ? found : found.map((one) => intersect(one, window));
};

const list = (rest: Rest, { query }: Call): object => {
  const { account } = rest.desk;
  const teams = readList(query, "team_ids");
  if (teams.length > 0) requireAbility(rest, "teams");
  const team = among(teams);
  const found = matching(account.shiftSchedules, query).filter((one) => team(one.teamId));
  const show = (one: ShiftSchedule) => describe(account, "schedule_v3", one.id);
  return pageWithoutTotal(query, "schedules", found, show, { byDefault: 100, most: 1000 });
};

/** Schedules of the new kind: rotations side by side. https://developer.pagerduty.com/docs/schedules-v2-to-v3-upgrade */
export const shiftScheduleRoutes = (rest: Rest): readonly Route[] => {
  const { account } = rest.desk;
  return [
    { method: "GET", path: "/v3/schedules", handle: (call) => list(rest, call) },
    {
      method: "GET",
      path: "/v3/schedules/:id",
      handle: (call) => {
        const schedule = requireShifts(rest, call.params.id);
        const withFinal = readInclude(call.query).has("final_schedule");
        return { schedule: showShiftSchedule(account, schedule, drawingOf(call, schedule), withFinal) };
      },
    },
    {
      method: "GET",
      path: "/v3/schedules/:id/rotations",
      handle: ({ params, query }) => {
        const schedule = requireShifts(rest, params.id);
        return pageWithoutTotal(query, "rotations", schedule.rotations, (one) => showRotation(schedule, one));
      },
    },
  ];
};
