import type { Alert } from "../../src/core/alert.ts";
import type { Change, Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import type { Mute } from "../../src/core/mute.ts";
import type { Policy, Route } from "../../src/core/policy.ts";
import { defaultPolicy, defaultRoute } from "../../src/core/policy-default.ts";
import type { Known, Rules } from "../../src/core/rules.ts";

/** A Monday noon. */
export const NOON = Date.parse("2026-11-16T12:00:00Z");
export const MIN = 60_000;

/** A route to the channel of its name. */
export const route = (name: string, more: Partial<Route> = {}): Route => ({ ...defaultRoute(name), name, ...more });

/** A policy with these routes before the default. */
export const policyWith = (routes: readonly Route[], more: Partial<Policy> = {}): Policy => ({
  ...defaultPolicy("ops"),
  routes: [...routes, defaultRoute("ops")],
  ...more,
});

/** Something nagios says, unless told otherwise. */
export const alertOf = (more: Partial<Alert> = {}): Alert => ({
  source: "nagios",
  key: "web1/disk",
  eventId: `event-${more.atMs ?? NOON}-${more.state ?? "firing"}`,
  state: "firing",
  severity: "error",
  title: "Disk full",
  atMs: NOON,
  labels: { host: "web1", service: "Checkout" },
  details: [],
  ...more,
});

/** A mute of an hour from noon. */
export const muteOf = (more: Partial<Mute> = {}): Mute => ({
  id: "m1",
  kind: "mute",
  match: { labels: { host: "web*" } },
  fromMs: NOON,
  untilMs: NOON + 60 * MIN,
  by: "Ana",
  channel: "ops",
  because: "deploy",
  swallowed: 0,
  ...more,
});

export const knownAt = (nowMs: number, more: Partial<Known> = {}): Known => ({
  nowMs,
  mutes: [],
  silent: new Map(),
  ...more,
});

/** A problem's life under rules: each alert is applied and judged. Answers the last incident and its change. */
export const live = (
  rules: Rules,
  alerts: readonly Alert[],
  known: (alert: Alert) => Known = ({ atMs }) => knownAt(atMs),
): { readonly incident: Incident; readonly change: Change; readonly alert: Alert } => {
  let last: { readonly incident: Incident; readonly change: Change; readonly alert: Alert } | undefined;
  for (const alert of alerts) {
    const { incident, change } = applyAlert(last?.incident, alert);
    last = { incident: rules.judge(incident, change, alert, known(alert)), change, alert };
  }
  if (!last) throw new Error("no alerts");
  return last;
};
