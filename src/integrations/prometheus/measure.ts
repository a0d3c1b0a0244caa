import * as z from "zod";
import type { Connection } from "../../core/integration.ts";
import type { Measure, Measured, MeasureQuestion } from "../../core/measure.ts";
import { type AskJson, authHeader, createAskJson, secretsOf } from "../../lib/ask-json.ts";
import { type TimeGrid, timeGrid } from "../../lib/time-grid.ts";
import { readMatrix } from "./matrix.ts";
import { counterNote, promqlOf, unitOf } from "./query.ts";

/** Where the server is asked, with what, and where browsers open it. */
export interface PrometheusPlace {
  readonly url: string;
  readonly auth: string | undefined;
  readonly linkUrl: string;
}

const SERVICE = "Prometheus";
/** What Prometheus gives of one series at most: https://github.com/prometheus/prometheus/blob/main/web/api/v1/api.go */
const MOST_POINTS = 11_000;
const LEAST_STEP_MS = 15_000;
const NAMES_FRESH_MS = 60_000;

const Refusal = z.object({ error: z.string() });
const Names = z.object({ data: z.array(z.string()) });

const under = (base: string, path: string): URL => new URL(path, `${base.replace(/\/+$/, "")}/`);

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
  [1_000, "s"],
] as const;

const promDuration = (ms: number): string => {
  const [size, unit] = UNITS.find(([one]) => ms % one === 0) ?? [1_000, "s"];
  return `${Math.max(1, Math.round(ms / size))}${unit}`;
};

/** The classic page of Prometheus, whose address version 3 still reads; VictoriaMetrics sends it on to its own. */
const linkTo = (base: string, { query, by, fromMs, toMs }: MeasureQuestion): string => {
  const url = under(base, "graph");
  url.searchParams.set("g0.expr", promqlOf(query, by));
  url.searchParams.set("g0.tab", "0");
  url.searchParams.set("g0.range_input", promDuration(toMs - fromMs));
  url.searchParams.set("g0.end_input", new Date(toMs).toISOString().slice(0, 19).replace("T", " "));
  return url.href;
};

const seconds = (ms: number | undefined): string => String((ms ?? 0) / 1000);

const measured = (body: unknown, grid: TimeGrid, { query, by }: MeasureQuestion): Measured => {
  const { series, notes, leftOut } = readMatrix(body, grid, { service: SERVICE, query, by: by?.label });
  const counter = counterNote(query);
  return {
    timesMs: grid.timesMs,
    stepMs: grid.stepMs,
    series,
    leftOut,
    unit: unitOf(query),
    notes: [...(counter === undefined ? [] : [counter]), ...notes],
  };
};

const createNames = (askJson: AskJson, url: URL, { clock }: Pick<Connection, "clock">) => {
  let known: { readonly names: readonly string[]; readonly atMs: number } | undefined;
  return async (): Promise<readonly string[]> => {
    if (known && clock() - known.atMs < NAMES_FRESH_MS) return known.names;
    const { body } = await askJson("names of metrics", { url });
    const { data: names } = Names.catch({ data: [] }).parse(body);
    known = { names, atMs: clock() };
    return names;
  };
};

/** Points of Prometheus, and of what answers like it: VictoriaMetrics, Thanos, Mimir. */
export const createMeasure = ({ url, auth, linkUrl }: PrometheusPlace, connection: Connection): Measure => {
  const askJson = createAskJson({
    service: SERVICE,
    keySetting: "PROMETHEUS_AUTH",
    headers: authHeader(auth),
    secrets: secretsOf(auth),
    why: (body) => Refusal.safeParse(body).data?.error ?? "",
    signal: connection.signal,
  });
  const allNames = createNames(askJson, under(url, "api/v1/label/__name__/values"), connection);
  return {
    name: SERVICE,
    async ask(question) {
      const grid = timeGrid(question, Math.min(question.points, MOST_POINTS), LEAST_STEP_MS);
      if (grid.timesMs.length === 0) return { ...grid, series: [], notes: [] };
      const form = new URLSearchParams({
        query: promqlOf(question.query, question.by),
        start: seconds(grid.timesMs[0]),
        end: seconds(grid.timesMs.at(-1)),
        step: seconds(grid.stepMs),
      });
      const { body } = await askJson("a range query", { url: under(url, "api/v1/query_range"), form });
      return measured(body, grid, question);
    },
    link: (question) => linkTo(linkUrl, question),
    async check() {
      await askJson("a query", { url: under(url, "api/v1/query"), form: new URLSearchParams({ query: "1" }) });
    },
    async names(words, limit) {
      const wanted = words.map((word) => word.toLowerCase());
      const found = (await allNames()).filter((name) => wanted.every((word) => name.toLowerCase().includes(word)));
      return found.slice(0, limit);
    },
  };
};
