import type { Severity } from "../../core/alert.ts";

/** Names people give to their worst priority; PagerDuty's own scheme begins at P1. */
const WORST = /^(p|sev|s)[-\s]?[01]$|^critical$/i;

/** Worst priority: critical; otherwise high urgency (or unknown): error, low urgency: warning. */
export const severityOf = (urgency: string | null | undefined, priority: string | null | undefined): Severity => {
  if (priority && WORST.test(priority.trim())) return "critical";
  return urgency === "low" ? "warning" : "error";
};
