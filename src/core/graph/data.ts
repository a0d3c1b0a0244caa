import type { MeasureData } from "../measure/data.ts";
import type { Rating } from "../rating.ts";
import type { StatisticName, StatisticOf } from "../stats/statistic.ts";
import type { Names, StatsQuery } from "../stats.ts";
import type { Viewer } from "../viewer.ts";

/** What graphs may read. */
export interface GraphData extends MeasureData {
  readonly names: Names;
  /** Who looks, where that is known and nobody else does; undefined where a channel can. */
  readonly viewer?: Viewer | undefined;
  stats<K extends StatisticName>(name: K, query: StatsQuery): Promise<StatisticOf[K]>;
  /** Of one person's shifts that touch the range, oldest first; by address at the pager. */
  ratings(email: string, range: { readonly fromMs: number; readonly toMs: number }): Promise<readonly Rating[]>;
}
