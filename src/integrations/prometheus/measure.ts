import * as z from "zod";
import type { Connection } from "../../core/integration.ts";
import type { Measure, Measured, MeasureQuestion } from "../../core/measure.ts";
import { formatDuration } from "../../core/number-words.ts";
import { type AskJson, authHeader, createAskJson, secretsOf } from "../../lib/ask-json.ts";
import { type TimeGrid, timeGrid } from "../../lib/time-grid.ts";
import { createAskRange } from "./ask-range.ts";
import { type Answers, readMatrix } from "./matrix.ts";
import { counterNote, hasCondition, hidesBetween, promqlOf, unitOf, windowOf } from "./query.ts";

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
/** What a picture can do without is not waited for any longer. */
const EXTRA_MS = 2_000;

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

const gridFor = (question: MeasureQuestion): TimeGrid =>
  timeGrid(question, Math.min(question.points, MOST_POINTS), LEAST_STEP_MS);

/** The classic page of Prometheus, whose address version 3 still reads; VictoriaMetrics sends it on to its own. */
const linkTo = (base: string, question: MeasureQuestion): string => {
  const { query, by, fromMs, toMs } = question;
  const url = under(base, "graph");
  url.searchParams.set("g0.expr", promqlOf(query, by));
  url.searchParams.set("g0.tab", "0");
  url.searchParams.set("g0.range_input", promDuration(toMs - fromMs));
  url.searchParams.set("g0.end_input", new Date(toMs).toISOString().slice(0, 19).replace("T", " "));
  // Its own choice is coarser: a day every 6 min.
  url.searchParams.set("g0.step_input", String(gridFor(question).stepMs / 1000));
  return url.href;
};

const SHORT_MS = 120_000;

/** Where the highest of each step were asked for, it is known that there is nothing between the moments either. */
const whyNone = (query: string, stepMs: number, peaks: unknown): string | undefined => {
  if (hasCondition(query)) return "unknown metric, or its condition was never true in this range,";
  const windowMs = windowOf(query);
  if (windowMs > 0 && windowMs < SHORT_MS)
    return `unknown metric, nothing in this range, or no two samples within ${windowMs / 1000} s,`;
  return peaks === undefined && hidesBetween(query, stepMs)
    ? `unknown metric, or nothing at the moments looked at, ${formatDuration(stepMs)} apart,`
    : undefined;
};

const measured = (answers: Answers, grid: TimeGrid, { query, by }: MeasureQuestion): Measured => {
  const { notes, why, ...read } = readMatrix(answers, grid, { service: SERVICE, query, by: by?.label });
  const counter = counterNote(query);
  // Where the highest of each step is known and nowhere above the points, they hide nothing.
  const hides =
    hidesBetween(query, grid.stepMs) &&
    (answers.peaks === undefined || read.series.some(({ peaks }) => peaks !== undefined));
  return {
    ...{ stepMs: grid.stepMs, unit: unitOf(query), why: why ?? whyNone(query, grid.stepMs, answers.peaks) },
    ...read,
    ...(hides ? { between: "unseen" } : {}),
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
  const asker = (timeoutMs?: number): AskJson =>
    createAskJson({
      service: SERVICE,
      keySetting: "PROMETHEUS_AUTH",
      headers: authHeader(auth),
      secrets: secretsOf(auth),
      why: (body) => Refusal.safeParse(body).data?.error ?? "",
      signal: connection.signal,
      timeoutMs,
    });
  const askJson = asker();
  const askRange = createAskRange(under(url, "api/v1/query_range"), askJson, asker(EXTRA_MS), connection);
  const allNames = createNames(askJson, under(url, "api/v1/label/__name__/values"), connection);
  return {
    name: SERVICE,
    async ask(question) {
      const grid = gridFor(question);
      if (grid.timesMs.length === 0) return { ...grid, series: [], notes: [] };
      return measured(await askRange(question, grid), grid, question);
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
