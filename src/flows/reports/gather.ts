import type { PolicyNow } from "../../core/policy.ts";
import { reportOf } from "../../core/report.ts";
import type { Report, ReportFacts } from "../../core/report-types.ts";
import type { Store } from "../../core/store.ts";
import type { TimeRange } from "../../core/time-range.ts";

/** What the numbers of a report are read from. */
export interface GatherPorts {
  readonly store: Pick<Store, "stats" | "ratings" | "verdicts">;
  readonly policy: PolicyNow;
}

/** Reads what a report of the range tells. Throws Failure. */
export const makeReport = async (
  kind: ReportFacts["kind"],
  range: TimeRange,
  { store, policy }: GatherPorts,
): Promise<Report> => {
  const query = { range };
  const [overview, nights, response, noise, services, ratings, missing] = await Promise.all([
    store.stats("overview", query),
    store.stats("nights", query),
    store.stats("response", query),
    store.stats("noise", query),
    store.stats("services", query),
    store.ratings.between(range),
    policy().care.verdicts === "off" ? undefined : store.verdicts.missing(range, 1),
  ]);
  return reportOf({ kind, overview, nights, response, noise, services, ratings, unjudged: missing?.total });
};
