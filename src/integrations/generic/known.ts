import type { Mapping } from "./mapping.ts";

/** https://www.zabbix.com/documentation/current/en/manual/config/notifications/media/webhook */
const zabbix: Mapping = {
  when: { trigger: true, hostname: true },
  title: "trigger",
  key: "{hostname}: {trigger}",
  labels: { host: "hostname", item: "item" },
};

/** https://docs.newrelic.com/docs/alerts/ : the webhook channel of alert policies. */
const newRelic: Mapping = {
  when: { incident_id: true, condition_name: true },
  title: "condition_name",
  key: "incident_id",
  state: "current_state",
  url: "incident_url",
  by: "owner",
  details: "details",
  labels: { policy: "policy_name", host: "targets.0.name" },
};

const UPTIMEROBOT = { "1": "firing", "2": "resolved", "3": "notice" } as const;

/** https://uptimerobot.com/integrations/webhook/ : variables between asterisks. */
const uptimeRobot: Mapping = {
  when: { alert_type: true, monitor_friendly_name: true },
  title: ["{monitor_friendly_name} is {alert_type_friendly_name}", "monitor_friendly_name"],
  key: ["monitor_id", "monitor_url", "monitor_friendly_name"],
  state: "alert_type",
  states: UPTIMEROBOT,
  url: "monitor_url",
  at: "alert_datetime",
  details: "alert_details",
  labels: { service: "monitor_friendly_name", host: "monitor_url", lasted: "alert_friendly_duration" },
};

/** https://riemann.io/concepts.html */
const riemann: Mapping = {
  when: { service: true, state: true, metric: true },
  title: ["{service} on {host}: {description}", "{service} on {host}", "service"],
  key: ["{host}/{service}", "service"],
  labels: { service: "service", host: "host", value: "metric", metric: "" },
};

const updown: Mapping = {
  title: ["description", "{check.alias}: {event}", "{check.url}: {event}"],
  key: "check.token",
  state: "event",
  states: { "check.down": "firing", "check.still_down": "firing", "check.up": "resolved" },
  url: "check.url",
  at: ["time", "downtime.ended_at", "downtime.started_at"],
  labels: { service: "check.alias", host: "check.url", error: ["downtime.error", "check.error"] },
};

/** https://updown.io/api#webhooks : an array of events. */
const updowns: readonly Mapping[] = [
  {
    ...updown,
    when: { event: "check.down", "check.token": true },
    title: [
      "{check.alias} is down: {downtime.error}",
      "{check.url} is down: {downtime.error}",
      "{check.alias} is down",
      "{check.url} is down",
    ],
  },
  {
    ...updown,
    when: { event: "check.up", "check.token": true },
    title: ["{check.alias} is up again", "{check.url} is up again"],
  },
  { ...updown, when: { event: true, "check.token": true } },
];

/** Senders that are known by what their bodies hold. */
export const known: readonly Mapping[] = [zabbix, newRelic, uptimeRobot, riemann, ...updowns];
