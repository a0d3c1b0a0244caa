import type { AlertGraph, Severity } from "./alert.ts";
import type { Matcher } from "./match.ts";
import type { By, Threshold } from "./measure.ts";
import type { Permissions } from "./permissions.ts";

/** Hours of a week in one zone; minutes of the day, half-open; days 1 (Monday) to 7. */
export interface Hours {
  readonly days: readonly number[];
  readonly fromMin: number;
  readonly toMin: number;
  readonly tz: string;
}

/** What becomes of alerts that match. The first route that matches wins; the last one matches everything. */
export interface Route {
  readonly name: string;
  readonly match: Matcher;
  /** Only within (`inside`) or outside these hours; always when absent. */
  readonly hours?: (Hours & { readonly when: "inside" | "outside" }) | undefined;
  /** Name or id. */
  readonly channel: string;
  /** Instead of the sender's. */
  readonly severity?: Severity | undefined;
  /** Whom a new card mentions: "here", "channel", ids of chat users (U…) or groups (S…). */
  readonly mention: readonly string[];
  /** "thread": cards stand below one message of the day, so that the channel stays calm. "none": stored, listed, counted, not posted. */
  readonly post: "channel" | "thread" | "none";
  /** Where log lines and notes go. */
  readonly details: "thread" | "channel" | "none";
  /** A severe problem that nobody took: reminded of after `afterMs`, and paged as long again after that if wanted. */
  readonly leftAlone?:
    | { readonly afterMs: number; readonly severities: readonly Severity[]; readonly page: boolean }
    | undefined;
  /** Problems with the same values of these labels share a card; [] for none. Absent: as the source groups them. */
  readonly group?: { readonly by: readonly string[]; readonly windowMs: number } | undefined;
  /**
   * The graph below a new card: what the alert was measured by when absent; "off"; or this, "{label}" filled in, of the
   * default source when it names none.
   */
  readonly graph?:
    | "off"
    | (Pick<AlertGraph, "query" | "thresholds"> & { readonly source?: string | undefined })
    | undefined;
}

/** A threshold of our own: a query that is looked at again and again. */
export interface ThresholdRule {
  readonly name: string;
  /** Integration; the default source when absent. */
  readonly source?: string | undefined;
  readonly query: string;
  readonly by?: By | undefined;
  readonly threshold: Threshold;
  /** How long it has to be passed before it fires. */
  readonly forMs: number;
  readonly everyMs: number;
  readonly severity: Severity;
  readonly runbook?: string | undefined;
  readonly unit?: string | undefined;
  /** Of the alert, besides those of the series. */
  readonly labels: Readonly<Record<string, string>>;
  /** What no data at all means. */
  readonly noData: "alert" | "ok";
}

/** A sign of life that is expected again and again. */
export interface ExpectedBeat {
  readonly name: string;
  readonly source: string;
  /** What counts: all alerts of the source when empty. */
  readonly match: Matcher;
  readonly everyMs: number;
  /** Where its silence is said. */
  readonly channel: string;
  /** The alert that counts is itself no news (Alertmanager's Watchdog). */
  readonly hidden: boolean;
}

/** A text that is taken out before anything is stored or posted. */
export interface Redaction {
  readonly name: string;
  /** With the flag g. A group named `keep` at its beginning stays. */
  readonly pattern: RegExp;
  /** Whether what was found is really one, where a pattern cannot say. */
  readonly check?: ((found: string) => boolean) | undefined;
}

/** What people configured about alerts; read anew when the file changes. */
export interface Policy {
  /** Never empty: the last one is the default. */
  readonly routes: readonly [...Route[], Route];
  /** The first that matches gives the runbook; "{label}" in the address is filled in. */
  readonly runbooks: readonly { readonly match: Matcher; readonly url: string }[];
  readonly heartbeats: readonly ExpectedBeat[];
  /** So many changes of state within that time are flapping. */
  readonly flapping: { readonly changes: number; readonly withinMs: number };
  /** A problem that fires again this long after its end gets a card of its own. */
  readonly freshAfterMs: number;
  /** How long a group takes new problems in where its route does not say. */
  readonly groupWindowMs: number;
  readonly redactions: readonly Redaction[];
  readonly permissions: Permissions;
  readonly shifts: readonly ShiftRule[];
  readonly thresholds: readonly ThresholdRule[];
  readonly care: CareRules;
  /** When phone numbers of people on call are shown in answers: only where the pager does not answer, always, never. */
  readonly phones: "shown" | "stale" | "hidden";
}

/** What is done when the turn of a schedule goes to somebody else. */
export interface ShiftRule {
  /** Name or id at the pager. */
  readonly schedule: string;
  /** Where the change is said; undefined: nowhere. */
  readonly channel?: string | undefined;
  /** Own words, with {schedule} {left} {came} {until} {open} {mutes}; ours when absent. */
  readonly text?: string | undefined;
  /** Chat user group, by handle or id, that always holds who is on call. */
  readonly group?: string | undefined;
  /** Topic of the channel, with {oncall} {until} {schedule}; undefined: left alone. */
  readonly topic?: string | undefined;
  /** Hours of the schedule that nobody has are told this long ahead; undefined: never. */
  readonly gapsAheadMs?: number | undefined;
}

/** A report that goes to a channel again and again. */
export interface ReportRule {
  readonly kind: "weekly" | "daily";
  /** For "weekly": 1 (Monday) to 7. */
  readonly day?: number | undefined;
  /** Minute of the day. */
  readonly atMin: number;
  /** The team's zone when absent. */
  readonly tz?: string | undefined;
  /** The ops channel when absent. */
  readonly channel?: string | undefined;
}

/** What is done for people on call besides calling them. */
export interface CareRules {
  /** Who may see the nights, ratings and rest of others: ids of chat users, or e-mail addresses. */
  readonly leads: readonly string[];
  readonly reports: readonly ReportRule[];
  /** After which problems people are asked whether they needed anybody: those that paged, all with a card, none. */
  readonly verdicts: "paged" | "all" | "off";
  /** Whether people are asked how their shift was. */
  readonly endOfShift: boolean;
  /** Whether people and leads hear of nights that should be followed by rest. */
  readonly rest: boolean;
}

/** The policy in force now. */
export type PolicyNow = () => Policy;
