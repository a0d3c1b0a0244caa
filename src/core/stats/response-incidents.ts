import type { StatsFact, StatsIncident } from "./rows.ts";

/** What facts say of one incident. */
export interface Course {
  byHand: boolean;
  byTimeout: boolean;
  readonly assignedAtMs: number[];
  readonly escalatedAtMs: Set<number>;
}

/** Courses of incidents by source and key, of facts before a moment. */
export const coursesOf = (
  incidents: readonly StatsIncident[],
  facts: readonly StatsFact[],
  beforeMs: number,
): ReadonlyMap<StatsIncident, Course> => {
  const courses = new Map<StatsIncident, Course>();
  const bySource = new Map<string, Map<string, Course>>();
  for (const incident of incidents) {
    const course: Course = { byHand: false, byTimeout: false, assignedAtMs: [], escalatedAtMs: new Set() };
    const those = bySource.get(incident.source) ?? new Map<string, Course>();
    bySource.set(incident.source, those.set(incident.key, course));
    courses.set(incident, course);
  }
  for (const { kind, source, incidentKey, atMs, personId } of facts) {
    if ((kind !== "assigned" && kind !== "escalated") || atMs >= beforeMs) continue;
    const course = bySource.get(source)?.get(incidentKey);
    if (!course) continue;
    if (kind === "assigned") course.assignedAtMs.push(atMs);
    else {
      course.escalatedAtMs.add(atMs);
      if (personId === undefined) course.byTimeout = true;
      else course.byHand = true;
    }
  }
  return courses;
};

/** Whether somebody handed it on: assigned again, not by an escalation. */
export const wasReassigned = ({ assignedAtMs, escalatedAtMs }: Course): boolean => {
  const firstMs = assignedAtMs.reduce((first, atMs) => Math.min(first, atMs), Number.POSITIVE_INFINITY);
  return assignedAtMs.some((atMs) => atMs > firstMs && !escalatedAtMs.has(atMs));
};
