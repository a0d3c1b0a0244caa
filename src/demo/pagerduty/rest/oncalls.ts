import { type OnCallRow, onCallRows } from "../account/oncall.ts";
import type { Account } from "../model.ts";
import { Refusal } from "../refusal.ts";
import { describe, formatTimeOrNull } from "../shapes.ts";
import { among, pageOf, readInclude, readList, readWindow } from "./query.ts";
import type { Call, Rest, Route } from "./route.ts";
import { showPolicy } from "./show-directory.ts";
import { showSchedule } from "./show-schedule.ts";
import { showUser } from "./show-user.ts";

const AHEAD_MS = 90 * 86_400_000;

/** Schedules of the new kind are named, never shown whole. */
const showOrigin = (account: Account, { schedule }: OnCallRow, whole: boolean): object | null => {
  if (schedule === null) return null;
  const found = account.schedules.find((one) => one.id === schedule.id);
  return whole && found !== undefined ? showSchedule(account, found) : describe(account, schedule.kind, schedule.id);
};

/** A row of `GET /oncalls`; schedule, start and end are null for somebody who is always on call. */
const showRow = (account: Account, row: OnCallRow, include: ReadonlySet<string>): object => {
  const user = account.users.find((one) => one.id === row.userId);
  return {
    user:
      include.has("users") && user !== undefined
        ? showUser(account, user, new Set())
        : describe(account, "user", row.userId),
    schedule: showOrigin(account, row, include.has("schedules")),
    escalation_policy: include.has("escalation_policies")
      ? showPolicy(account, row.policy)
      : describe(account, "escalation_policy", row.policy.id),
    escalation_level: row.level,
    start: formatTimeOrNull(row.fromMs),
    end: formatTimeOrNull(row.toMs),
  };
};

const earliestOnly = (rows: readonly OnCallRow[]): readonly OnCallRow[] => {
  const first = new Map<string, OnCallRow>();
  for (const row of rows.toSorted((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0))) {
    const key = `${row.policy.id} ${row.level} ${row.userId}`;
    if (!first.has(key)) first.set(key, row);
  }
  return [...first.values()];
};

const listOnCalls = (rest: Rest, { query }: Call): object => {
  const { account } = rest.desk;
  const nowMs = rest.clock();
  const { fromMs, toMs } = readWindow(query, { fromMs: nowMs, toMs: nowMs });
  if (toMs > nowMs + AHEAD_MS) {
    throw new Refusal(2005, ["On-calls are known 90 days ahead"]);
  }
  const user = among(readList(query, "user_ids"));
  const policy = among(readList(query, "escalation_policy_ids"));
  const schedule = among(readList(query, "schedule_ids"));
  const rows = onCallRows(account, fromMs, toMs).filter(
    (row) => user(row.userId) && policy(row.policy.id) && schedule(row.schedule?.id ?? "null"),
  );
  const shown = query.get("earliest") === "true" ? earliestOnly(rows) : rows;
  return pageOf(query, "oncalls", shown, (row) => showRow(account, row, readInclude(query)));
};

/** Who is on call, now by default. */
export const oncallRoutes = (rest: Rest): readonly Route[] => [
  { method: "GET", path: "/oncalls", handle: (call) => listOnCalls(rest, call) },
];
