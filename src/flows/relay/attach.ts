import type { Alert } from "../../core/alert.ts";
import { callsNow } from "../../core/called.ts";
import type { Incident } from "../../core/incident.ts";
import type { Clock } from "../../core/log.ts";
import { factsOf } from "../../core/match.ts";
import type { PolicyNow, Route } from "../../core/policy.ts";
import { routeFor } from "../../core/route.ts";
import { dayIn } from "../../core/route-hours.ts";
import type { Rules } from "../../core/rules.ts";
import { SELF } from "../../core/self.ts";
import type { Outcome, Store } from "../../core/store.ts";

/** What attaching needs from outside. */
export interface AttachPorts {
  readonly store: Pick<Store, "incident" | "incidents">;
  readonly rules: Rules;
  readonly policyNow: PolicyNow;
  /** How a pager knows the call that was made about an incident. */
  readonly pageRef: (incidentId: string) => string;
  /** Zone of the days that threads are made for. */
  readonly tz: string;
  readonly clock: Clock;
}

/**
 * Alerts whose cards stand below another know which: the day's message of a route that posts to a thread, which is made
 * when it is needed, and the card that a pager's own incident was called from, so that nobody reads the same twice.
 */
export const attachAll = async (outcomes: readonly Outcome[], ports: AttachPorts): Promise<readonly Outcome[]> => {
  const attached: Outcome[] = [];
  for (const outcome of outcomes) {
    const alerts: Alert[] = [];
    for (const alert of outcome.alerts) alerts.push(...(await attach(alert, ports)));
    attached.push({ ...outcome, alerts });
  }
  return attached;
};

const attach = async (alert: Alert, ports: AttachPorts): Promise<readonly Alert[]> => {
  if (alert.source === SELF || alert.ours) return [alert];
  const from = await calledFrom(alert, ports);
  return [...(await stand(alert, from, ports)), ...(from ? callOver(from, alert, ports.clock()) : [])];
};

const stand = async (alert: Alert, from: Incident | undefined, ports: AttachPorts): Promise<readonly Alert[]> => {
  if (from?.said && from.mutedBy === undefined)
    return [{ ...alert, under: from.said.under ?? from.id, channel: from.said.channel }];
  const nowMs = ports.clock();
  const route = routeFor(ports.policyNow(), factsOf(alert), nowMs);
  if (route.post !== "thread" || !(await mayOpen(alert, ports))) return [alert];
  const head = headOf(route, nowMs, ports.tz);
  return [head, { ...alert, under: `${head.source}:${head.key}`, channel: route.channel }];
};

/** The day's message of a route; the same however often it is made. */
const headOf = ({ name, channel }: Route, nowMs: number, tz: string): Alert => {
  const { date, weekday } = dayIn(tz, nowMs);
  const key = `thread:${name}:${channel}:${date}`;
  return {
    source: SELF,
    key,
    eventId: key,
    state: "notice",
    severity: "info",
    title: `${name}: ${weekday} ${date}`,
    atMs: nowMs,
    what: "what comes is in this thread",
    labels: {},
    details: [],
    channel,
  };
};

/** Whether it may be the first of its problem; what repeats needs no new day. */
const mayOpen = async (alert: Alert, { store, rules }: AttachPorts): Promise<boolean> => {
  if (alert.state !== "firing" && alert.state !== "notice") return false;
  const key = rules.gather(alert).group?.key ?? alert.key;
  const known = await store.incident(`${alert.source}:${key}`);
  return known === undefined || known.state === "resolved" || known.state === "notice";
};

/** The label that carries the key a pager's incident was made with. */
const DEDUP = "dedup";
const MOST_OPEN = 500;

/** The problem that a pager's own incident was called about from here. */
const calledFrom = async (alert: Alert, { store, pageRef }: AttachPorts): Promise<Incident | undefined> => {
  const ref = alert.labels[DEDUP];
  if (!ref?.startsWith(`${SELF}:`)) return undefined;
  const { incidents } = await store.incidents({}, "recent", MOST_OPEN);
  const from = incidents.find((incident) => isCalled(incident, ref, pageRef));
  return from?.id === `${alert.source}:${alert.key}` ? undefined : from;
};

/** Whoever was called ended the call at the pager while the problem goes on: it can be called about again. */
const callOver = (from: Incident, { state, labels, eventId, by, atMs }: Alert, nowMs: number): readonly Alert[] => {
  const page = callsNow(from).find(({ ref }) => ref === labels[DEDUP]);
  if (state !== "resolved" || from.state === "resolved" || !page || page.atMs > atMs) return [];
  const { source, key, id: incidentId, severity } = from;
  return [
    {
      ...{ source, key, incidentId, severity, severityKnown: false, title: "", labels: {}, atMs: nowMs, by },
      eventId: `call_over:${eventId}`,
      state: "update",
      what: `call ended at ${page.where}`,
      details: [`The call was ended at ${page.where}, but this goes on.`],
      paged: { ...page, over: true },
      ours: true,
    },
  ];
};

/** The pager's word can come before our own note that it was called. */
const isCalled = ({ id, paged = [] }: Incident, ref: string, pageRef: AttachPorts["pageRef"]): boolean =>
  paged.some((page) => page.ref === ref) || pageRef(id) === ref;
