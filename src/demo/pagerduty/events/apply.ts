import { resolve, trigger } from "../account/actions.ts";
import { type Act, addEntry, type Desk } from "../account/happening.ts";
import type { Incident, Service } from "../model.ts";
import { inMaintenance } from "../shapes.ts";
import type { ReadEvent } from "./event.ts";

const acknowledge = (desk: Desk, incident: Incident, act: Act): void => {
  if (incident.status !== "triggered") return;
  Object.assign(incident, { status: "acknowledged", changedAtMs: act.atMs, changedBy: act.by, updatedAtMs: act.atMs });
  addEntry(desk, incident, "acknowledge", act, "Acknowledged through the API");
  desk.tell({ type: "incident.acknowledged", incident, atMs: act.atMs, agent: act.by });
};

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
  else if (event.action === "trigger" && !inMaintenance(desk.account, service.id, atMs))
    trigger(desk, { serviceId: service.id, title: event.title, urgency: event.urgency, key }, act);
  return key;
};
