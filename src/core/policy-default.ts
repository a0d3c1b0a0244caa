import type { CareRules, Policy, Route } from "./policy.ts";
import { CREDENTIALS } from "./redactions.ts";

const MINUTE = 60_000;

/** What a route does where nobody said otherwise. */
export const ROUTE_DEFAULTS = {
  mention: [],
  post: "channel",
  details: "thread",
  leftAlone: { afterMs: 10 * MINUTE, severities: ["critical"], page: false },
} as const satisfies Partial<Route>;

/** The last route: takes everything. */
export const defaultRoute = (channel: string): Route => ({ ...ROUTE_DEFAULTS, name: "default", match: {}, channel });

/** What is done for people on call where nobody said otherwise. */
export const DEFAULT_CARE: CareRules = {
  leads: [],
  reports: [{ kind: "weekly", day: 1, atMin: 9 * 60 }],
  verdicts: "paged",
  endOfShift: true,
  rest: true,
};

/** What holds without a config file: everything to one channel, credentials taken out. */
export const defaultPolicy = (opsChannel: string): Policy => ({
  routes: [defaultRoute(opsChannel)],
  runbooks: [],
  heartbeats: [],
  flapping: { changes: 6, withinMs: 15 * MINUTE },
  freshAfterMs: 15 * MINUTE,
  groupWindowMs: 60 * MINUTE,
  redactions: CREDENTIALS,
  permissions: {},
  shifts: [],
  thresholds: [],
  care: DEFAULT_CARE,
  phones: "stale",
});
