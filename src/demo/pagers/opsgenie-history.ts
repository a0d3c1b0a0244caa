import { randomUUID } from "node:crypto";
import { type PagerAnswer, type PagerRoute, readQuery, wholeIn } from "./server.ts";

/** What happened with an alert, in OpsGenie's own words. */
export interface LogLine {
  readonly atMs: number;
  readonly log: string;
  readonly type: "system" | "alertRecipient";
  readonly owner: string;
}

/** An alert of the past. */
export interface PastAlert {
  readonly id: string;
  readonly tinyId: string;
  readonly message: string;
  readonly priority: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly status: "open" | "closed";
  readonly acknowledged: boolean;
  readonly teamId: string;
  readonly integrationId: string;
  readonly ack?: { readonly afterMs: number; readonly by: string } | undefined;
  readonly close?: { readonly afterMs: number; readonly by: string } | undefined;
  readonly logs: readonly LogLine[];
  readonly recipients: readonly { readonly userId: string; readonly atMs: number; readonly state: string }[];
}

/** Somebody's time, or nobody's, in a rotation. */
export interface PastPeriod {
  readonly userId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** A team stood in the rotation, and this person for it. */
  readonly throughTeam?: boolean;
}

/** An account's past, as its REST API tells it. */
export interface OpsGenieHistory {
  readonly users: readonly {
    readonly id: string;
    readonly username: string;
    readonly fullName: string;
    readonly timeZone: string;
  }[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly integrations: readonly { readonly id: string; readonly name: string }[];
  readonly alerts: PastAlert[];
  readonly schedules: readonly {
    readonly id: string;
    readonly name: string;
    readonly periods: readonly PastPeriod[];
  }[];
  readonly maintenance: readonly {
    readonly id: string;
    readonly status: "past" | "active" | "planned" | "cancelled";
    readonly fromMs: number;
    readonly toMs: number;
    readonly entityIds: readonly string[];
  }[];
}

const iso = (ms: number): string => new Date(ms).toISOString();
const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { days: DAY_MS, weeks: 7 * DAY_MS, months: 30 * DAY_MS };
const SORTS = ["createdAt", "updatedAt", "tinyId", "alias", "message", "status", "acknowledged", "isSeen", "snoozed"];

const answer = (data: unknown, more: object = {}): PagerAnswer => ({
  status: 200,
  body: { data, took: 0.1, requestId: randomUUID(), ...more },
});
const refuse = (status: number, message: string): PagerAnswer => ({
  status,
  body: { message, took: 0.001, requestId: randomUUID() },
});

const show = (history: OpsGenieHistory, alert: PastAlert): object => {
  const { ack, close, integrationId } = alert;
  const integration = history.integrations.find(({ id }) => id === integrationId);
  const report = {
    ...(ack ? { ackTime: ack.afterMs, acknowledgedBy: ack.by } : {}),
    ...(close ? { closeTime: close.afterMs, closedBy: close.by } : {}),
  };
  return {
    ...{ id: alert.id, tinyId: alert.tinyId, alias: alert.id, message: alert.message, status: alert.status },
    ...{ acknowledged: alert.acknowledged, isSeen: true, tags: [], snoozed: false, count: 1, priority: alert.priority },
    ...{ createdAt: iso(alert.createdAtMs), updatedAt: iso(alert.updatedAtMs), lastOccurredAt: iso(alert.createdAtMs) },
    ...{ source: "monitor", owner: ack?.by ?? "", responders: [{ type: "team", id: alert.teamId }] },
    integration: { ...integration, type: "API" },
    ...(ack || close ? { report } : {}),
  };
};

/** The part of the query language that reading needs: createdAt against epoch milliseconds, status, joined by AND. */
const matcherOf = (query: string): ((alert: PastAlert) => boolean) | undefined => {
  const tests = query.split(/\s+AND\s+/).map((part): ((alert: PastAlert) => boolean) | undefined => {
    const [, field, operator, value = ""] = /^(createdAt|status)\s*(>=|<=|>|<|:)\s*(\w+)$/.exec(part.trim()) ?? [];
    if (field === "status" && operator === ":" && ["open", "closed"].includes(value))
      return ({ status }) => status === value;
    if (field !== "createdAt" || !/^\d{13}$/.test(value)) return undefined;
    const ms = Number(value);
    if (operator === ">=") return ({ createdAtMs }) => createdAtMs >= ms;
    return operator === "<" ? ({ createdAtMs }) => createdAtMs < ms : undefined;
  });
  if (tests.includes(undefined)) return undefined;
  return (alert) => tests.every((test) => test?.(alert));
};

const listAlerts = (history: OpsGenieHistory, url: string): PagerAnswer => {
  const given = readQuery(url, ["query", "offset", "limit", "sort", "order"]);
  if (!given) return refuse(422, "Unknown or repeated parameter");
  const { query = "", sort = "createdAt", order = "desc" } = given;
  const limit = wholeIn(given.limit, 20, 1, 100);
  const offset = wholeIn(given.offset, 0, 0, 20_000);
  if (limit === undefined || offset === undefined || offset + limit > 20_000)
    return refuse(422, "Limit must be between 1 and 100, and offset and limit at most 20000 together.");
  if (!SORTS.includes(sort) || !["asc", "desc"].includes(order)) return refuse(422, "Sort or order is not valid.");
  const fits = query === "" ? () => true : matcherOf(query);
  if (!fits) return refuse(422, "Query is not valid.");
  const by = ({ createdAtMs, updatedAtMs }: PastAlert): number => (sort === "updatedAt" ? updatedAtMs : createdAtMs);
  const found = history.alerts.filter(fits).toSorted((a, b) => (by(a) - by(b)) * (order === "asc" ? 1 : -1));
  return answer(found.slice(offset, offset + limit).map((one) => show(history, one)));
};

const listLogs = (alert: PastAlert, url: string): PagerAnswer => {
  const given = readQuery(url, ["offset", "limit", "order", "direction"]);
  const limit = wholeIn(given?.limit, 100, 1, 100);
  const { offset, order = "desc", direction = "next" } = given ?? {};
  if (!given || limit === undefined) return refuse(422, "A parameter is not valid.");
  const lines = alert.logs
    .map(({ atMs, ...line }, at) => ({
      ...line,
      createdAt: iso(atMs),
      offset: `${atMs}_${atMs}${String(at).padStart(6, "0")}`,
    }))
    .toSorted((a, b) => (a.offset < b.offset ? -1 : 1));
  if (order === "desc") lines.reverse();
  const isAfter = (one: { readonly offset: string }): boolean =>
    offset === undefined || (direction === "next") === (order === "asc" ? one.offset > offset : one.offset < offset);
  return answer(lines.filter(isAfter).slice(0, limit));
};

const showPeriod = ({ userId, fromMs, toMs, throughTeam }: PastPeriod, history: OpsGenieHistory): object => {
  const user = { id: userId, type: "user", name: history.users.find(({ id }) => id === userId)?.username };
  const times = { startDate: iso(fromMs), endDate: iso(toMs) };
  return throughTeam === true
    ? { ...times, type: "historical", recipient: { id: "t", type: "team" }, flattenedRecipients: [user] }
    : { ...times, type: "historical", recipient: user };
};

const showTimeline = (history: OpsGenieHistory, id: string, url: string): PagerAnswer => {
  const schedule = history.schedules.find((one) => one.id === id);
  if (!schedule) return refuse(404, "No schedule of that id");
  const given = readQuery(url, ["identifierType", "expand", "interval", "intervalUnit", "date"]);
  const unit = UNITS[given?.intervalUnit ?? "weeks"];
  const count = wholeIn(given?.interval, 1, 1, 1_000);
  const fromMs = Date.parse(given?.date ?? "");
  if (!given || unit === undefined || count === undefined || Number.isNaN(fromMs)) return refuse(422, "Not valid");
  const toMs = fromMs + count * unit;
  const periods = schedule.periods.filter((one) => one.toMs > fromMs && one.fromMs < toMs);
  const rotations = [{ id: "r", name: "Rotation", order: 1, periods: periods.map((one) => showPeriod(one, history)) }];
  return answer({
    ...{ _parent: { id, name: schedule.name, enabled: true }, startDate: iso(fromMs), endDate: iso(toMs) },
    finalTimeline: { rotations },
  });
};

const listMaintenance = (history: OpsGenieHistory, url: string): PagerAnswer => {
  const { type = "all" } = readQuery(url, ["type"]) ?? { type: "?" };
  if (!["all", "past", "non-expired"].includes(type)) return refuse(422, "Type is not valid");
  const isPast = (status: string): boolean => status === "past" || status === "cancelled";
  const found = history.maintenance.filter(({ status }) => type === "all" || isPast(status) === (type === "past"));
  return answer(
    found.map(({ id, status, fromMs, toMs }) => ({
      ...{ id, status, description: "Planned" },
      time: { type: "schedule", startDate: iso(fromMs), endDate: iso(toMs) },
    })),
  );
};

const showMaintenance = (history: OpsGenieHistory, wanted: string): PagerAnswer => {
  const found = history.maintenance.find(({ id }) => id === wanted);
  if (!found) return refuse(404, "No maintenance of that id");
  const { id, status, fromMs, toMs, entityIds } = found;
  const rules = entityIds.map((entity) => ({ state: "disabled", entity: { id: entity, type: "integration" } }));
  return answer({ id, status, time: { type: "schedule", startDate: iso(fromMs), endDate: iso(toMs) }, rules });
};

const listUsers = ({ users }: OpsGenieHistory, url: string): PagerAnswer => {
  const given = readQuery(url, ["limit", "offset", "sort", "order", "query"]);
  const limit = wholeIn(given?.limit, 100, 1, 100);
  const offset = wholeIn(given?.offset, 0, 0, 1_000_000);
  if (!given || limit === undefined || offset === undefined) return refuse(422, "A parameter is not valid.");
  const role = { id: "User", name: "User" };
  const shown = users.map((user) => ({ ...user, blocked: false, verified: true, role }));
  return answer(shown.slice(offset, offset + limit), { totalCount: users.length });
};

/**
 * What OpsGenie's REST API tells of the past; parameters that are not documented are refused, as are values beyond its
 * limits: https://docs.opsgenie.com/docs/alert-api, …/schedule-api, …/user-api, …/maintenance-api.
 */
export const historyRoutes = (
  history: OpsGenieHistory,
  gate: (authorization: string | undefined) => PagerAnswer | undefined,
): readonly PagerRoute[] => {
  const get = (
    path: string,
    tell: (url: string, params: Readonly<Record<string, string>>) => PagerAnswer,
  ): PagerRoute => ({
    method: "GET",
    path,
    handle: ({ headers, url, params }) => gate(headers.authorization) ?? tell(url, params),
  });
  const ofAlert = (id: string | undefined, tell: (alert: PastAlert) => PagerAnswer): PagerAnswer => {
    const alert = history.alerts.find((one) => one.id === id);
    return alert ? tell(alert) : refuse(404, "Alert not found");
  };
  const recipients = ({ recipients: all }: PastAlert): PagerAnswer =>
    answer(
      all.map(({ userId: id, atMs, state }) => ({
        user: { id, username: history.users.find((one) => one.id === id)?.username },
        ...{ state, method: "", createdAt: iso(atMs), updatedAt: iso(atMs) },
      })),
    );
  return [
    get("/v2/alerts", (url) => listAlerts(history, url)),
    get("/v2/alerts/:id/logs", (url, { id }) => ofAlert(id, (alert) => listLogs(alert, url))),
    get("/v2/alerts/:id/recipients", (_url, { id }) => ofAlert(id, recipients)),
    get("/v2/users", (url) => listUsers(history, url)),
    get("/v2/teams", () => answer(history.teams)),
    get("/v2/integrations", () => answer(history.integrations.map((one) => ({ ...one, enabled: true, type: "API" })))),
    get("/v2/schedules", () => answer(history.schedules.map(({ id, name }) => ({ id, name, enabled: true })))),
    get("/v2/schedules/:id/timeline", (url, { id = "" }) => showTimeline(history, id, url)),
    get("/v1/maintenance", (url) => listMaintenance(history, url)),
    get("/v1/maintenance/:id", (_url, { id = "" }) => showMaintenance(history, id)),
  ];
};
