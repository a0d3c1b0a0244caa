import { resolve } from "../account/actions.ts";
import { type Act, addEntry, type Desk } from "../account/happening.ts";
import { firstLevel } from "../account/oncall.ts";
import { takesIncidents, trigger } from "../account/trigger.ts";
import type { Incident, Service } from "../model.ts";
import type { ReadEvent } from "./event.ts";

const acknowledge = (desk: Desk, incident: Incident, act: Act): void => {
  if (incident.status !== "triggered") return;
  Object.assign(incident, { status: "acknowledged", changedAtMs: act.atMs, changedBy: act.by, updatedAtMs: act.atMs });
  addEntry(desk, incident, "acknowledge", act, "Acknowledged through the API");
  desk.tell({ type: "incident.acknowledged", incident, atMs: act.atMs, agent: act.by });
};

/** Events of a service that is off, in maintenance or without anybody on call are swallowed. */
const opens = (desk: Desk, service: Service, atMs: number): boolean =>
  takesIncidents(desk.account, service, atMs) && firstLevel(desk.account, service.policyId, atMs) !== undefined;

/**
 * What an accepted event does: a trigger whose key is open on that service joins its incident, any other opens one; an
 * acknowledge or resolve of a key that is not open changes nothing. Answers the key.
 */
export const applyEvent = (desk: Desk, service: Service, event: ReadEvent, atMs: number): string => {
  const key = event.dedupKey ?? desk.random.hex(32);
  const act: Act = { by: { kind: "service", id: service.id }, via: "api", atMs };
  const open = desk.account.incidents.find(
    (one) => one.key === key && one.serviceId === service.id && one.status !== "resolved",
  );
  if (open !== undefined && event.action === "trigger") open.updatedAtMs = atMs;
  else if (open !== undefined && event.action === "acknowledge") acknowledge(desk, open, act);
  else if (open !== undefined) resolve(desk, open, act);
  else if (event.action === "trigger" && opens(desk, service, atMs))
    trigger(desk, { serviceId: service.id, title: event.title, urgency: event.urgency, key }, act);
  return key;
};
