import type { DueHandler } from "../due.ts";

/** A problem that has not changed for as long as flapping is measured is quiet again, and its card says so. */
export const settle: DueHandler = async (due, { store, policy, clock, tellOurs }) => {
  const incident = await store.incident(due.subject);
  if (!incident?.flapping) return undefined;
  const quietAtMs = (incident.flips?.at(-1) ?? incident.flapping.sinceMs) + policy().flapping.withinMs;
  if (quietAtMs > clock()) return { ...due, atMs: quietAtMs };
  const { source, key, id, severity } = incident;
  await tellOurs({
    ...{ source, key, incidentId: id, severity, severityKnown: false },
    eventId: `${due.id}:${due.atMs}`,
    state: "update",
    what: "settled",
  });
  return undefined;
};
