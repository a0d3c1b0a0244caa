import type { Durations } from "../stats.ts";
import type { StatsHead } from "./head.ts";

/** One service in a range; incidents created in it, merged ones left out. */
export interface ServiceRow {
  readonly name: string;
  readonly incidents: number;
  /** In the range before. */
  readonly previous: number;
  readonly pages: number;
  readonly sleepPages: number;
  readonly open: number;
  readonly endedAlone: number;
  readonly mtta: Durations;
  readonly mttr: Durations;
  /** Incidents for each of `ServicesStats.days`. */
  readonly perDay: readonly number[];
}

/** What broke. */
export interface ServicesStats extends StatsHead {
  readonly days: readonly string[];
  readonly unknownDays: number;
  /** With an incident or page in the range, or an incident in the one before. Most incidents first, then most pages, then by name. */
  readonly services: readonly ServiceRow[];
}
