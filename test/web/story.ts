import type { Member } from "../../src/core/incident.ts";
import type { AlertsDouble } from "./alerts-double.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
export const HOSTILE = `<img src=x onerror="alert(1)"> <script>alert(2)</script> <!channel> *x* \`y\` javascript:alert(3)`;

const member = (nowMs: number, place: number): Member => {
  const sinceMs = nowMs - (40 - place) * MIN;
  const ended = place % 3 === 2;
  return {
    key: `disk-web${place}`,
    title: `Disk almost full on web${place}`,
    state: ended ? "resolved" : "firing",
    sinceMs,
    ...(ended ? { endedAtMs: nowMs - 3 * MIN } : {}),
    labels: { service: "Storefront", host: `web${place}`, value: `${90 + place} %`, threshold: "> 90 %" },
    last: { atMs: sinceMs, rank: 1, eventId: `disk-${place}` },
  };
};

const addGroup = (alerts: AlertsDouble, nowMs: number): void => {
  const members = Array.from({ length: 9 }, (_, place) => member(nowMs, place));
  alerts.hear(
    {
      ...{ source: "alertmanager", key: "disk", atMs: nowMs - 40 * MIN, severity: "warning" },
      title: "Disk almost full",
      labels: { service: "Storefront", cluster: "eu-1" },
      runbook: "https://wiki.example.com/playbooks/disk",
      url: "https://alerts.example.com/#/alerts?receiver=ops",
    },
    { members },
  );
};

const addTaken = (alerts: AlertsDouble, nowMs: number): void => {
  const key = "checkout-latency";
  const about = {
    ...({ source: "grafana", key, severity: "critical", title: "Checkout p95 latency above 2 s" } as const),
    labels: { service: "Checkout", host: "checkout-7", value: "3.4 s", threshold: "> 2 s", team: "payments" },
    url: "https://grafana.example.com/d/checkout",
  };
  alerts.hear({ ...about, atMs: nowMs - 26 * MIN });
  alerts.hear({ ...about, atMs: nowMs - 25 * MIN, state: "update", what: "note added", by: "Ben Carter" });
  alerts.hear(
    { ...about, atMs: nowMs - 22 * MIN, state: "acked", by: "Ana Kovac", ours: true },
    { paged: [{ atMs: nowMs - 24 * MIN, by: "Ben Carter", where: "PagerDuty", ref: "drm-1" }] },
  );
};

const addOdd = (alerts: AlertsDouble, nowMs: number): void => {
  alerts.hear({
    source: "generic",
    key: "hostile",
    atMs: nowMs - 5 * MIN,
    title: HOSTILE,
    url: "javascript:alert(4)",
    labels: { service: HOSTILE, host: "‮evil" },
  });
  const long = "java.lang.IllegalStateException: could not initialise the connection pool ".repeat(8);
  alerts.hear({ source: "sentry", key: "long", atMs: nowMs - 90 * MIN, title: long, labels: { service: "Billing" } });
  alerts.hear(
    {
      source: "nagios",
      key: "ping",
      atMs: nowMs - 9 * MIN,
      severity: "warning",
      title: "PING is CRITICAL",
      labels: { service: "PING", host: "edge-3" },
    },
    { flapping: { changes: 8, sinceMs: nowMs - 14 * MIN }, firings: 5 },
  );
  alerts.hear({
    source: "papertrail",
    key: "502s",
    atMs: nowMs - 12 * MIN,
    state: "notice",
    severity: "info",
    title: "502s: 10 matches",
    labels: { host: "web1, web2" },
    what: "10 lines matched",
  });
  for (const [key, endedMs] of [
    ["queue", 4],
    ["cache", 31],
  ] as const) {
    alerts.hear({
      source: "librato",
      key,
      atMs: nowMs - HOUR,
      title: `${key} depth is high`,
      labels: { service: "Workers" },
    });
    alerts.hear(
      { source: "librato", key, atMs: nowMs - endedMs * MIN, state: "resolved", title: `${key} depth is high` },
      key === "cache" ? { unconfirmed: "Prometheus" } : {},
    );
  }
};

const addMuted = (alerts: AlertsDouble, nowMs: number): void => {
  alerts.quiet = [
    {
      id: "m1",
      kind: "mute",
      match: { labels: { host: "batch*" }, words: ["load"] },
      fromMs: nowMs - HOUR,
      untilMs: nowMs + 80 * MIN,
      by: "Ana Kovac",
      channel: "C1",
      because: "reindexing all night",
      swallowed: 42,
    },
    {
      id: "m2",
      kind: "maintenance",
      match: { labels: { service: "Billing" } },
      fromMs: nowMs + 3 * HOUR,
      untilMs: nowMs + 5 * HOUR,
      by: "Ben Carter",
      channel: "C1",
      because: "database upgrade",
      swallowed: 0,
    },
  ];
  for (let host = 1; host <= 4; host++)
    alerts.hear(
      {
        source: "librato",
        key: `load-${host}`,
        atMs: nowMs - host * 11 * MIN,
        severity: "warning",
        title: `Load on batch${host}`,
        labels: { service: "Batch", host: `batch${host}`, value: `${7 + host}.2`, threshold: "> 6" },
      },
      { mutedBy: "m1" },
    );
};

const ORDINARY = [
  ["pagerduty", "Payments API", "#4711 Payments API: error rate above 5 %", "critical"],
  ["rollbar", "Search", "IOError: closed stream", "error"],
  ["pingdom", "Website", "www.example.com is down", "critical"],
  ["cloudwatch", "Orders", "ALARM: orders-queue-age", "warning"],
  ["honeybadger", "Mailer", "Net::ReadTimeout in NewsletterJob", "error"],
  ["opsgenie", "Login", "Failed logins doubled", "warning"],
  ["bugsnag", "iOS app", "NSInvalidArgumentException in CartView", "info"],
] as const;

const addOrdinary = (alerts: AlertsDouble, nowMs: number): void => {
  for (let place = 0; place < 16; place++) {
    const [source, service, title, severity] = ORDINARY[place % ORDINARY.length] ?? ORDINARY[0];
    const round = Math.floor(place / ORDINARY.length);
    const again = round === 0 ? "" : ` (${round + 1})`;
    const atMs = nowMs - (1 + place * 7) * MIN;
    alerts.hear({
      source,
      key: `${title}${round}`,
      atMs,
      severity,
      title: title + again,
      labels: { service, host: `${service.toLowerCase().replaceAll(" ", "-")}-${round + 1}` },
      url: `https://${source}.example.com/${place}`,
    });
  }
};

/** About thirty problems of every kind, some of them nasty, and people on call. */
export const tellStory = (alerts: AlertsDouble, nowMs: number): void => {
  addOrdinary(alerts, nowMs);
  addGroup(alerts, nowMs);
  addTaken(alerts, nowMs);
  addOdd(alerts, nowMs);
  addMuted(alerts, nowMs);
  const turn = { fromMs: nowMs - HOUR, toMs: nowMs + 9 * HOUR };
  alerts.people = [
    { personId: "P1", name: "Ana Kovac", policy: "Payments", level: 1, schedule: "Payments primary", ...turn },
    { personId: "P2", name: "Ben Carter", policy: "Payments", level: 2, schedule: "Payments secondary", ...turn },
    { personId: "P3", name: "Chidi Okafor", policy: "Platform", level: 1, ...turn, toMs: nowMs + 60 * HOUR },
    { personId: "P4", name: "Dagny Holm", policy: "Platform", level: 3, fromMs: null, toMs: null },
  ];
  const body = Buffer.from(`{"oops": ${HOSTILE} token=sk_live_abcdef \u0000\u0007`);
  const delivery = {
    id: "d-1",
    source: "generic",
    receivedAtMs: nowMs - 8 * MIN,
    contentType: "application/json",
    attempts: 1,
    body,
    state: "unreadable",
    why: "this is not JSON",
  };
  alerts.deliveries.set("d-1", delivery);
  alerts.deliveries.set("d-2", { ...delivery, id: "d-2", state: "done" });
  alerts.broken = [{ id: "d-1", source: "generic", receivedAtMs: delivery.receivedAtMs, why: delivery.why }];
};
