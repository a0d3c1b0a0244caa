import type { Rating } from "../rating.ts";
import type { NightStats } from "../stats/nights-types.ts";
import type { NoiseStats } from "../stats/noise-types.ts";
import type { ResponseStats } from "../stats/response-types.ts";
import type { ServicesStats } from "../stats/services-types.ts";
import type { OncallStats } from "../stats.ts";
import type { TimeRange } from "../time/range.ts";

/** What a report is made from. Nothing in it is of one person by name once it is a report. */
export interface ReportFacts {
  readonly kind: "weekly" | "daily";
  readonly overview: OncallStats;
  readonly nights: NightStats;
  readonly response: ResponseStats;
  readonly noise: NoiseStats;
  readonly services: ServicesStats;
  /** Problems of the range of which nobody said whether they needed anybody; undefined where nobody is asked. */
  readonly unjudged: number | undefined;
  /** Until when sources were read, where that is before the range ends. */
  readonly readUntilMs?: number | undefined;
  /** Everybody's, of shifts that touch the range: told in sums of three people and more. */
  readonly ratings: readonly Rating[];
}

/** A part of a report with a title of its own. */
export interface ReportSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A report before it is chat, Markdown or HTML: plain, unescaped text, the same for everybody, no names of people. */
export interface Report {
  /** "On-call report · Mon 9 Nov – Sun 15 Nov 2026" */
  readonly title: string;
  readonly range: TimeRange;
  readonly lines: readonly string[];
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly sections: readonly ReportSection[];
  /** Pages whose pictures belong to it, the most important first; each takes the range alone. */
  readonly pictures: readonly { readonly page: string; readonly label: string }[];
  readonly footer: readonly string[];
}
