import type { Alert } from "../../src/core/alert.ts";
import type { Fact } from "../../src/core/fact.ts";
import type { SourceIncident } from "../../src/core/integration.ts";
import type { Lease, NewDelivery, Outcome, Plan, Store } from "../../src/core/store.ts";

/** Monday 2026-11-16 10:00 UTC. */
export const MONDAY = 1_794_823_200_000;

export const delivery = (id: string, more: Partial<NewDelivery> = {}): NewDelivery => ({
  id,
  source: "pagerduty",
  receivedAtMs: MONDAY,
  contentType: "application/json",
  body: new TextEncoder().encode(`{"id":"${id}"}`),
  ...more,
});

let events = 0;
export const alert = (more: Partial<Alert> = {}): Alert => {
  events += 1;
  return {
    source: "pagerduty",
    key: "K1",
    eventId: `event-${events}`,
    state: "firing",
    severity: "critical",
    title: "Disk is full",
    atMs: MONDAY + events,
    labels: { service: "db" },
    details: [],
    ...more,
  };
};

export const outcome = (deliveryId: string, ...alerts: readonly Alert[]): Outcome => ({
  deliveryId,
  source: "pagerduty",
  state: "done",
  alerts,
});

export const fact = (id: string, more: Partial<Fact> = {}): Fact => ({
  source: "pagerduty",
  id,
  kind: "notified",
  atMs: MONDAY,
  personId: "P1",
  incidentKey: "K1",
  channel: "push",
  service: "db",
  teams: ["Core", "Data, and more"],
  ...more,
});

export const found = (more: Partial<SourceIncident> = {}): SourceIncident => ({
  source: "pagerduty",
  key: "K1",
  state: "firing",
  severity: "critical",
  title: "Disk is full",
  labels: { service: "db" },
  openedAtMs: MONDAY,
  readAtMs: MONDAY + 3_600_000,
  changedAtMs: MONDAY,
  ...more,
});

/** Everything goes to #ops as a card; longer texts into its thread. */
export const toOps: Plan = (_incident, _change, { details }) =>
  details.length > 0
    ? [
        { kind: "card", channel: "ops" },
        { kind: "note", channel: "ops", lines: details },
      ]
    : [{ kind: "card", channel: "ops" }];

export const leaseOf = async (store: Store, name: string, holder = "me", forMs = 60_000): Promise<Lease> => {
  const lease = await store.leases.take(name, holder, forMs);
  if (!lease) throw new Error(`the lease ${name} is held by another`);
  return lease;
};

export const laneOf = async (store: Store, holder = "me", forMs = 60_000) => {
  const lane = await store.outbox.takeLane(holder, forMs);
  if (!lane) throw new Error("no lane has work");
  return lane;
};
