/** Two values of one label or more are drawn apart: `how` makes one number of what shares a value. */
export interface By {
  /** Name of a label, a tag, a dimension; for Graphite also the number of a node, from 0. */
  readonly label: string;
  readonly how: "avg" | "sum" | "max" | "min";
}

/** What a source is asked to draw: the half-open range [fromMs, toMs), epoch milliseconds. */
export interface MeasureQuestion {
  /** In the source's own language, as it was typed. */
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Most points of one series. */
  readonly points: number;
  readonly by?: By | undefined;
  /** IANA zone of days and of links. */
  readonly tz: string;
}

/** One row of numbers on the common times; null is "no data", never zero. */
export interface MeasuredSeries {
  /** Short and different from all others: the value of the label they were split by, else the labels in which they differ. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (number | null)[];
  /** The highest within each step, where the points do not say it. */
  readonly peaks?: readonly (number | null)[] | undefined;
}

/** What a source answered; no series at all means: an unknown metric, or nothing in this range. */
export interface Measured {
  /** Equally far apart, epoch milliseconds, oldest first, all within the range; the newest may follow sooner. */
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  readonly series: readonly MeasuredSeries[];
  /** What becomes of the time between two points: nobody looked at it, or each point is its mean. */
  readonly between?: "unseen" | "mean" | undefined;
  /** How much of its step the newest point has, where that is not all and the others add up all of theirs. */
  readonly newestHasMs?: number | undefined;
  /** Why there is no series, where more is known: "its values are all NaN". */
  readonly why?: string | undefined;
  /** How many more there were, too many to be looked at. */
  readonly leftOut?: number | undefined;
  /** Which part of the question has no answer, in a sentence that is among the notes too: its series are not gone. */
  readonly lacks?: string | undefined;
  /** "ms", "bytes", "percent"… when the source says so. */
  readonly unit?: string | undefined;
  /** What to know about it, in sentences: what was left out, how points were made. */
  readonly notes: readonly string[];
  /** Lines where the source itself draws a threshold. */
  readonly thresholds?: readonly Threshold[] | undefined;
  /** A better name than the query, when the source has one: the title of a panel. */
  readonly title?: string | undefined;
}

/** A value that should not be passed. */
export interface Threshold {
  readonly value: number;
  /** On which side of it is trouble. */
  readonly trouble: "above" | "below";
}

/**
 * Drawing points over time. Failures, each with a `tell` in clear words: usage (the source's own complaint about the
 * query), not_found (a panel, a dashboard), credentials, rate_limited, timeout (5 s), unavailable, upstream.
 */
export interface Measure {
  /** As people know it: "Prometheus". */
  readonly name: string;
  ask(question: MeasureQuestion): Promise<Measured>;
  /** The same picture at the source, absolute times; undefined where it has none. */
  link(question: MeasureQuestion): string | undefined;
  /** Asks something small, past everything that is remembered; where `names` remembers. */
  check?(): Promise<void>;
  /** Names of metrics that have all these words, at most `limit`; [] when the source cannot list them. */
  names?(words: readonly string[], limit: number): Promise<readonly string[]>;
  /** The source's own drawing as PNG; undefined when it draws none. */
  picture?(
    question: MeasureQuestion,
    size: { readonly width: number; readonly height: number },
  ): Promise<Uint8Array | undefined>;
  /** Dashboards and their panels as queries of ours, for those who look for one. */
  panels?(
    words: readonly string[],
    limit: number,
  ): Promise<readonly { readonly title: string; readonly query: string; readonly url: string }[]>;
}

/** What log lines are counted: those that hold the text, in [fromMs, toMs). */
export interface LogQuestion {
  /** As it was typed: words, or the source's own filter language. */
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Most points over time. */
  readonly points: number;
  /** Counted apart by this: "host", "program", a label, a field. */
  readonly by?: string | undefined;
  readonly tz: string;
}

/** One counted line as evidence; not scrubbed yet. */
export interface LogLine {
  readonly atMs: number;
  readonly text: string;
  readonly host?: string | undefined;
}

/** What was counted. */
export interface LogCount {
  readonly count: number;
  /** false: there are at least so many. */
  readonly exact: boolean;
  /** How it was counted and, when it is not exact, why: "4 pages, 4,000 lines read; stopped after 10 s". */
  readonly how: string;
  /** Equally far apart; `values[i]` counts [timesMs[i], timesMs[i] + stepMs). null where nobody looked. */
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  readonly values: readonly (number | null)[];
  /** Most first, when it was asked by something: name, count and the same over time. */
  readonly groups: readonly {
    readonly name: string;
    readonly count: number;
    readonly values: readonly (number | null)[];
  }[];
  /** At most three, newest first. */
  readonly lines: readonly LogLine[];
  /** Nothing was counted because there is no line at all, whatever it holds: where that is, "in {app=\"web\"}". */
  readonly silent?: string | undefined;
}

/** Counting lines of logs. Failures as of `Measure`. */
export interface LogSource {
  readonly name: string;
  count(question: LogQuestion): Promise<LogCount>;
  link(question: LogQuestion): string | undefined;
}

/** Of what lines are counted by, so many are counted apart: the largest ones. */
export const MOST_LOG_GROUPS = 50;

/** Most points of one series on a graph: a little less than a picture has pixels; a day is every 2 min, 30 days every hour. */
export const MOST_POINTS = 720;

/** The longest a source may take. */
export const MEASURE_TIMEOUT_MS = 5_000;
