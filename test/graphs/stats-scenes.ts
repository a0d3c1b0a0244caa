import type { ChartSpec } from "../../src/core/chart.ts";
import { ANA, account, LEAD, specOver } from "./stats-account.ts";

/** Last week, and this week so far. */
export const LAST_WEEK = "from=2026-11-09&to=2026-11-15&tz=Europe/Berlin";
export const THIS_WEEK = "from=2026-11-16&to=2026-11-22&tz=Europe/Berlin";
export const NINETY_DAYS = "from=2026-08-24&to=2026-11-21&tz=Europe/Berlin";

const busy = account(100, 6);
const long = account(100, 4);
const quiet = account(21, 0.8);
const nothing = account(1, 0, { asOfMs: null, sinceMs: null, people: [], duties: [], planned: [] });

/** Pictures of statistics to look at, by name. */
export const STATS_SCENES: Readonly<Record<string, () => Promise<ChartSpec>>> = {
  "stats-overview": () => specOver("oncall-stats", LAST_WEEK, busy),
  "stats-load": () => specOver("oncall-load", LAST_WEEK, busy),
  "stats-load-running": () => specOver("oncall-load", THIS_WEEK, busy),
  "stats-load-90d": () => specOver("oncall-load", NINETY_DAYS, long, { names: "initials" }),
  "stats-load-person": () => specOver("oncall-load", `${LAST_WEEK}&person=ben@example.com`, busy),
  "stats-load-unread": () => specOver("oncall-load", LAST_WEEK, nothing),
  "stats-nights": () => specOver("oncall-nights", LAST_WEEK, busy),
  "stats-nights-lead": () => specOver("oncall-nights", NINETY_DAYS, busy, { viewer: LEAD }),
  "stats-fairness": () => specOver("oncall-fairness", NINETY_DAYS, busy),
  "stats-fairness-totals": () => specOver("oncall-fairness", NINETY_DAYS, busy, { names: "totals" }),
  "stats-fairness-pages": () => specOver("oncall-fairness", LAST_WEEK, { ...busy, duties: [] }, { names: "initials" }),
  "stats-response": () => specOver("oncall-response", "from=2026-10-26&to=2026-11-20&tz=Europe/Berlin", busy),
  "stats-response-few": () => specOver("oncall-response", LAST_WEEK, quiet),
  "stats-noise": () => specOver("oncall-noise", LAST_WEEK, busy),
  "stats-services": () => specOver("oncall-services", THIS_WEEK, busy),
  "stats-availability": () => specOver("oncall-availability", LAST_WEEK, busy),
  "stats-person": () => specOver("oncall-person", "from=2026-11-01&to=2026-11-21&person=me", busy, { viewer: ANA }),
  "stats-compare": () =>
    specOver(
      "oncall-compare",
      "a=2026-11-01T23:00:00Z/2026-11-08T23:00:00Z&b=2026-11-08T23:00:00Z/2026-11-15T23:00:00Z",
      busy,
    ),
  "stats-compare-services": () => specOver("oncall-compare", `a=service:search&b=service:ingest&${LAST_WEEK}`, busy),
};
