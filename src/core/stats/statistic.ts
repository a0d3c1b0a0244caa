import type { OncallStats, StatsQuery } from "../stats.ts";
import type { AvailabilityStats } from "./availability-types.ts";
import type { FairnessStats } from "./fairness-types.ts";
import type { LoadStats } from "./load-types.ts";
import type { NightStats } from "./nights-types.ts";
import type { NoiseStats } from "./noise-types.ts";
import type { PersonSheet } from "./person-types.ts";
import type { ResponseStats } from "./response-types.ts";
import type { StatsRows, StatsWindow } from "./rows.ts";
import type { ServicesStats } from "./services-types.ts";

/** What each statistic answers, by its name. */
export interface StatisticOf {
  readonly overview: OncallStats;
  readonly load: LoadStats;
  readonly nights: NightStats;
  readonly fairness: FairnessStats;
  readonly response: ResponseStats;
  readonly noise: NoiseStats;
  readonly services: ServicesStats;
  readonly availability: AvailabilityStats;
  readonly person: PersonSheet;
}

/** Name of a statistic. */
export type StatisticName = keyof StatisticOf;

/**
 * One statistic: what has to be read for a query, and how it is counted from that. Pure; more rows than the window asks
 * for do no harm.
 */
export interface Statistic<K extends StatisticName> {
  window(query: StatsQuery): StatsWindow;
  compute(rows: StatsRows, query: StatsQuery): StatisticOf[K];
}
