import { isZone } from "../../../core/time/zone-clock.ts";
import { finalTurns, type Window } from "../account/turns.ts";
import { formatIn } from "../account/wall.ts";
import type { Account } from "../model.ts";
import { invalid, Refusal } from "../refusal.ts";
import type { Schedule } from "../rota.ts";
import { describe } from "../shapes.ts";
import { among, pageOf, readInclude, readList, readTime } from "./query.ts";
import { type Call, type Rest, type Route, requireAbility, requireOne } from "./route.ts";
import {
  type Drawing,
  showFinal,
  showLayers,
  showOverrides,
  showSchedule,
  showScheduleWhole,
} from "./show-schedule.ts";
import { showUser } from "./show-user.ts";

const TWO_WEEKS_MS = 14 * 86_400_000;
const AHEAD_MS = 365 * 86_400_000;

/** Names that hold the query's text, in any case. */
export const matching = <T extends { readonly name: string }>(
  all: readonly T[],
  query: URLSearchParams,
): readonly T[] => {
  const text = (query.get("query") ?? "").toLowerCase();
  return all.filter((one) => one.name.toLowerCase().includes(text));
};

/** The window in which a schedule is rendered: two weeks when one end is given, none without. */
const windowOf = (query: URLSearchParams): Window | undefined => {
  const since = readTime(query, "since");
  const until = readTime(query, "until");
  if (since === undefined && until === undefined) return undefined;
  const fromMs = since ?? (until ?? 0) - TWO_WEEKS_MS;
  const toMs = until ?? fromMs + TWO_WEEKS_MS;
  if (toMs < fromMs) throw new Refusal(2005, ["until is before since"]);
  return { fromMs, toMs };
};

/** The zone asked for, else the schedule's own. */
export const zoneOf = (query: URLSearchParams, byDefault: string): string => {
  const tz = query.get("time_zone") || byDefault;
  if (!isZone(tz)) throw invalid("Time zone is not known");
  return tz;
};

const drawingOf = ({ query }: Call, schedule: Schedule): Drawing => ({
  tz: zoneOf(query, schedule.tz),
  window: windowOf(query),
  overflow: query.get("overflow") === "true",
});

/** The next or present turn of one person, when it was asked for. */
const nextFor = (rest: Rest, { query }: Call, schedule: Schedule): object => {
  const userId = query.get("include_next_oncall_for_user");
  if (userId === null) return {};
  const nowMs = rest.clock();
  const turn = finalTurns(schedule, { fromMs: nowMs, toMs: nowMs + AHEAD_MS }).find((one) => one.userId === userId);
  if (turn === undefined) return {};
  const tz = zoneOf(query, schedule.tz);
  const user = describe(rest.desk.account, "user", userId);
  return { next_oncall_for_user: { start: formatIn(turn.fromMs, tz), end: formatIn(turn.toMs, tz), user } };
};

const showListed = (account: Account, call: Call, schedule: Schedule): object => {
  const include = readInclude(call.query);
  const drawing = drawingOf(call, schedule);
  return {
    ...showSchedule(account, schedule),
    ...(include.has("schedule_layers") ? { schedule_layers: showLayers(account, schedule, drawing) } : {}),
    ...(include.has("overrides_subschedule")
      ? { overrides_subschedule: showOverrides(account, schedule, drawing) }
      : {}),
    ...(include.has("final_schedule") ? { final_schedule: showFinal(account, schedule, drawing) } : {}),
  };
};

const list = (rest: Rest, call: Call): object => {
  const { account } = rest.desk;
  const teams = readList(call.query, "team_ids");
  if (teams.length > 0) requireAbility(rest, "teams");
  const team = among(teams);
  const found = matching(account.schedules, call.query).filter((one) => team(one.teamId));
  return pageOf(call.query, "schedules", found, (one) => ({
    ...showListed(account, call, one),
    ...nextFor(rest, call, one),
  }));
};

const listUsers = (rest: Rest, { params, query }: Call): object => {
  const { account } = rest.desk;
  const schedule = requireOne(account.schedules, params.id);
  const nowMs = rest.clock();
  const turns = finalTurns(schedule, windowOf(query) ?? { fromMs: nowMs, toMs: nowMs });
  const ids = new Set(turns.map((turn) => turn.userId));
  const users = account.users.filter((one) => ids.has(one.id));
  return { users: users.map((one) => showUser(account, one, new Set())) };
};

/** Schedules with layers; those of the new kind have endpoints of their own and are not known here. */
export const scheduleRoutes = (rest: Rest): readonly Route[] => {
  const { account } = rest.desk;
  return [
    { method: "GET", path: "/schedules", handle: (call) => list(rest, call) },
    {
      method: "GET",
      path: "/schedules/:id",
      handle: (call) => {
        const schedule = requireOne(account.schedules, call.params.id);
        const whole = showScheduleWhole(account, schedule, drawingOf(call, schedule));
        return { schedule: { ...whole, ...nextFor(rest, call, schedule) } };
      },
    },
    { method: "GET", path: "/schedules/:id/users", handle: (call) => listUsers(rest, call) },
  ];
};
