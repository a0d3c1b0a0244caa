import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import type { Measure, Measured, MeasureQuestion } from "../../core/measure.ts";
import { formatDuration } from "../../core/number-words.ts";
import { createAskJson } from "../../lib/ask-json.ts";
import { gridPoints, type ScatteredRow } from "../../lib/scattered-points.ts";
import { listOf, Text } from "../../lib/shape.ts";
import { explorerLink, splitBy } from "./query.ts";

/** Where Datadog is, and with what it is asked. */
export interface DatadogPlace {
  readonly url: string;
  readonly site: string;
  readonly apiKey: string;
  readonly appKey: string;
  /** 5 s when absent. */
  readonly timeoutMs?: number;
}

const SERVICE = "Datadog";
const MINUTE_MS = 60_000;
/** Fewer say nothing about the others. */
const LEAST_GAPS = 5;
const Unit = z.object({ name: z.string() }).nullish().catch(undefined);
const Series = z.object({
  metric: Text,
  display_name: Text,
  expression: Text,
  scope: Text,
  tag_set: z.array(z.string()).nullish(),
  interval: z.number().positive().nullish().catch(undefined),
  unit: z.array(Unit).nullish().catch(undefined),
  pointlist: z.array(z.tuple([z.number(), z.number().nullable()])),
});
type Series = z.infer<typeof Series>;
/** https://docs.datadoghq.com/api/latest/metrics/#query-timeseries-points; times of points are milliseconds. */
const Reply = z.object({ status: z.string(), error: Text, message: Text, series: z.array(Series).optional() });
const Refusal = z.object({ error: Text, errors: listOf(z.string()) });
const Found = z.object({ results: z.object({ metrics: z.array(z.string()) }) });

const refusal = (body: unknown): string => {
  const read = Refusal.safeParse(body);
  return read.success ? read.data.error || read.data.errors.join(" ") : "";
};

const labelsOf = ({ tag_set, scope, display_name }: Series, named: boolean): Readonly<Record<string, string>> => {
  const tags = tag_set?.length ? tag_set : (scope ?? "").split(",");
  const pairs = tags.flatMap((tag): [string, string][] => {
    const at = tag.indexOf(":");
    return at > 0 ? [[tag.slice(0, at).trim(), tag.slice(at + 1).trim()]] : [];
  });
  return Object.fromEntries([...pairs, ...(named && display_name ? [["metric", display_name]] : [])]);
};

const unitOf = (series: readonly Series[]): string | undefined => {
  const units = new Set(series.map(({ unit }) => unit?.flatMap((one) => (one ? [one.name] : [])).join("/") ?? ""));
  return units.size === 1 ? [...units].join() || undefined : undefined;
};

const readReply = (body: unknown): readonly Series[] => {
  const read = Reply.safeParse(body);
  if (!read.success)
    throw new Failure("upstream", `${SERVICE}: the answer has not the shape of a time series`, {
      tell: `What answers is no ${SERVICE}. Whoever runs me has to compare DATADOG_SITE.`,
    });
  const { status, error, message, series = [] } = read.data;
  if (status === "error")
    throw new Failure("usage", `${SERVICE}: ${error || message || "an error"}`, {
      tell: `${SERVICE} cannot read that query: ${(error || message || "it does not say why").slice(0, 300)}`,
    });
  return series;
};

/**
 * How far apart points are, as it says; of a formula it may say 1 s for points that are 10 s apart, and then the points
 * themselves know better: https://github.com/spinnaker/kayenta/pull/832
 */
const stepOf = (series: readonly Series[]): number | undefined => {
  const saidMs = Math.max(0, ...series.map(({ interval }) => interval ?? 0)) * 1000;
  const gaps = series.flatMap(({ pointlist }) => {
    const times = pointlist.map(([atMs]) => atMs).sort((a, b) => a - b);
    return times.slice(1).flatMap((atMs, at) => (atMs > (times[at] ?? atMs) ? [atMs - (times[at] ?? atMs)] : []));
  });
  const leastMs = gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY);
  const isRegular = gaps.length >= LEAST_GAPS && gaps.every((gap) => gap % leastMs === 0);
  if (saidMs === 0) return undefined;
  return isRegular && leastMs > saidMs ? leastMs : saidMs;
};

/** What says itself how points are made. */
const NO_MEANS = /\b(?:moving_)?rollup\(|\.as_(?:count|rate)\(|\bp\d{2}:/;

/** Unless it is told otherwise it makes means, also of a maximum: https://docs.datadoghq.com/dashboards/functions/rollup/ */
const meanNote = (query: string, stepMs: number | undefined): readonly string[] =>
  stepMs === undefined || stepMs < MINUTE_MS || NO_MEANS.test(query)
    ? []
    : [`Each point is Datadog's mean of ${formatDuration(stepMs)}: .rollup(max) behind the metric shows its peaks.`];

const measured = (series: readonly Series[], { query, fromMs, toMs, points, by }: MeasureQuestion): Measured => {
  const named = new Set(series.map(({ display_name }) => display_name)).size > 1;
  const rows = series.map(
    (one): ScatteredRow => ({
      labels: labelsOf(one, named),
      otherwise: one.display_name || one.metric || one.expression || "value",
      points: one.pointlist,
    }),
  );
  const stepMs = stepOf(series);
  const grid = gridPoints(rows, { fromMs, toMs, points, by: by?.label, stepMs });
  return { ...grid, unit: unitOf(series), notes: [...meanNote(query, stepMs), ...grid.notes] };
};

/** Points of Datadog. It chooses how far apart they are by the length of the range. */
export const createMeasure = (place: DatadogPlace, connection: Connection): Measure => {
  const { url, site, apiKey, appKey, timeoutMs } = place;
  const askJson = createAskJson({
    service: SERVICE,
    keySetting:
      "DATADOG_API_KEY and DATADOG_APP_KEY (with the scopes timeseries_query and metrics_read), and DATADOG_SITE",
    headers: { "dd-api-key": apiKey, "dd-application-key": appKey },
    secrets: [apiKey, appKey],
    why: refusal,
    signal: connection.signal,
    timeoutMs,
  });
  const at = (path: string, query: Readonly<Record<string, string>>): URL =>
    new URL(`${url.replace(/\/+$/, "")}/api/v1/${path}?${new URLSearchParams(query)}`);
  return {
    name: SERVICE,
    async ask(question) {
      const query = splitBy(question.query, question.by);
      const from = String(Math.floor(question.fromMs / 1000));
      const to = String(Math.ceil(question.toMs / 1000));
      const { body } = await askJson("points", { url: at("query", { from, to, query }) });
      return measured(readReply(body), question);
    },
    link: (question) => explorerLink(site, question),
    async names(words, limit) {
      const [longest = "", ...others] = [...words]
        .map((word) => word.toLowerCase())
        .sort((a, b) => b.length - a.length);
      const { body } = await askJson("names of metrics", { url: at("search", { q: `metrics:${longest}` }) });
      const { metrics } = Found.catch({ results: { metrics: [] } }).parse(body).results;
      return metrics.filter((name) => others.every((word) => name.toLowerCase().includes(word))).slice(0, limit);
    },
  };
};
