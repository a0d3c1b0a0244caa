import type { ChartSpec } from "../../src/core/chart.ts";
import type { Mark, MeasureWindow } from "../../src/core/measure/data.ts";
import type { LogCount } from "../../src/core/measure.ts";
import { rowsOver, specOfMade } from "./measure-kit.ts";

const at = (time: string): number => Date.parse(`2026-11-21T${time}:00+01:00`);

/** Numbers that look random and are always the same. */
const noise = (seed: number): number => {
  const value = Math.sin(seed * 12.9898) * 43_758.5453;
  return value - Math.floor(value);
};

const wave = (row: number, place: number, base: number): number =>
  base * (1 + 0.25 * Math.sin(place / 23 + row * 1.7) + 0.2 * noise(place + row * 997));

const PODS = [
  "checkout-7f9c6d5b48-x2x8q",
  "checkout-7f9c6d5b48-lm4pz",
  "payments-58d7c9f7f5-abcde",
  "search",
  "ingest-eu-central-1a",
  "web-1",
  "web-2",
  "web-513",
  "auth",
  "billing",
  "mailer",
  "scheduler",
  "cron",
  "reports",
  "exports",
  "thumbnails",
  "gateway",
];

const OWN: Mark = {
  ...{ kind: "incident", id: "alertmanager:1", label: "#1234 Checkout slow", severity: "critical", own: true },
  ...{ fromMs: at("14:20"), ackedMs: at("14:27"), toMs: at("14:48") },
};
const MARKS: readonly Mark[] = [
  OWN,
  {
    kind: "incident",
    id: "b",
    label: "#1235 Payments 5xx",
    severity: "error",
    fromMs: at("14:23"),
    ackedMs: at("14:40"),
  },
  { kind: "incident", id: "c", label: "#1190 Disk web-1", severity: "warning", fromMs: at("13:20"), toMs: at("14:12") },
  { kind: "deploy", id: "d", label: "v42", severity: "info", fromMs: at("14:17"), toMs: at("14:17") },
  { kind: "deploy", id: "e", label: "checkout v43", severity: "info", fromMs: at("14:19"), toMs: at("14:19") },
  { kind: "deploy", id: "f", label: "rollback v41", severity: "info", fromMs: at("14:44"), toMs: at("14:44") },
];

const surge = (atMs: number): number => (atMs > at("14:18") && atMs < at("14:46") ? 3.2 : 1);

const logsOver = ({ fromMs, toMs }: MeasureWindow, points: number, hosts: readonly string[], gap = false): LogCount => {
  const stepMs = Math.ceil((toMs - fromMs) / points / 60_000) * 60_000;
  const timesMs = Array.from({ length: Math.ceil((toMs - fromMs) / stepMs) }, (_, place) => fromMs + place * stepMs);
  const unread = (place: number): boolean => gap && place > 20 && place < 30;
  const groups = hosts.map((name, row) => {
    const values = timesMs.map((time, place) =>
      unread(place) ? null : Math.floor(noise(place * 31 + row * 7 + (fromMs % 7e8)) * (60 / (row + 1)) * surge(time)),
    );
    return { name, values, count: values.reduce((sum: number, value) => sum + (value ?? 0), 0) };
  });
  const values = timesMs.map((_, place) =>
    unread(place)
      ? null
      : hosts.length === 0
        ? Math.floor(noise(place + (fromMs % 1e6)) * 40 + (fromMs % 7e8) / 4e7)
        : groups.reduce((sum, one) => sum + (one.values[place] ?? 0), 0),
  );
  const count = values.reduce((sum: number, value) => sum + (value ?? 0), 0);
  return {
    ...{ count, exact: !gap, how: "3 requests, counted by Loki itself", timesMs, stepMs, values, groups },
    lines: [],
  };
};

const seconds = (row: number, time: number, place: number): number => wave(row, place, 0.14 / (row + 1)) * surge(time);
const HOUR = "from=2026-11-21T14:00&to=2026-11-21T15:00&tz=Europe%2FBerlin";
const LATENCY =
  'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{job="checkout"}[5m])))';

/** Every kind of picture there is, by name. */
export const SCENES: Readonly<Record<string, () => Promise<ChartSpec>>> = {
  "one-line": () =>
    specOfMade(
      {
        asked: { query: LATENCY, unit: "seconds", title: "Checkout p95" },
        points: (window) => rowsOver(window, 15_000, ["checkout"], seconds),
      },
      HOUR,
    ),
  "twelve-and-others": () =>
    specOfMade(
      {
        asked: {
          query: "sum by (pod) (rate(http_requests_total[1m]))",
          unit: "reqps",
          by: { label: "pod", how: "sum" },
        },
        points: (window) =>
          rowsOver(
            window,
            15_000,
            PODS,
            (row, time, place) => wave(row, place, 900 / (row + 1)) * (row < 2 ? surge(time) : 1),
          ),
      },
      HOUR,
    ),
  log: () =>
    specOfMade(
      {
        asked: { query: "histogram_quantile(0.99, …)", unit: "seconds", log: true, title: "p99 by service" },
        points: (window) =>
          rowsOver(
            window,
            15_000,
            PODS.slice(2, 6),
            (row, time, place) => wave(row, place, 0.002 * 12 ** row) * surge(time),
          ),
      },
      HOUR,
    ),
  versus: () =>
    specOfMade(
      {
        asked: { query: "sum by (app) (rate(http_requests_total[1m]))", unit: "reqps" },
        points: (window) => {
          const factor = window.toMs < at("14:00") ? 0.7 : 1;
          return rowsOver(
            window,
            30_000,
            ["web", "search"],
            (row, time, place) => factor * wave(row, place, 400 / (row + 1)) * surge(time),
          );
        },
      },
      `${HOUR}&vs=1w`,
    ),
  "threshold-marks-deploys": () =>
    specOfMade(
      {
        asked: {
          ...{ query: LATENCY, unit: "seconds", title: "Checkout p95", incidentId: "alertmanager:1" },
          thresholds: [
            { value: 0.4, trouble: "above" },
            { value: 0.25, trouble: "above" },
          ],
        },
        points: (window) => rowsOver(window, 15_000, ["checkout", "search"], seconds),
        marks: MARKS,
      },
      HOUR,
    ),
  "open-incident-far-threshold": () =>
    specOfMade(
      {
        asked: {
          query: "node_filesystem_avail_bytes",
          unit: "bytes",
          title: "Free disk",
          thresholds: [
            { value: 6e11, trouble: "above" },
            { value: 2e9, trouble: "below" },
          ],
        },
        points: (window) => rowsOver(window, 15_000, ["/data on web-1"], (_row, _time, place) => 3.4e10 - place * 9e7),
        marks: [{ ...OWN, ackedMs: undefined, toMs: undefined, label: "#1240 Disk of web-1 is nearly full, 4 % left" }],
      },
      HOUR,
    ),
  gaps: () =>
    specOfMade(
      {
        asked: { query: "up_queue_depth", title: "Queue depth" },
        points: (window) =>
          rowsOver(window, 15_000, ["orders", "mails"], (row, time, place) => {
            if (time > at("14:25") && time < at("14:38")) return null;
            if (row === 1 && place % 40 > 30) return place % 40 === 35 ? 500 : null;
            return time > at("14:56") ? null : Math.round(wave(row, place, 900 / (row + 1)));
          }),
      },
      HOUR,
    ),
  "columns-by-host": () =>
    specOfMade(
      {
        asked: { kind: "logs", source: "loki", query: "502", by: { label: "host", how: "sum" } },
        logs: (window, points) => logsOver(window, points, PODS.slice(0, 15)),
        marks: MARKS.slice(3),
      },
      HOUR,
    ),
  "columns-versus": () =>
    specOfMade(
      { asked: { kind: "logs", source: "loki", query: "502" }, logs: (window, points) => logsOver(window, points, []) },
      `${HOUR}&vs=1d`,
    ),
  "columns-gap": () =>
    specOfMade(
      {
        asked: { kind: "logs", source: "loki", query: "timeout" },
        logs: (window, points) => logsOver(window, points, ["web-1", "web-2"], true),
      },
      HOUR,
    ),
  "top-bars": () =>
    specOfMade(
      {
        asked: { kind: "logs", source: "loki", query: "502", shape: "top", top: 5, by: { label: "host", how: "sum" } },
        logs: (window, points) => logsOver(window, points, PODS.slice(0, 15)),
      },
      HOUR,
    ),
  "log-rate": () =>
    specOfMade(
      {
        asked: { kind: "logs", source: "loki", query: "502", shape: "rate", by: { label: "host", how: "sum" } },
        logs: (window, points) => logsOver(window, points, PODS.slice(5, 8)),
      },
      HOUR,
    ),
  "no-lines": () =>
    specOfMade(
      {
        asked: { kind: "logs", source: "loki", query: "segfault" },
        logs: (window, points) => ({ ...logsOver(window, points, []), count: 0, values: Array(60).fill(0) }),
      },
      HOUR,
    ),
  bytes: () =>
    specOfMade(
      {
        asked: { query: "container_memory_working_set_bytes", unit: "bytes", title: "Memory by pod" },
        points: (window) =>
          rowsOver(window, 15_000, PODS.slice(0, 4), (row, _time, place) => wave(row, place, 1.4e9 / (row + 1))),
      },
      HOUR,
    ),
  "percent-narrow": () =>
    specOfMade(
      {
        asked: {
          query: "avg_over_time(probe_success[5m])",
          unit: "ratio",
          title: "Availability",
          thresholds: [{ value: 0.995, trouble: "below" }],
        },
        points: (window) =>
          rowsOver(
            window,
            15_000,
            ["www", "api"],
            (row, time, place) => 0.9999 - 0.0006 * noise(place + row * 99) - (surge(time) > 1 ? 0.006 : 0),
          ),
      },
      HOUR,
    ),
  "dst-day": () =>
    specOfMade(
      {
        asked: { query: "sum(rate(orders_total[5m]))", unit: "orders/s" },
        points: (window) =>
          rowsOver(window, 300_000, ["orders"], (_row, time) => {
            const hour = new Date(time).toLocaleString("en-GB", {
              timeZone: "Europe/Berlin",
              hour: "numeric",
              minute: "numeric",
            });
            const [h = 0, m = 0] = hour.split(":").map(Number);
            return 20 + 60 * Math.max(0, Math.sin(((h + m / 60 - 7) / 16) * Math.PI)) + 5 * noise(time / 300_000);
          }),
      },
      "from=2026-10-25&to=2026-10-25&tz=Europe%2FBerlin&vs=1w",
    ),
};
