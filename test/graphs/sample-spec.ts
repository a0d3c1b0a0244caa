import type { ChartSpec, Panel } from "../../src/core/chart.ts";

const PEOPLE = [
  ["Łukasz Wiśniewski", 14, 9, 11],
  ["Ana Souza", 17, 6, 4],
  ["Bjørn Dahl", 11, 8, 3],
  ["Fatima Zahra Benali-El Mansouri", 9, 5, 7],
  ["Nguyễn Văn Đạt", 12, 3, 1],
  ["Deepa Iyer 🚒", 8, 4, 2],
  ["Eoin Ó Ceallaigh", 7, 2, 0],
  ["Júlia Nagy", 4, 1, 2],
  ["Hiro Tanaka", 3, 0, 0],
  ["Иван Петров", 0, 0, 0],
] as const;

const DAYS = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"];

/** Pages per person: lying bars, one person with nothing. */
export const peoplePanel: Panel = {
  title: "Pages per person",
  kind: "stacked-bars-horizontal",
  x: { label: "Pages", unit: "pages" },
  y: { label: "Person", unit: "" },
  categories: PEOPLE.map(([name]) => name),
  series: [
    { name: "Business hours", tone: "business", values: PEOPLE.map(([, business]) => business) },
    { name: "Off hours", tone: "off", values: PEOPLE.map(([, , off]) => off) },
    { name: "Night 22–08", tone: "night", values: PEOPLE.map(([, , , night]) => night) },
  ],
  empty: "Nobody was paged in this range.",
};

/** Incidents per day and service; Sunday is not over: null. */
export const servicesPanel: Panel = {
  title: "Incidents per day, by service",
  kind: "stacked-bars",
  x: { label: "", unit: "" },
  y: { label: "incidents", unit: "" },
  categories: DAYS,
  series: [
    { name: "api-gateway", values: [5, 3, 7, 2, 4, 1, null] },
    { name: "payments", values: [3, 4, 2, 6, 3, 0, null] },
    { name: "search", values: [1, 2, 0, 3, 1, 1, null] },
    { name: "ingest", values: [2, 0, 1, 1, 5, 2, null] },
    { name: "auth", values: [0, 1, 1, 0, 2, 0, null] },
  ],
  annotations: [{ axis: "x", from: 3, to: 3, label: "v2.14 deployed", tone: "plain" }],
  empty: "No incidents in this range.",
};

const STEP_MS = 600_000;
const FROM_MS = Date.UTC(2026, 10, 20, 23, 0, 0);
const TIMES = Array.from({ length: 145 }, (_, at) => FROM_MS + at * STEP_MS);
const wave = (base: number, swing: number, phase: number): number[] =>
  TIMES.map((_, at) => Math.round(base + swing * Math.sin(at / 11 + phase) + (swing / 3) * Math.sin(at * 1.7 + phase)));

/** Response times over a day with a gap, a limit and an outage. */
export const linesPanel: Panel = {
  title: "p95 response time by service",
  kind: "lines",
  x: { label: "time", unit: "" },
  y: { label: "response time", unit: "ms" },
  categories: [],
  timesMs: TIMES,
  series: [
    { name: "api-gateway", values: wave(180, 24, 0) },
    {
      name: "payments",
      values: wave(260, 30, 2).map((value, at) => {
        if (at > 96 && at < 108 && at !== 102) return null;
        return at > 84 && at <= 96 ? value + (at - 84) * 22 : value;
      }),
    },
    { name: "search", values: wave(110, 18, 4) },
  ],
  annotations: [
    { axis: "y", from: 400, to: 400, label: "SLO 400 ms", tone: "warn" },
    { axis: "x", from: FROM_MS + 84 * STEP_MS, to: FROM_MS + 97 * STEP_MS, label: "SEV-1 #4821", tone: "bad" },
  ],
  empty: "No measurements.",
};

/** Lines of logs by host over an hour, nobody looked for five minutes of it; what was there the day before, a problem, a deploy. */
export const columnsPanel: Panel = {
  title: "Lines over time",
  kind: "columns",
  x: { label: "Time", unit: "" },
  y: { label: "lines every 5 min", unit: "" },
  categories: [],
  timesMs: Array.from({ length: 12 }, (_, at) => FROM_MS + at * 300_000),
  range: { fromMs: FROM_MS, toMs: FROM_MS + 3_600_000 },
  series: [
    { name: "web-1", hue: 0, values: [4, 7, 3, null, 12, 40, 38, 29, 12, 5, 3, 4] },
    { name: "checkout-7f9c6d5b48-x2x8q.prod.eu-central-1", hue: 1, values: [1, 2, 1, null, 4, 12, 17, 9, 3, 0, 1, 2] },
    { name: "lines (1 d earlier)", hue: 8, dashed: true, values: [5, 6, 5, 7, 8, 6, 5, 9, 7, 5, null, 5] },
  ],
  annotations: [
    { axis: "y", from: 60, to: 60, label: "> 60", tone: "bad" },
    { axis: "x", from: FROM_MS + 1_200_000, to: FROM_MS + 1_500_000, label: "#1 Slow", tone: "bad", lane: true },
    { axis: "x", from: FROM_MS + 1_500_000, to: FROM_MS + 2_400_000, label: "", tone: "warn", lane: true },
    { axis: "x", from: FROM_MS + 1_260_000, to: FROM_MS + 1_260_000, label: "v42", tone: "plain", lane: true },
  ],
  empty: "No lines.",
};

/** A spec of made-up numbers around some panels. */
export const specOf = (panels: readonly Panel[], title = "🚨 On-call load, this week"): ChartSpec => ({
  title,
  subtitle: "16–22 Nov 2026, Europe/Berlin · platform",
  panels,
  tz: "Europe/Berlin",
  asOfMs: Date.UTC(2026, 10, 21, 13, 23, 0),
  definition:
    "A page is a push, SMS or phone call; those within 60 s count once, e-mail never. Night is 22–08 in each person's own zone.",
  read: "61 incidents and 1,204 log entries read",
  summary: "153 pages to 9 of 10 people, 30 of them at night; Łukasz Wiśniewski had most (34).",
});

/** The answer to `/oncall stats this week`. */
export const weekSpec: ChartSpec = specOf([peoplePanel, servicesPanel]);

/** Panels with nothing in them: nobody, and a week of zeros. */
export const emptySpec: ChartSpec = specOf(
  [
    { ...peoplePanel, categories: [], series: peoplePanel.series.map((one) => ({ ...one, values: [] })) },
    {
      ...servicesPanel,
      annotations: [],
      series: servicesPanel.series.map((one) => ({ ...one, values: one.values.map(() => 0) })),
    },
  ],
  "On-call load, last week",
);
