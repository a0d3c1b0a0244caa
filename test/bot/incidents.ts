import type { Alert } from "../../src/core/alert.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";

export const OPENED_MS = Date.UTC(2026, 10, 16, 2, 41, 7);

const BASE: Alert = {
  source: "pagerduty",
  key: "Q1A2B3",
  eventId: "e0",
  state: "firing",
  severity: "critical",
  title: "Checkout API high latency",
  url: "https://example.pagerduty.com/incidents/Q1A2B3",
  atMs: OPENED_MS,
  labels: {
    region: "eu-1",
    number: "1234",
    assigned: "Ana Ruiz",
    urgency: "high",
    service: "Checkout",
    priority: "P1",
  },
  details: [],
};

/** What changed, `atMin` minutes after it opened. */
export type Step = Partial<Alert> & { readonly atMin?: number };

/** The life of one incident, step by step. */
export const incidentAfter = (...steps: readonly Step[]): Incident => {
  let incident: Incident | undefined;
  for (const [i, { atMin = 0, ...step }] of steps.entries())
    incident = applyAlert(incident, { ...BASE, eventId: `e${i}`, atMs: OPENED_MS + atMin * 60_000, ...step }).incident;
  if (incident === undefined) throw new Error("an incident needs a step");
  return incident;
};
