import type { PolicyNow } from "../../core/policy.ts";
import type { Report, ReportFacts } from "../../core/report/types.ts";
import { reportOf } from "../../core/report.ts";
import type { Store } from "../../core/store.ts";
import type { TimeRange } from "../../core/time/range.ts";
import { readUntil } from "../read-until.ts";

/** What the numbers of a report are read from. */
export interface GatherPorts {
  readonly store: Pick<Store, "stats" | "ratings" | "verdicts" | "cursor">;
  /** Names of sources that are read again and again. */
  readonly sources: readonly string[];
  readonly policy: PolicyNow;
}

/** Reads what a report of the range tells. Throws Failure. */
export const makeReport = async (
  kind: ReportFacts["kind"],
  range: TimeRange,
  { store, policy, sources }: GatherPorts,
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
  const untilMs = await readUntil(store, sources);
  const readUntilMs = untilMs < range.toMs ? untilMs : undefined;
  return reportOf({
    kind,
    readUntilMs,
    overview,
    nights,
    response,
    noise,
    services,
    ratings,
    unjudged: missing?.total,
  });
};
