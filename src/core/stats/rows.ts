import type { Severity } from "../alert.ts";
import type { Duty, PlannedWork } from "../duty.ts";
import type { Fact, Person } from "../fact.ts";
import type { VerdictTag } from "../verdict.ts";

/** What statistics need of a problem: incidents with a life cycle only, no notices. */
export interface StatsIncident {
  readonly source: string;
  readonly key: string;
  readonly service: string;
  readonly teams: readonly string[];
  readonly openedAtMs: number;
  /** First explicit ack. */
  readonly ackedAtMs: number | null;
  /** Who gave it: a person, or automation; null without an ack. */
  readonly ackedBy: "human" | "auto" | null;
  readonly resolvedAtMs: number | null;
  readonly ending: "human" | "auto" | "merged" | null;
  readonly severity: Severity;
  /** "" unless the statistic asked for titles. */
  readonly title: string;
  /** What people said of it; null when nobody did, or unless the statistic asked for titles. */
  readonly verdict: VerdictTag | null;
}

/** What statistics need of a fact. */
export type StatsFact = Pick<
  Fact,
  "source" | "kind" | "atMs" | "personId" | "incidentKey" | "channel" | "service" | "teams"
>;

/** Everything statistics are made from, as read from the store. Any order; sorted by time is fastest. */
export interface StatsRows {
  /** Those with `openedAtMs` in the window's `incidents`, and those that were open at any time of its `overlapping`; each once. */
  readonly incidents: readonly StatsIncident[];
  /** Those with `atMs` in the window's `facts`. */
  readonly facts: readonly StatsFact[];
  /** Everybody known: names, addresses and zones. */
  readonly people: readonly Person[];
  /** Spans that touch the window's `duties`; they may reach beyond it. */
  readonly duties: readonly Duty[];
  /** Spans that touch the window's `planned`; they may reach beyond it. */
  readonly planned: readonly PlannedWork[];
  /** Newest data the store has seen at all; null when it has none. */
  readonly asOfMs: number | null;
  /** Nothing older than this was ever read; null or absent when that is not known. */
  readonly sinceMs?: number | null | undefined;
}

/** Half-open, epoch milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What has to be read for one statistic. */
export interface StatsWindow {
  /** By creation. */
  readonly incidents: Span;
  /** Also those that were open at any time of it, however old. */
  readonly overlapping?: Span | undefined;
  /** By their own time. */
  readonly facts: Span;
  readonly duties?: Span | undefined;
  readonly planned?: Span | undefined;
  /** Titles and verdicts are needed. */
  readonly titles?: true | undefined;
}
