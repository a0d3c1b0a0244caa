import type { Entry, EntryKind } from "../model.ts";
import { notFound } from "../refusal.ts";
import { describe, formatTime, teamIdsOf } from "../shapes.ts";
import { among, pageOf, readInclude, readList, readWindow, requireWindow } from "./query.ts";
import { type Call, type Rest, type Route, requireIncident } from "./route.ts";
import { addressOf, showEntry } from "./show-incident.ts";

/** What `is_overview=true` leaves: the changes of an incident, without the notifications. */
const OVERVIEW: readonly EntryKind[] = [
  "trigger",
  "acknowledge",
  "unacknowledge",
  "escalate",
  "assign",
  "delegate",
  "annotate",
  "snooze",
  "resolve",
];
const EVER = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** Newest first, within [since, until). */
const list = (rest: Rest, entries: readonly Entry[], { query }: Call): object => {
  const { account } = rest.desk;
  const { fromMs, toMs } = readWindow(query, EVER);
  const overview = query.get("is_overview") === "true";
  const team = among(readList(query, "team_ids"));
  const include = readInclude(query);
  const found = entries
    .filter(
      (one) =>
        one.atMs >= fromMs &&
        one.atMs < toMs &&
        (!overview || OVERVIEW.includes(one.kind)) &&
        team(...teamIdsOf(account, one.incident)),
    )
    .toReversed();
  return pageOf(query, "log_entries", found, (one) => showEntry(account, one, include));
};

/** `GET /notifications`: both ends asked for, less than three months apart. */
const listNotifications = (rest: Rest, { query }: Call): object => {
  const { account } = rest.desk;
  requireWindow(query);
  const { fromMs, toMs } = readWindow(query, { fromMs: 0, toMs: 0 }, 92);
  const filter = query.get("filter");
  const found = account.entries.flatMap((one) => {
    const type = `${one.notified?.channel}_notification`;
    const fits = one.atMs >= fromMs && one.atMs < toMs && (filter === null || filter === type);
    return one.notified !== undefined && fits ? [{ ...one.notified, type, atMs: one.atMs }] : [];
  });
  return pageOf(query, "notifications", found.toReversed(), (one) => {
    const address = addressOf(account, one.userId, one.channel);
    return {
      id: one.notificationId,
      type: one.type,
      started_at: formatTime(one.atMs),
      address,
      user: describe(account, "user", one.userId),
      status: "success",
    };
  });
};

/** The log of the account, of one incident, one line of it, and the notifications. */
export const logEntryRoutes = (rest: Rest): readonly Route[] => {
  const { account } = rest.desk;
  return [
    { method: "GET", path: "/log_entries", handle: (call) => list(rest, account.entries, call) },
    {
      method: "GET",
      path: "/log_entries/:id",
      handle: ({ params, query }) => {
        const entry = account.entries.find((one) => one.id === params.id);
        if (entry === undefined) throw notFound();
        return { log_entry: showEntry(account, entry, readInclude(query)) };
      },
    },
    {
      method: "GET",
      path: "/incidents/:id/log_entries",
      handle: (call) => list(rest, requireIncident(rest, call.params.id).entries, call),
    },
    { method: "GET", path: "/notifications", handle: (call) => listNotifications(rest, call) },
  ];
};
