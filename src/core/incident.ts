import type { AlertGraph, Offer, Page, Severity } from "./alert.ts";

/** Where a problem stands; a notice has no life cycle and never leaves its state. */
export type IncidentState = "firing" | "acked" | "resolved" | "notice";

/** Why an alert is worth saying, or not. */
export type Change =
  | "opened"
  | "acked"
  | "unacked"
  | "resolved"
  | "reopened"
  | "repeated"
  | "updated"
  | "late"
  | "noticed";

/** One line of an incident's life. */
export interface Moment {
  readonly atMs: number;
  readonly what: string;
  readonly by?: string | undefined;
  /** The state that it brought or confirmed; absent for what tells other facts. */
  readonly state?: "firing" | "acked" | "resolved" | undefined;
}

/** The life of one problem. Times are epoch milliseconds, texts plain. */
export interface Incident {
  /** `<source>:<key>`. */
  readonly id: string;
  readonly source: string;
  readonly key: string;
  /** Goes up with each stored change: compare and set. */
  readonly version: number;
  readonly state: IncidentState;
  readonly severity: Severity;
  readonly title: string;
  readonly url?: string | undefined;
  readonly runbook?: string | undefined;
  /** What it was last measured by, where its source says so. */
  readonly graph?: AlertGraph | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Names, when the source lists them one by one; else `labels.teams` holds them, separated by commas. */
  readonly teams?: readonly string[] | undefined;
  readonly openedAtMs: number;
  /** First explicit ack, and by whom; later acks are in the history. */
  readonly ackedAtMs?: number | undefined;
  readonly ackedBy?: string | undefined;
  readonly resolvedAtMs?: number | undefined;
  readonly resolvedBy?: string | undefined;
  readonly ending?: "human" | "auto" | "merged" | undefined;
  /** Times the source said "firing" for it. */
  readonly firings: number;
  /** Newest last, at most 20. */
  readonly history: readonly Moment[];
  /** Time of the newest update: other facts of an older alert do not replace its own. */
  readonly factsAtMs?: number | undefined;
  /** The newest applied alert of the life cycle: what an older one is compared with. */
  readonly last: Mark;
  /** What it shares with earlier and later ones of its kind: its key, or service and title where each has a key of its own. */
  readonly problem?: string | undefined;
  /** The ack was given here: a source that repeats itself does not take it back. */
  readonly claimed?: boolean | undefined;
  /** Problems that share this card, in the order they came; absent for a problem of its own. */
  readonly members?: readonly Member[] | undefined;
  /** Where it is said: kept from its opening on, whatever the routes become. */
  readonly said?: Said | undefined;
  /** Id of the mute that keeps it quiet. */
  readonly mutedBy?: string | undefined;
  /** Times at which it opened, reopened or ended, oldest first, at most 30. */
  readonly flips?: readonly number[] | undefined;
  readonly flapping?: { readonly changes: number; readonly sinceMs: number } | undefined;
  /** Why nobody can be sure that it ended: "Prometheus is silent since …" is told as the source's name. */
  readonly unconfirmed?: string | undefined;
  readonly paged?: readonly Page[] | undefined;
  /** The event by which it last got worse, or loud after a mute: from then on somebody is waited for anew. */
  readonly alarmedBy?: string | undefined;
  /** The event by which it last got worse. */
  readonly worseBy?: string | undefined;
  readonly offers?: readonly Offer[] | undefined;
  /** What Dr. M itself says on the card, in lines; moments in them are written with `when`. */
  readonly lines?: readonly string[] | undefined;
}

/** What orders two alerts of one problem. */
export interface Mark {
  readonly atMs: number;
  readonly rank: number;
  readonly eventId: string;
  /** When it arrived, by our clock. */
  readonly heardAtMs?: number | undefined;
}

/** One of the problems that share a card. */
export interface Member {
  readonly key: string;
  readonly title: string;
  readonly state: "firing" | "resolved";
  readonly sinceMs: number;
  readonly endedAtMs?: number | undefined;
  /** What tells it from the others: host, value… */
  readonly labels: Readonly<Record<string, string>>;
  readonly last: Mark;
}

/** Where an incident is said. */
export interface Said {
  /** Name of the route. */
  readonly route: string;
  readonly channel: string;
  /** Id of the incident in whose thread its card stands. */
  readonly under?: string | undefined;
}
