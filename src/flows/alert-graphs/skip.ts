import type { Due } from "../../core/due.ts";
import type { Incident } from "../../core/incident.ts";
import type { Clock } from "../../core/log.ts";
import type { PolicyNow } from "../../core/policy.ts";
import { routeNamed } from "../../core/route.ts";
import type { Store } from "../../core/store.ts";
import { graphOf } from "./graph-of.ts";

/** What deciding needs from outside. */
export interface WantPorts {
  readonly store: Pick<Store, "dues" | "incident" | "leases" | "budgets" | "storms">;
  readonly policy: PolicyNow;
  /** Connected sources of points, the default one first. */
  readonly measures: ReadonlySet<string>;
  readonly clock: Clock;
}

const OVER_MS = 5 * 60_000;
/** At most 5 + 60 s / 12 s = 10 in any minute of a channel. */
const BURST = 5;
const PACE_MS = 12_000;

/** Why a problem needs no graph now; undefined when it gets one, and its channel's budget is paid. */
export const skipReason = async (
  due: Due,
  incident: Incident | undefined,
  storms: ReadonlySet<string>,
  { store, policy, measures, clock }: WantPorts,
): Promise<string | undefined> => {
  if (!incident) return "the problem is not known any more";
  const { state, resolvedAtMs = 0, mutedBy, said } = incident;
  if (state === "resolved" && resolvedAtMs < clock() - OVER_MS) return "it is over";
  if (mutedBy !== undefined) return "it is muted";
  const route = routeNamed(policy(), said?.route);
  if (!graphOf(incident, route, measures)) return "its route wants none, or its source is not connected";
  const channel = said?.channel ?? route.channel;
  if (storms.has(channel)) return "a storm is on in its channel";
  if (due.step > 1) return undefined;
  const { waitMs } = await store.budgets.take(`graph:${channel}`, PACE_MS, BURST);
  return waitMs > 0 ? "its channel had enough of them in this minute" : undefined;
};
