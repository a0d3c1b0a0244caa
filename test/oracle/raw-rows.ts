import type { Duty } from "../../src/core/duty.ts";
import type { Channel, FactKind, Person } from "../../src/core/fact.ts";
import type { StatsFact, StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import type { VerdictTag } from "../../src/core/verdict.ts";
import type { Named, RawAccount, RawEntry, RawIncident } from "./raw.ts";

const KINDS: Readonly<Record<string, FactKind>> = {
  notify_log_entry: "notified",
  acknowledge_log_entry: "acked",
  unacknowledge_log_entry: "unacked",
  resolve_log_entry: "resolved",
  escalate_log_entry: "escalated",
  snooze_log_entry: "snoozed",
  annotate_log_entry: "noted",
};
const CHANNELS: Readonly<Record<string, Channel>> = {
  push_notification: "push",
  sms_notification: "sms",
  phone_notification: "phone",
  email_notification: "email",
};

const nameOf = ({ summary }: Named): string => summary ?? "";
const namesOf = (all: readonly Named[]): readonly string[] => all.flatMap(({ summary }) => summary ?? []);
const isPerson = ({ type }: Named): boolean => type === "user_reference" || type === "user";

const isZone = (name: string): boolean => {
  try {
    return name !== "" && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

const factsOf = (entry: RawEntry): readonly StatsFact[] => {
  const base = {
    source: "pagerduty",
    atMs: Date.parse(entry.created_at),
    incidentKey: entry.incident.id,
    service: nameOf(entry.service),
    teams: namesOf(entry.teams),
  };
  const kind = KINDS[entry.type];
  const facts: StatsFact[] = [];
  if (kind === "notified")
    facts.push({ ...base, kind, personId: entry.user?.id, channel: CHANNELS[entry.channel.notification?.type ?? ""] });
  else if (kind !== undefined)
    facts.push({ ...base, kind, ...(isPerson(entry.agent) ? { personId: entry.agent.id } : {}) });
  if (entry.type === "assign_log_entry" || entry.type === "escalate_log_entry")
    for (const { id } of entry.assignees ?? []) facts.push({ ...base, kind: "assigned", personId: id });
  return facts;
};

const severityOf = ({ urgency, priority }: RawIncident): StatsIncident["severity"] => {
  if (priority?.summary === "P1") return "critical";
  return urgency === "low" ? "warning" : "error";
};

const endingOf = (incident: RawIncident): StatsIncident["ending"] => {
  if (incident.status !== "resolved") return null;
  if (incident.resolve_reason?.type === "merge_resolve_reason") return "merged";
  return isPerson(incident.last_status_change_by) ? "human" : "auto";
};

/** Since when it is as it is, and who made it so. */
const stateOf = ({ last_status_change_at, last_status_change_by }: RawIncident) => ({
  at: last_status_change_at,
  agent: last_status_change_by,
});

const incidentOf = (raw: RawAccount, incident: RawIncident, verdict: VerdictTag | null): StatsIncident => {
  const told = [...raw.entries, ...raw.older]
    .filter(({ type, incident: { id } }) => id === incident.id && type === "acknowledge_log_entry")
    .map(({ created_at, agent }) => ({ at: created_at, agent }));
  const standing = incident.acknowledgements.map(({ at, acknowledger }) => ({ at, agent: acknowledger }));
  const state = incident.status === "acknowledged" ? [stateOf(incident)] : [];
  const [first] =
    [told, standing, state].find((acks) => acks.length > 0)?.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)) ??
    [];
  const ending = endingOf(incident);
  return {
    source: "pagerduty",
    key: incident.id,
    service: nameOf(incident.service),
    teams: namesOf(incident.teams),
    openedAtMs: Date.parse(incident.created_at),
    ackedAtMs: first ? Date.parse(first.at) : null,
    ackedBy: first ? (isPerson(first.agent) ? "human" : "auto") : null,
    resolvedAtMs: ending === null ? null : Date.parse(incident.resolved_at ?? ""),
    ending,
    severity: severityOf(incident),
    title: incident.title,
    verdict,
  };
};

const personOf = ({ id, name, email, time_zone }: RawAccount["users"][number]): Person => ({
  source: "pagerduty",
  id,
  name,
  email,
  ...(isZone(time_zone) ? { tz: time_zone } : {}),
});

const dutiesOf = ({ oncalls }: RawAccount, fromMs: number, toMs: number): readonly Duty[] =>
  oncalls.flatMap(({ user, schedule, start, end }) => {
    if (schedule === null || start === null || end === null) return [];
    const span = { fromMs: Math.max(fromMs, Date.parse(start)), toMs: Math.min(toMs, Date.parse(end)) };
    const whose = { source: "pagerduty", personId: user.id, scheduleId: schedule.id, schedule: nameOf(schedule) };
    return span.fromMs < span.toMs ? [{ ...whose, ...span }] : [];
  });

/** Everything that was read of an account, as rows: what happened from `sinceMs` on, as far as it is known at `nowMs`. */
export const rowsOf = (
  raw: RawAccount,
  verdicts: ReadonlyMap<string, VerdictTag>,
  sinceMs: number,
  nowMs: number,
): StatsRows => ({
  incidents: raw.incidents.map((one) => incidentOf(raw, one, verdicts.get(one.id) ?? null)),
  facts: raw.entries.flatMap(factsOf),
  people: raw.users.map(personOf),
  duties: dutiesOf(raw, Math.floor(sinceMs / 86_400_000) * 86_400_000, nowMs),
  planned: raw.windows.flatMap(({ id, services, start_time, end_time }) =>
    services.map((service) => ({
      ...{ source: "pagerduty", ref: id, service: nameOf(service) },
      ...{ fromMs: Date.parse(start_time), toMs: Date.parse(end_time) },
    })),
  ),
  asOfMs: nowMs,
  sinceMs,
});
