/** From worst to mildest. */
export const SEVERITIES = ["critical", "error", "warning", "info"] as const;

/** How bad a problem is; "info" wakes nobody. */
export type Severity = (typeof SEVERITIES)[number];

/**
 * firing, acked and resolved are the life cycle of a problem; update tells other facts about the same problem (a note,
 * an escalation, a new assignee); notice has no life cycle (a log search that matched, a deploy).
 */
export type AlertState = "firing" | "acked" | "resolved" | "update" | "notice";

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
}
