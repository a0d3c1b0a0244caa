import type { Incident, Note } from "../model.ts";
import { Refusal } from "../refusal.ts";
import { type Act, addEntry, agentName, type Desk } from "./happening.ts";

/** Longest snooze: a week, in milliseconds. */
const LONGEST_SNOOZE_MS = 604_800_000;

/** Adds a note. */
export const addNote = (desk: Desk, incident: Incident, content: string, act: Act): Note => {
  const note: Note = { id: desk.random.id("P", 7), userId: act.by.id, content, atMs: act.atMs };
  incident.notes.push(note);
  addEntry(desk, incident, "annotate", act, `Note added by ${agentName(desk.account, act.by)}`, { note: content });
  desk.tell({ type: "incident.annotated", incident, atMs: act.atMs, agent: act.by, note });
  return note;
};

/** Publishes a status update to subscribers; answers its id. */
export const publishStatus = (desk: Desk, incident: Incident, message: string, act: Act): string => {
  const updateId = desk.random.id("P", 7);
  incident.updatedAtMs = act.atMs;
  desk.tell({ type: "incident.status_update_published", incident, atMs: act.atMs, agent: act.by, updateId, message });
  return updateId;
};

/**
 * Lets an ack last until `forMs` later, when the incident is triggered again. Refused with 1001, with 1012 unless
 * acknowledged, with 1013 unless it is between a second and a week.
 */
export const snooze = (desk: Desk, incident: Incident, forMs: number, act: Act): void => {
  if (incident.status === "resolved") throw new Refusal(1001);
  if (incident.status !== "acknowledged") throw new Refusal(1012);
  if (!(forMs >= 1000 && forMs <= LONGEST_SNOOZE_MS)) throw new Refusal(1013);
  incident.snoozedUntilMs = act.atMs + forMs;
  addEntry(desk, incident, "snooze", act, `Snoozed by ${agentName(desk.account, act.by)}`, {
    untilMs: incident.snoozedUntilMs,
  });
};

/** Moves an incident to another service; its policy stays. */
export const changeService = (desk: Desk, incident: Incident, serviceId: string, act: Act): void => {
  if (!desk.account.services.some((service) => service.id === serviceId)) throw new Refusal(5002);
  incident.serviceId = serviceId;
  addEntry(desk, incident, "field_value_change", act, "Service changed");
  desk.tell({ type: "incident.service_updated", incident, atMs: act.atMs, agent: act.by });
};

/** Folds sources into an open target: those that are open end, with reason merge. Refused with 1001, 1019 or 2015. */
export const merge = (desk: Desk, target: Incident, sources: readonly Incident[], act: Act): void => {
  if (target.status === "resolved") throw new Refusal(1001);
  if (sources.some((one) => one.mergedIntoId !== null)) throw new Refusal(1019);
  if (sources.includes(target)) throw new Refusal(2015);
  for (const source of new Set(sources)) {
    const wasOpen = source.status !== "resolved";
    Object.assign(source, { status: "resolved", mergedIntoId: target.id, assignments: [], acks: [] });
    Object.assign(source, { snoozedUntilMs: null, resolvedAtMs: source.resolvedAtMs ?? act.atMs });
    if (wasOpen) Object.assign(source, { changedAtMs: act.atMs, changedBy: act.by });
    addEntry(desk, source, "resolve", act, `Merged into [#${target.number}] ${target.title}`);
    if (wasOpen) desk.tell({ type: "incident.resolved", incident: source, atMs: act.atMs, agent: act.by });
  }
  target.updatedAtMs = act.atMs;
};
