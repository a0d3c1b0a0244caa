import type { Channel, Fact, FactKind } from "../../core/fact.ts";
import type { ApiIncident, ApiLogEntry } from "./api-shapes.ts";
import { nameOf, personIdOf, type Reference } from "./shapes.ts";

/** Service and teams of an incident, for entries that do not name them. */
export interface Place {
  readonly service: string;
  readonly teams: readonly string[];
}

/** The documentation's list and its schema disagree on the name of an ack, so both are known. */
const KINDS: Readonly<Record<string, FactKind>> = {
  notify: "notified",
  acknowledge: "acked",
  acknowledgement: "acked",
  unacknowledge: "unacked",
  resolve: "resolved",
  escalate: "escalated",
  snooze: "snoozed",
  annotate: "noted",
};
const ASSIGNS = new Set(["assign", "escalate", "delegate"]);
const CHANNELS: readonly Channel[] = ["push", "sms", "phone", "email"];

/** "notify_log_entry" -> "notify". */
const bare = (type: string): string => type.replace(/_log_entry(_reference)?$/, "");

/** Whether somebody or something acked with this entry. */
export const isAck = ({ type }: ApiLogEntry): boolean => KINDS[bare(type)] === "acked";

/** Whether the problem ended with this entry. */
export const isResolve = ({ type }: ApiLogEntry): boolean => KINDS[bare(type)] === "resolved";

/** push_notification -> push; unknown ways are "other". */
const channelOf = ({ channel }: ApiLogEntry): Channel => {
  const type = (channel?.notification?.type ?? channel?.type ?? "").replace(/_notification$/, "");
  return CHANNELS.find((known) => known === type) ?? "other";
};

const notifiedId = ({ user, channel }: ApiLogEntry): string | undefined =>
  user?.id ?? channel?.notification?.user?.id ?? channel?.user?.id ?? undefined;

const idsOf = (references: readonly Reference[] | null | undefined): readonly string[] => [
  ...new Set(references?.flatMap(({ id }) => id ?? []) ?? []),
];

/** Service and teams of an incident. */
export const placeOf = ({ service, teams }: ApiIncident): Place => ({
  service: nameOf(service) ?? "",
  teams: teams?.flatMap((team) => nameOf(team) ?? []) ?? [],
});

/** That an incident was created: PTSD's `pagerduty.incidents`. */
export const openedOf = (incident: ApiIncident): Fact => ({
  source: "pagerduty",
  id: `${incident.id}:opened`,
  kind: "opened",
  atMs: incident.created_at,
  incidentKey: incident.id,
  ...placeOf(incident),
});

/**
 * A log entry -> facts: one for what it says, one more for each person it assigned. The same entry always gives the same
 * ids. Entries that happen to nobody on call give none. GET /notifications counts the same calls, texts and pushes, but
 * names no incident, so neither service nor team: log entries of type notify are what is counted.
 */
export const factsOf = (entry: ApiLogEntry, known: Place | undefined): readonly Fact[] => {
  const type = bare(entry.type);
  const kind = KINDS[type];
  const base = {
    source: "pagerduty",
    atMs: entry.created_at,
    incidentKey: entry.incident.id,
    service: nameOf(entry.service) ?? known?.service ?? "",
    teams: entry.teams?.flatMap((team) => nameOf(team) ?? []) ?? known?.teams ?? [],
  };
  const facts: Fact[] = [];
  if (kind === "notified")
    facts.push({ ...base, id: entry.id, kind, personId: notifiedId(entry), channel: channelOf(entry) });
  else if (kind) facts.push({ ...base, id: entry.id, kind, personId: personIdOf(entry.agent) });
  if (ASSIGNS.has(type))
    for (const personId of idsOf(entry.assignees))
      facts.push({ ...base, id: `${entry.id}:${personId}`, kind: "assigned", personId });
  return facts;
};
