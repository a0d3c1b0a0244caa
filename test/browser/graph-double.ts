import type { ChartSpec } from "../../src/core/chart.ts";
import { createLinks, createMetrics, createWeb, type SnapshotWish, type Web } from "../../src/web/index.ts";
import { freePort } from "../support/free-port.ts";

/** The time now. */
export const clock = (): number => Math.round(performance.timeOrigin + performance.now());
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const port = await freePort();
const publicUrl = `http://127.0.0.1:${port}`;
export const links = createLinks({ secrets: ["a secret for the browser"], publicUrl, clock });
export const NASTY = "web-3 <img src=x onerror=alert(1)>";
const POINTS = 180;

/** What was asked, what was posted, and how its posting ended. */
export const seen = { asked: [] as string[], posted: [] as SnapshotWish[], failed: "" };

const wave = (atMs: number, place: number): number =>
  Math.round(100 + 40 * Math.sin(atMs / 400_000 + place) + 15 * Math.sin(atMs / 61_000 + 3 * place));

/** A chart of something that always was and goes on. */
const measured = (fromMs: number, toMs: number, vs: string | null): ChartSpec => {
  const timesMs = Array.from({ length: POINTS }, (_, at) => Math.round(fromMs + ((toMs - fromMs) * at) / POINTS));
  const names = ["web-1", "web-2", NASTY];
  const series = names.map((name, place) => ({ name, hue: place, values: timesMs.map((at) => wave(at, place)) }));
  const before = names.map((name, place) => ({
    name: `${name}, ${vs} before`,
    hue: place,
    dashed: true,
    values: timesMs.map((at) => wave(at - 7e7, place)),
  }));
  return {
    title: "Requests per host <script>alert(1)</script>",
    subtitle: `rate(http_requests_total[5m]) · Prometheus`,
    panels: [
      {
        ...{
          title: "Requests",
          kind: "lines",
          x: { label: "Time", unit: "" },
          y: { label: "Requests", unit: "req/s" },
        },
        ...{ categories: [], timesMs, range: { fromMs, toMs }, empty: "No data." },
        series: vs === null ? series : [...series, ...before],
        annotations: [{ axis: "y", from: 140, to: 140, label: "140 req/s", tone: "bad" }],
      },
    ],
    tz: "Europe/Berlin",
    asOfMs: toMs,
    definition: "rate(http_requests_total[5m]) by host",
    read: "3 series, 180 points each",
    summary: "Requests: last 120 req/s, between 45 and 155 req/s.",
    openIn: { label: "Open in Prometheus", url: "https://prometheus.example.com/graph?g0.expr=x" },
  };
};

/** The HTTP side over a graph of waves. */
export const startWeb = (): Promise<Web> =>
  createWeb({
    ...{ host: "127.0.0.1", port, publicUrl, log, clock, hooks: {}, links, metrics: createMetrics() },
    accept: async () => undefined,
    graphs: {
      has: async (page) => page === "measure~cafe",
      async spec(_page, query) {
        seen.asked.push(query.toString());
        const [from = "", to = "now"] = [query.get("from") ?? "", query.get("to") ?? "now"];
        const toMs = to === "now" ? clock() : Date.parse(to);
        const spec = measured(Date.parse(from) || toMs - 3_600_000, toMs, query.get("vs"));
        return { spec, open: to === "now", everyMs: 2_000, takes: ["range", "vs"] };
      },
      onData: () => () => undefined,
    },
    posting: {
      channelsOf: async () =>
        ["ops", "general", ...Array.from({ length: 70 }, (_, at) => `team-${at}`)].map((name) => ({
          id: `C-${name}`,
          name,
        })),
      async post(wish) {
        seen.posted.push(wish);
        return { id: `web:${seen.posted.length}` };
      },
      outcome: async () => (seen.failed === "" ? "done" : { failed: seen.failed }),
    },
    snapshots: { read: async () => undefined },
    ready: async () => ({ ok: true, problems: [] }),
  });
