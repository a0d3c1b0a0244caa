import type { StatsRows, StatsWindow } from "../../src/core/stats/rows.ts";
import type { StatisticName, StatisticOf } from "../../src/core/stats/statistic.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import { naiveAvailability } from "./naive-availability.ts";
import { headOf } from "./naive-basis.ts";
import { naiveFairness } from "./naive-fairness.ts";
import { leftOf } from "./naive-left.ts";
import { naiveLoad } from "./naive-load.ts";
import { naiveNights } from "./naive-nights.ts";
import { naiveNoise } from "./naive-noise.ts";
import { naiveOverview } from "./naive-overview.ts";
import { naivePerson } from "./naive-person.ts";
import { naiveResponse } from "./naive-response.ts";
import { naiveServices } from "./naive-services.ts";

/**
 * Every statistic counted the slow way from everything there is; `read` is the window that tells which incidents
 * and planned work are somebody's or some team's.
 */
export const NAIVE: {
  readonly [K in StatisticName]: (rows: StatsRows, query: StatsQuery, read: StatsWindow) => StatisticOf[K];
} = {
  overview: (rows, query, read) => ({ ...headOf(rows, query), ...naiveOverview(leftOf(rows, query, read)) }),
  load: (rows, query, read) => ({ ...headOf(rows, query), ...naiveLoad(leftOf(rows, query, read)) }),
  nights: (rows, query, read) => ({ ...headOf(rows, query), ...naiveNights(leftOf(rows, query, read)) }),
  fairness: (rows, query, read) => ({ ...headOf(rows, query), ...naiveFairness(leftOf(rows, query, read)) }),
  response: (rows, query, read) => ({ ...headOf(rows, query), ...naiveResponse(leftOf(rows, query, read)) }),
  noise: (rows, query, read) => ({ ...headOf(rows, query), ...naiveNoise(leftOf(rows, query, read)) }),
  services: (rows, query, read) => ({ ...headOf(rows, query), ...naiveServices(leftOf(rows, query, read)) }),
  availability: (rows, query, read) => ({
    ...headOf(rows, query),
    ...naiveAvailability(leftOf(rows, query, read)),
  }),
  person: (rows, query, read) => ({
    ...headOf(rows, query),
    ...naivePerson(rows, query, leftOf(rows, query, read), leftOf(rows, { ...query, person: undefined }, read)),
  }),
};
