import type { Schedule, ShiftSchedule } from "./rota.ts";

/** Base roles: those from `observer` on only look. https://support.pagerduty.com/main/docs/user-roles */
export type Role =
  | "owner"
  | "admin"
  | "user"
  | "limited_user"
  | "observer"
  | "restricted_access"
  | "read_only_user"
  | "read_only_limited_user";

/** A person of the account. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly tz: string;
  readonly title: string;
  readonly teamIds: readonly string[];
  /** With its country code: "+15551234567". */
  readonly phone: string;
  role: Role;
}

/** A team as incidents and services name it. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly about: string;
}

/** Who a level notifies: a person, or whoever is on call in a schedule of either kind. */
export interface Target {
  readonly kind: "user" | "schedule" | "schedule_v3";
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
  disabled: boolean;
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
  | "snooze"
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
  /** How long a snooze lasts. */
  readonly untilMs?: number;
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

/** Somebody who was asked to help; `viaPolicyId` when the policy was asked and they were on call. */
export interface Responder {
  readonly requestId: string;
  readonly userId: string;
  readonly viaPolicyId: string | null;
  readonly requesterId: string;
  readonly message: string;
  readonly atMs: number;
  state: "pending" | "joined" | "declined";
  updatedAtMs: number;
}

/** An incident as it stands; actions change it in place. */
export interface Incident {
  readonly id: string;
  readonly number: number;
  readonly key: string;
  title: string;
  /** What `body.details` said; "" for none. */
  readonly details: string;
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
  /** Its ack ends then. */
  snoozedUntilMs: number | null;
  readonly responders: Responder[];
  readonly entries: Entry[];
  readonly notes: Note[];
}

/** Planned work: its services open no incidents in [fromMs, toMs); ending early moves `toMs`. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly number: number;
  fromMs: number;
  toMs: number;
  description: string;
  serviceIds: readonly string[];
  readonly userId: string;
}

/** Everything the account holds. */
export interface Account {
  readonly subdomain: string;
  readonly users: readonly User[];
  readonly teams: readonly Team[];
  readonly schedules: readonly Schedule[];
  /** Of the new kind. */
  readonly shiftSchedules: readonly ShiftSchedule[];
  readonly policies: readonly Policy[];
  readonly services: readonly Service[];
  readonly priorities: readonly Priority[];
  /** Oldest first. */
  readonly incidents: Incident[];
  readonly incidentById: Map<string, Incident>;
  /** Oldest first once seeded. */
  readonly entries: Entry[];
  readonly windows: MaintenanceWindow[];
  /** What it paid for. */
  readonly abilities: Set<string>;
}
