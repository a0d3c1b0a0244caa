import type { Clock, Log } from "../../core/log.ts";
import type { Measure } from "../../core/measure.ts";
import type { PolicyNow } from "../../core/policy.ts";
import type { Store } from "../../core/store.ts";

/** What watching thresholds needs from outside. */
export interface ThresholdPorts {
  readonly store: Pick<Store, "inbox" | "leases" | "openOf" | "known">;
  /** Connected sources of points, by name of the integration. */
  readonly measures: ReadonlyMap<string, Measure>;
  readonly policy: PolicyNow;
  /** The team's IANA zone. */
  readonly tz: string;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
}
