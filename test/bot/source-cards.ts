import { readFileSync } from "node:fs";
import type { Alert } from "../../src/core/alert.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import { integrations } from "../../src/integrations/index.ts";

/** The fixture of each source that makes the fullest card. */
const FIXTURES: Readonly<Record<string, string>> = {
  airbrake: "02-again.json",
  alertmanager: "v4-01-firing.json",
  bugsnag: "01-first-exception.json",
  cloudwatch: "alarm-01-alarm.txt",
  deploys: "01-version.json",
  errbit: "02-tenth-notice.json",
  generic: "own-01-firing.json",
  grafana: "unified-01-firing.json",
  honeybadger: "01-occurred.json",
  librato: "01-fire-two-hosts.form.txt",
  nagios: "json-01-host-down.json",
  opsgenie: "01-create.json",
  pagerduty: "v3-01-triggered-by-service.json",
  papertrail: "03-many-lines-many-hosts.json",
  pingdom: "01-http-down-high.json",
  raygun: "01-new-error.json",
  rollbar: "01-new-item.json",
  sentry: "10-metric-critical.json",
  victorops: "01-template-triggered.json",
};

/** Every source with a card. */
export const SOURCES = Object.keys(FIXTURES);

const RECEIVED_MS = Date.UTC(2026, 10, 16, 8);

/** A fixture as its sender sends it. */
export const deliveryOf = (source: string): { readonly contentType: string; readonly body: Uint8Array } => {
  const file = FIXTURES[source] ?? "";
  const body = new Uint8Array(readFileSync(new URL(`../fixtures/${source}/${file}`, import.meta.url)));
  const json = !file.endsWith(".txt");
  const plain = file.endsWith(".form.txt") ? "application/x-www-form-urlencoded" : "text/plain";
  return { contentType: json ? "application/json" : plain, body };
};

const alertsOf = (source: string): readonly Alert[] => {
  const relay = integrations.find(({ name }) => name === source)?.relay;
  if (relay === undefined) throw new Error(`${source} relays nothing`);
  const delivered = { deliveryId: `${source}-1`, ...deliveryOf(source), receivedAtMs: RECEIVED_MS };
  return relay.parse(delivered).map((alert) => ({ ...alert, source }));
};

/** The first thing that a source's fixture tells, and what becomes of it. */
export const firstOf = (source: string): { readonly alert: Alert; readonly incident: Incident } => {
  const [alert] = alertsOf(source);
  if (alert === undefined) throw new Error(`${source}: the fixture says nothing`);
  return { alert, incident: applyAlert(undefined, alert).incident };
};
