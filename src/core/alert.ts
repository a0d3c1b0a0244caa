import type { By, Threshold } from "./measure.ts";

/** From worst to mildest. */
export const SEVERITIES = ["critical", "error", "warning", "info"] as const;

/** How bad a problem is; "info" wakes nobody. */
export type Severity = (typeof SEVERITIES)[number];

/**
 * firing, acked and resolved are the life cycle of a problem; update tells other facts about the same problem (a note,
 * an escalation, a new assignee); notice has no life cycle (a log search that matched, a deploy).
 */
export type AlertState = "firing" | "acked" | "resolved" | "update" | "notice";

/** The expression of an alert, as a metrics source is asked for it. */
export interface AlertGraph {
  /** Name of the integration that can draw it: "prometheus". */
  readonly source: string;
  readonly query: string;
  /** Series of the same value of a label are made one. */
  readonly by?: By | undefined;
  readonly thresholds?: readonly Threshold[] | undefined;
  readonly title?: string | undefined;
  readonly unit?: string | undefined;
}

/** One thing a source told us. All texts are plain and unescaped; times are epoch milliseconds. */
export interface Alert {
  readonly source: string;
  /** The problem: the same for trigger, ack and resolve. */
  readonly key: string;
  /** The message: unique within the source, the same on every attempt to deliver it. */
  readonly eventId: string;
  readonly state: AlertState;
  readonly severity: Severity;
  /** false: the message does not say how bad it is (a note), so a known problem keeps its severity. */
  readonly severityKnown?: boolean | undefined;
  readonly title: string;
  readonly url?: string | undefined;
  readonly runbook?: string | undefined;
  readonly atMs: number;
  /** Who did it, by name; absent when automation or unknown. */
  readonly by?: string | undefined;
  /** What happened, in the passive and without the person, so that "by Ben" can follow: "escalated to Ana", "note added". */
  readonly what?: string | undefined;
  /** Facts to show, by name: service, urgency, priority, assigned, number, host… "" takes a fact away. */
  readonly labels: Readonly<Record<string, string>>;
  /** Longer texts for the thread: notes, log lines. */
  readonly details: readonly string[];
  /** How a problem ended, when the source says. */
  readonly ending?: "human" | "auto" | "merged" | undefined;
  /** What it was measured by, where the source says so. */
  readonly graph?: AlertGraph | undefined;
  /** How the source itself gathers problems (Alertmanager's groupKey). `title` is what the gathered ones share. */
  readonly group?: { readonly key: string; readonly title: string } | undefined;
  /** Done here, not told by the source: it never makes the source's next word late, nor takes one back. */
  readonly ours?: boolean | undefined;
  /** The sender says the state again and again under one event id: "firing" that comes well after its end is news. */
  readonly restates?: boolean | undefined;
  /** When it arrived, by our clock; set when it is applied. */
  readonly heardAtMs?: number | undefined;
  /** For ours: this occurrence and no other. */
  readonly incidentId?: string | undefined;
  /** For ours: ids of chat users to mention in the thread. */
  readonly mention?: readonly string[] | undefined;
  /** For ours: the channel to say it in, whatever the routes say. */
  readonly channel?: string | undefined;
  /** Set by the relay: id of the incident in whose thread a new card stands; `channel` is that one's. */
  readonly under?: string | undefined;
  /** For ours: somebody was called about it. */
  readonly paged?: Page | undefined;
  /** For Dr. M's own troubles: what a button on the card can mend. */
  readonly offers?: readonly Offer[] | undefined;
  /** For Dr. M's own words: lines of the card itself; moments in them are written with `when`. */
  readonly lines?: readonly string[] | undefined;
  /** Set when the alert is placed: the problem's own key, while `key` is the group's. */
  readonly member?: string | undefined;
}

/** A call for whoever is on call, made from here. `ref` is how the pager knows it (Events API: dedup_key). */
export interface Page {
  readonly atMs: number;
  readonly by: string;
  /** "PagerDuty", "OpsGenie", "Splunk On-Call". */
  readonly where: string;
  readonly ref: string;
  /** The problem ended after it: this call holds no more. */
  readonly over?: boolean | undefined;
}

/** Something a press of a button can mend; `id` says what: "enable:pagerduty:PSUB01". */
export interface Offer {
  readonly id: string;
  readonly label: string;
}
