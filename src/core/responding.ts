import type { Failure } from "./failure.ts";
import type { Actor } from "./integration.ts";
import type { OnCall } from "./oncall.ts";

/** Something at the pager by the name people know. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly url?: string | undefined;
}

/** Somebody at the pager. */
export interface PagerPerson extends Named {
  readonly email?: string | undefined;
  /** IANA zone. */
  readonly tz?: string | undefined;
  /** As they are written there; only those for calls. */
  readonly phones: readonly string[];
  /** May look there and change nothing, whatever it is: a stakeholder. */
  readonly looksOnly?: boolean | undefined;
}

/** A rotation. `v3`: a shift-based one, which has an API of its own; it takes overrides like any other. */
export interface PagerSchedule extends Named {
  readonly tz?: string | undefined;
  readonly policies: readonly string[];
  readonly v3?: boolean | undefined;
}

/** A service and how it is. */
export interface PagerService extends Named {
  /** "active", "warning", "critical", "maintenance", "disabled". */
  readonly status: string;
  readonly policy?: Named | undefined;
}

/** An incident as people handle it at the pager. Times are epoch milliseconds. */
export interface PagerIncident {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly url?: string | undefined;
  readonly status: "triggered" | "acknowledged" | "resolved";
  readonly urgency: "high" | "low";
  readonly priority?: string | undefined;
  readonly service?: Named | undefined;
  readonly policy?: Named | undefined;
  readonly assigned: readonly Named[];
  readonly ackedBy: readonly Named[];
  readonly teams: readonly string[];
  readonly openedAtMs: number;
  readonly changedAtMs?: number | undefined;
  /** Its ack ends then. */
  readonly snoozedUntilMs?: number | undefined;
}

/** Which incidents; open ones when no status is given. */
export interface IncidentQuery {
  readonly statuses?: readonly PagerIncident["status"][] | undefined;
  readonly personIds?: readonly string[] | undefined;
  readonly serviceIds?: readonly string[] | undefined;
  /** Opened then or later; needed for resolved ones. */
  readonly sinceMs?: number | undefined;
}

/** A note on an incident. */
export interface PagerNote {
  readonly atMs: number;
  readonly by: string;
  readonly text: string;
}

/** Whom an incident can be given to or who can be asked for help. */
export interface Target extends Named {
  readonly kind: "person" | "schedule" | "policy" | "service";
}

/** A new incident. */
export interface NewIncident {
  /** The same again opens nothing: the one that is open is answered. */
  readonly key: string;
  /** A try of before may have opened it: then it is answered even if it is over by now. */
  readonly again?: boolean | undefined;
  readonly title: string;
  readonly details: string;
  readonly serviceId: string;
  readonly urgency: "high" | "low";
  /** Instead of the service's own policy: people, or another policy. */
  readonly personIds?: readonly string[] | undefined;
  readonly policyId?: string | undefined;
}

/**
 * Incidents at the pager. Reads of people who wait: tried once. Changes are tried once, in the actor's name. Failures:
 * conflict (already so), not_found, forbidden, rejected, credentials, rate_limited, upstream, timeout; each with `tell`.
 */
export interface Responding {
  /** Name or id of the service on which people, schedules and policies are paged, as configured. */
  readonly pageService?: string | undefined;
  /** Newest first; every page. `complete` is false where the pager lets nobody page further. */
  list(query: IncidentQuery): Promise<{ readonly incidents: readonly PagerIncident[]; readonly complete: boolean }>;
  /** By id or number. */
  read(idOrNumber: string): Promise<PagerIncident>;
  /** In order of time. */
  notes(id: string): Promise<readonly PagerNote[]>;
  /**
   * Answers those that were changed. "acknowledged" never opens a resolved one again; "triggered" takes an ack back, or
   * opens a resolved one again where the account allows. What is wrong with one incident alone (it is so already, it is
   * gone) is told to `refused` and never thrown; without `refused` it is left out, and thrown when none was changed.
   */
  setStatus(
    ids: readonly string[],
    status: PagerIncident["status"],
    actor: Actor,
    refused?: (id: string, why: Failure) => void,
  ): Promise<readonly PagerIncident[]>;
  snooze(id: string, forMs: number, actor: Actor): Promise<PagerIncident>;
  /** To the next level of its policy. */
  escalate(id: string, actor: Actor): Promise<PagerIncident>;
  reassign(
    id: string,
    to: { readonly personIds: readonly string[] } | { readonly policyId: string },
    actor: Actor,
  ): Promise<PagerIncident>;
  /** `requesterId`: the actor's id at the pager. */
  addResponders(
    id: string,
    targets: readonly { readonly kind: "person" | "policy"; readonly id: string }[],
    message: string,
    requesterId: string,
    actor: Actor,
  ): Promise<void>;
  merge(ids: readonly string[], intoId: string, actor: Actor): Promise<PagerIncident>;
  /** By name; undefined takes it away. Failure not_found names those that there are. */
  setPriority(id: string, name: string | undefined, actor: Actor): Promise<PagerIncident>;
  addNote(id: string, text: string, actor: Actor): Promise<void>;
  addStatusUpdate(id: string, text: string, actor: Actor): Promise<void>;
  create(wish: NewIncident, actor: Actor): Promise<PagerIncident>;
}

/** What there is at the pager, by kind; each reads every page. */
export interface PagerDirectory {
  people(): Promise<readonly PagerPerson[]>;
  schedules(): Promise<readonly PagerSchedule[]>;
  services(): Promise<readonly PagerService[]>;
  policies(): Promise<readonly Named[]>;
}

/** Somebody's turn in a schedule, as it is with overrides. */
export interface Shift {
  readonly person: Named;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Somebody who takes the turn of others. */
export interface Override extends Shift {
  /** "" for one that is over: nobody can delete it any more. */
  readonly id: string;
  readonly schedule: Named;
}

/** A window of time, half-open. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whose turns, of which schedules. */
export interface TurnsQuery extends TimeWindow {
  readonly personIds?: readonly string[] | undefined;
  readonly scheduleIds?: readonly string[] | undefined;
}

/** Schedules in time. Failures as of `Responding`. */
export interface Rota {
  /** Every page, each turn once; several turns of one person that touch are one. */
  turns(query: TurnsQuery): Promise<readonly OnCall[]>;
  /** In order of time, clipped to the window. */
  shifts(schedule: PagerSchedule, window: TimeWindow): Promise<readonly Shift[]>;
  overrides(schedule: PagerSchedule, window: TimeWindow): Promise<readonly Override[]>;
  /** Conflict where nobody has a turn to take, which shift-based schedules do not allow. */
  override(schedule: PagerSchedule, shift: { readonly personId: string } & TimeWindow, actor: Actor): Promise<Override>;
  /** One under way ends now. */
  deleteOverride(schedule: PagerSchedule, id: string, actor: Actor): Promise<void>;
}
