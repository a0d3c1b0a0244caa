import type { Incident, Note } from "../model.ts";
import { Refusal } from "../refusal.ts";
import { type Act, addEntry, agentName, type Desk } from "./happening.ts";

/** Adds a note. */
export const addNote = (desk: Desk, incident: Incident, content: string, act: Act): Note => {
  const note: Note = { id: desk.random.id("P", 7), userId: act.by.id, content, atMs: act.atMs };
  incident.notes.push(note);
  addEntry(desk, incident, "annotate", act, `Note added by ${agentName(desk.account, act.by)}`, { note: content });
  desk.tell({ type: "incident.annotated", incident, atMs: act.atMs, agent: act.by, note });
  return note;
};

/** Publishes a status update to subscribers. */
export const publishStatus = (desk: Desk, incident: Incident, message: string, act: Act): void => {
  const updateId = desk.random.id("P", 7);
  incident.updatedAtMs = act.atMs;
  desk.tell({ type: "incident.status_update_published", incident, atMs: act.atMs, agent: act.by, updateId, message });
};

/** Asks another person to help and pages them. Refused with 2013 when unknown. */
export const addResponder = (desk: Desk, incident: Incident, userId: string, message: string, act: Act): void => {
  if (!desk.account.users.some((user) => user.id === userId)) throw new Refusal(400, 2013, "User not found");
  desk.tell({ type: "incident.responder.added", incident, atMs: act.atMs, agent: act.by, userId, message });
  desk.page(incident, [userId], act.atMs);
};

/** Moves an incident to another service; its policy stays. */
export const changeService = (desk: Desk, incident: Incident, serviceId: string, act: Act): void => {
  if (!desk.account.services.some((service) => service.id === serviceId)) {
    throw new Refusal(400, 5002, "Service Not Found");
  }
  incident.serviceId = serviceId;
  addEntry(desk, incident, "field_value_change", act, "Service changed");
  desk.tell({ type: "incident.service_updated", incident, atMs: act.atMs, agent: act.by });
};

/** Folds sources into an open target: they end with reason merge. Refused with 1001 or 1019. */
export const merge = (desk: Desk, target: Incident, sources: readonly Incident[], act: Act): void => {
  if (target.status === "resolved") throw new Refusal(400, 1001, "Incident Already Resolved");
  if (sources.some((one) => one.mergedIntoId !== null)) throw new Refusal(400, 1019, "Incident Already Merged");
  if (sources.includes(target)) throw new Refusal(400, 2015, "Invalid operation");
  for (const source of sources) {
    Object.assign(source, { status: "resolved", mergedIntoId: target.id, assignments: [], acks: [] });
    Object.assign(source, { resolvedAtMs: act.atMs, changedAtMs: act.atMs, changedBy: act.by });
    addEntry(desk, source, "resolve", act, `Merged into [#${target.number}] ${target.title}`);
    desk.tell({ type: "incident.resolved", incident: source, atMs: act.atMs, agent: act.by });
  }
  target.updatedAtMs = act.atMs;
};
