import type { Account, Agent, Entry, EntryKind, Incident, Note, Responder } from "../model.ts";
import type { Random } from "../random.ts";
import { Refusal } from "../refusal.ts";

/** Something that webhooks tell. `agent` null: nobody did it (a timeout). */
export type Happening = { readonly incident: Incident; readonly atMs: number; readonly agent: Agent | null } & (
  | { readonly type: `incident.${IncidentEvent}` }
  | { readonly type: "incident.annotated"; readonly note: Note }
  | { readonly type: "incident.status_update_published"; readonly updateId: string; readonly message: string }
  | { readonly type: "incident.responder.added" | "incident.responder.replied"; readonly responder: Responder }
);

type IncidentEvent =
  | "triggered"
  | "acknowledged"
  | "unacknowledged"
  | "escalated"
  | "reassigned"
  | "delegated"
  | "priority_updated"
  | "resolved"
  | "reopened"
  | "service_updated";

/** What actions work on: the account, chance for ids, who pages people and who hears of it. */
export interface Desk {
  readonly account: Account;
  readonly random: Random;
  /** Writes the notifications that an assignment causes. */
  page(incident: Incident, userIds: readonly string[], atMs: number): void;
  tell(happening: Happening): void;
}

/** Who acts, how it came in and when. */
export interface Act {
  readonly by: Agent;
  readonly via: string;
  readonly atMs: number;
}

type Extra = Partial<Pick<Entry, "assigneeIds" | "notified" | "note" | "untilMs">>;

/** Writes a line to the incident's log and the account's. */
export const addEntry = (
  desk: Desk,
  incident: Incident,
  kind: EntryKind,
  act: Act,
  text: string,
  extra: Extra = {},
): Entry => {
  const entry: Entry = {
    id: desk.random.id("R", 26),
    kind,
    atMs: act.atMs,
    incident,
    agent: act.by,
    via: act.via,
    text,
    ...extra,
  };
  incident.entries.push(entry);
  desk.account.entries.push(entry);
  incident.updatedAtMs = Math.max(incident.updatedAtMs, act.atMs);
  return entry;
};

/** Name of a user or service. */
export const agentName = (account: Account, agent: Agent): string =>
  (agent.kind === "user" ? account.users : account.services).find((one) => one.id === agent.id)?.name ?? "PagerDuty";

/** Names of users, as a sentence lists them. */
export const userNames = (account: Account, ids: readonly string[]): string =>
  ids.map((id) => agentName(account, { kind: "user", id })).join(" and ");

/** The agent of an incident's own service: what did something when nobody did. */
export const serviceAgent = (incident: Incident): Agent => ({ kind: "service", id: incident.serviceId });

/** Refused with 1001 when it has ended. */
export const requireOpen = (incident: Incident): void => {
  if (incident.status === "resolved") throw new Refusal(1001);
};

/** Puts an incident into a status; a snooze ends with every change. */
export const setStatus = (incident: Incident, status: Incident["status"], act: Act): void => {
  incident.status = status;
  incident.changedAtMs = act.atMs;
  incident.changedBy = act.by;
  incident.updatedAtMs = act.atMs;
  incident.snoozedUntilMs = null;
};

/** Gives an incident to people and writes it down. */
export const assign = (desk: Desk, incident: Incident, userIds: readonly string[], act: Act): void => {
  incident.assignments = userIds.map((userId) => ({ atMs: act.atMs, userId }));
  const text = `Assigned to ${userNames(desk.account, userIds)}`;
  addEntry(desk, incident, "assign", act, text, { assigneeIds: userIds });
};
