import { isZone } from "../../../core/time/zone-clock.ts";
import { intersect, overridesWithin } from "../account/turns.ts";
import { formatIn, readMoment } from "../account/wall.ts";
import { invalid, Refusal } from "../refusal.ts";
import type { Override, Schedule } from "../rota.ts";
import { describe } from "../shapes.ts";
import { requireWindow } from "./query.ts";
import { type Call, Empty, isRecord, type Rest, type Route, requireOne } from "./route.ts";
import { zoneOf } from "./schedules.ts";

type Fields = Readonly<Record<string, unknown>>;

const show = (rest: Rest, one: Omit<Override, "id">, tz: string): object => ({
  start: formatIn(one.fromMs, tz),
  end: formatIn(one.toMs, tz),
  user: describe(rest.desk.account, "user", one.userId),
});

/**
 * The overrides in [since, until). Without `editable` they come without ids; with it only those that are not over.
 * https://developer.pagerduty.com/api-reference/cf55e69dd6a6c-list-overrides
 */
const list = (rest: Rest, { params, query }: Call): object => {
  const schedule = requireOne(rest.desk.account.schedules, params.id);
  const window = requireWindow(query);
  const editable = query.get("editable") !== null && query.get("editable") !== "false";
  const overflow = query.get("overflow") === "true";
  const tz = zoneOf(query, schedule.tz);
  const found = overridesWithin(schedule, window).filter((one) => !editable || one.toMs > rest.clock());
  return {
    overrides: found
      .toSorted((a, b) => a.fromMs - b.fromMs)
      .map((one) => ({
        ...(editable ? { id: one.id } : {}),
        ...show(rest, overflow ? one : intersect(one, window), tz),
      })),
  };
};

const momentOf = (wanted: Fields, field: string, tz: string): number | undefined => {
  const value = wanted[field];
  const atMs = typeof value === "string" ? readMoment(value, tz) : undefined;
  return atMs === undefined ? undefined : Math.floor(atMs / 1000) * 1000;
};

/** What is wrong with a wish, or the override it asks for; one that should have begun begins now. */
const read = (rest: Rest, schedule: Schedule, wanted: Fields): Omit<Override, "id"> | readonly string[] => {
  const tz = typeof wanted.time_zone === "string" ? wanted.time_zone : schedule.tz;
  if (!isZone(tz)) return ["Time zone is invalid"];
  const fromMs = momentOf(wanted, "start", tz);
  const toMs = momentOf(wanted, "end", tz);
  const user = isRecord(wanted.user) && typeof wanted.user.id === "string" ? wanted.user : undefined;
  const nowMs = Math.floor(rest.clock() / 1000) * 1000;
  const known = rest.desk.account.users.some((one) => one.id === user?.id);
  const problems = [
    ...(fromMs === undefined ? ["Start must be a valid time"] : []),
    ...(toMs === undefined ? ["End must be a valid time"] : []),
    ...(fromMs !== undefined && toMs !== undefined && toMs <= fromMs ? ["Override must end after its start"] : []),
    ...(fromMs !== undefined && toMs !== undefined && toMs > fromMs && toMs <= nowMs
      ? ["Override must end in the future"]
      : []),
    ...(known && ["user", "user_reference"].includes(String(user?.type)) ? [] : ["User must be a user of the account"]),
  ];
  if (problems.length > 0 || fromMs === undefined || toMs === undefined) return problems;
  return { userId: String(user?.id), fromMs: Math.max(fromMs, nowMs), toMs };
};

const isProblems = (value: Omit<Override, "id"> | readonly string[]): value is readonly string[] =>
  Array.isArray(value);

const echo = (wanted: Fields): object => ({ start: wanted.start, end: wanted.end, user: wanted.user });

const createOne = (rest: Rest, schedule: Schedule, wanted: Fields) => {
  const made = read(rest, schedule, wanted);
  if (isProblems(made)) return { status: 400, errors: made, override: echo(wanted) };
  const override: Override = { id: rest.desk.random.id("Q", 14), ...made };
  schedule.overrides.push(override);
  return { status: 201, override: { ...show(rest, override, "UTC"), id: override.id } };
};

/** Several at once, each with its own status in the answer; the older form takes and answers a single one. */
const create = (rest: Rest, { params, body }: Call): object => {
  const schedule = requireOne(rest.desk.account.schedules, params.id);
  if (isRecord(body) && isRecord(body.override)) {
    const { status, override, errors = [] } = { errors: undefined, ...createOne(rest, schedule, body.override) };
    if (status !== 201) throw invalid(...(errors ?? []));
    return { override };
  }
  const list = isRecord(body) ? body.overrides : undefined;
  if (!Array.isArray(list) || list.length === 0 || !list.every(isRecord)) throw invalid("overrides must be an array");
  return list.map((one) => createOne(rest, schedule, one));
};

/** One to come is deleted, one under way ends now, one that is over stays: 404 with 4004. */
const remove = (rest: Rest, { params }: Call): Empty => {
  const schedule = requireOne(rest.desk.account.schedules, params.id);
  const nowMs = rest.clock();
  const index = schedule.overrides.findIndex((one) => one.id === params.overrideId);
  const found = schedule.overrides[index];
  if (found === undefined || found.toMs <= nowMs) throw new Refusal(4004);
  const begun = found.fromMs < nowMs;
  if (begun) found.toMs = Math.floor(nowMs / 1000) * 1000;
  if (found.toMs <= found.fromMs || !begun) schedule.overrides.splice(index, 1);
  return new Empty(begun ? 200 : 204);
};

/** Who takes whose place for a while. */
export const overrideRoutes = (rest: Rest): readonly Route[] => [
  // 201 for a list is no slip: PagerDuty describes no other success.
  { method: "GET", path: "/schedules/:id/overrides", status: 201, handle: (call) => list(rest, call) },
  { method: "POST", path: "/schedules/:id/overrides", status: 201, handle: (call) => create(rest, call) },
  { method: "DELETE", path: "/schedules/:id/overrides/:overrideId", handle: (call) => remove(rest, call) },
];
