import assert from "node:assert/strict";
import type { Press } from "../../src/core/inbound.ts";
import { createLinks, createMetrics, createWeb, type Web } from "../../src/web/index.ts";
import { freePort } from "../support/free-port.ts";
import { AlertsDouble } from "../web/alerts-double.ts";

/** The time now. */
export const clock = (): number => Math.round(performance.timeOrigin + performance.now());
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const port = await freePort();
const publicUrl = `http://127.0.0.1:${port}`;
export const links = createLinks({ secrets: ["a secret for the browser"], publicUrl, clock });
export const alerts = new AlertsDouble();

/** The HTTP side over problems in memory; again on the same port after it was stopped. */
export const startWeb = (): Promise<Web> =>
  createWeb({
    ...{ host: "127.0.0.1", port, publicUrl, log, clock, hooks: {}, links, alerts, metrics: createMetrics() },
    accept: async () => undefined,
    graphs: {
      has: () => false,
      spec: () => Promise.reject(new Error("no graphs here")),
      onData: () => () => undefined,
    },
    snapshots: { read: async () => undefined },
    ready: async () => ({ ok: true, problems: [] }),
  });

/** Does what was pressed, as the flows would. */
export const work = ({ id, verb, incidentId }: Press): void => {
  const incident = alerts.incidents.get(incidentId);
  assert.ok(incident);
  const { source, key, severity, title, labels } = incident;
  const about = { source, key, severity, title, labels, atMs: clock(), eventId: id, ours: true, by: "Ana Kovac" };
  if (verb === "mute" || verb === "unmute")
    alerts.keep({ ...incident, version: incident.version + 1, mutedBy: verb === "mute" ? "m1" : undefined });
  else if (verb === "page")
    alerts.hear(
      { ...about, state: "update", what: "paged" },
      { paged: [{ atMs: clock(), by: "Ana Kovac", where: "PagerDuty", ref: "x" }] },
    );
  else alerts.hear({ ...about, state: verb === "ack" ? "acked" : "resolved" });
  alerts.outcomes.set(id, "done");
};

/** What was pressed, oldest first. */
export const nextPress = async (): Promise<Press> => {
  for (let wait = 0; wait < 200; wait++) {
    const press = alerts.presses.shift();
    if (press) return press;
    await new Promise((next) => setTimeout(next, 20));
  }
  throw new Error("nothing was pressed");
};
