/** A person of the account. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly tz: string;
  readonly title: string;
  readonly teamIds: readonly string[];
  readonly phone: string;
}

/** A team as incidents and services name it. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly about: string;
}

/** A rotation without gaps: each person in turn for `turnMs`, handed over at multiples of it after `anchorMs`. */
export interface Schedule {
  readonly id: string;
  readonly layerId: string;
  readonly name: string;
  readonly tz: string;
  readonly teamId: string;
  readonly userIds: readonly string[];
  readonly anchorMs: number;
  readonly turnMs: number;
}

/** Who a level notifies: a person, or whoever is on call in a schedule. */
export interface Target {
  readonly kind: "user" | "schedule";
  readonly id: string;
}

/** One step of an escalation policy; without an ack the next one follows after `delayMin` minutes. */
export interface Level {
  readonly id: string;
  readonly delayMin: number;
  readonly targets: readonly Target[];
}

/** An escalation policy; level 1 is `levels[0]`. */
export interface Policy {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  readonly levels: readonly Level[];
}

/** A service and the policy that its incidents escalate by. */
export interface Service {
  readonly id: string;
  readonly integrationId: string;
  readonly name: string;
  readonly policyId: string;
  readonly teamId: string;
  readonly createdAtMs: number;
}

/** A priority of the account's own list: P1 to P4. */
export interface Priority {
  readonly id: string;
  readonly name: string;
  readonly about: string;
}

/** Decides how people are notified: high by phone and push, low by e-mail. */
export type Urgency = "high" | "low";

/** Where an incident stands, in PagerDuty's words. */
export type Status = "triggered" | "acknowledged" | "resolved";

/** Who did something: a person, or the service on its own. */
export interface Agent {
  readonly kind: "user" | "service";
  readonly id: string;
}

const CHANNELS = ["push", "sms", "phone", "email"] as const;
/** How somebody was notified. */
export type NotifyChannel = (typeof CHANNELS)[number];

/** What a log entry tells; PagerDuty's type is this with `_log_entry` behind it. */
export type EntryKind =
  | "acknowledge"
  | "annotate"
  | "assign"
  | "delegate"
  | "escalate"
  | "notify"
  | "resolve"
  | "trigger"
  | "unacknowledge"
  | "field_value_change";

/** One line of an incident's log. */
export interface Entry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly atMs: number;
  readonly incident: Incident;
  readonly agent: Agent;
  /** How the action came in: api, website, mobile, timeout, auto, note. */
  readonly via: string;
  readonly text: string;
  readonly assigneeIds?: readonly string[];
  readonly notified?: { readonly userId: string; readonly channel: NotifyChannel; readonly notificationId: string };
  readonly note?: string;
}

/** What a person wrote on an incident. */
export interface Note {
  readonly id: string;
  readonly userId: string;
  readonly content: string;
  readonly atMs: number;
}

/** Who did it, and when: an ack or a resolve. */
export interface Mark {
  readonly atMs: number;
  readonly userId: string;
}

/** An incident as it stands; actions change it in place. */
export interface Incident {
  readonly id: string;
  readonly number: number;
  readonly key: string;
  title: string;
  serviceId: string;
  policyId: string;
  urgency: Urgency;
  priorityId: string | null;
  status: Status;
  readonly createdAtMs: number;
  updatedAtMs: number;
  changedAtMs: number;
  changedBy: Agent;
  resolvedAtMs: number | null;
  reopenedAtMs: number | null;
  assignments: readonly Mark[];
  assignedVia: "escalation_policy" | "direct_assignment";
  acks: readonly Mark[];
  level: number;
  mergedIntoId: string | null;
  readonly entries: Entry[];
  readonly notes: Note[];
}

/** Planned work: its services open no incidents in [fromMs, toMs); ending early moves `toMs`. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly number: number;
  readonly fromMs: number;
  toMs: number;
  readonly description: string;
  readonly serviceIds: readonly string[];
  readonly userId: string;
}

/** Everything the account holds. */
export interface Account {
  readonly subdomain: string;
  readonly users: readonly User[];
  readonly teams: readonly Team[];
  readonly schedules: readonly Schedule[];
  readonly policies: readonly Policy[];
  readonly services: readonly Service[];
  readonly priorities: readonly Priority[];
  /** Oldest first. */
  readonly incidents: Incident[];
  readonly incidentById: Map<string, Incident>;
  /** Oldest first once seeded. */
  readonly entries: Entry[];
  readonly windows: MaintenanceWindow[];
}
