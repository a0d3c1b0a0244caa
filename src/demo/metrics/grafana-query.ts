import { isJson, type Json, objects, text } from "../slack/json.ts";
import { ticks, waveAt } from "./wave.ts";

/** Data sources of the stand-in, by name. */
export const SOURCES: Readonly<
  Record<string, { readonly uid: string; readonly type: string; readonly jsonData: { readonly timeInterval?: string } }>
> = {
  Prometheus: { uid: "prom1", type: "prometheus", jsonData: {} },
  Slow: { uid: "prom2", type: "prometheus", jsonData: { timeInterval: "60s" } },
  Graphite: { uid: "graphite1", type: "graphite", jsonData: {} },
};
const HOSTS = ["web-1", "web-2", "db.1"] as const;

/** One series of a query: times in milliseconds, null where there is nothing. */
interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (number | null)[];
}

/** Why a query fails, in the words of its data source. */
export class QueryFails extends Error {}

/** Value of a series at a time; null at every ninth step. */
export const grafanaValue = (name: string, host: string, atMs: number, stepMs: number): number | null =>
  (atMs / stepMs) % 9 === 0 ? null : waveAt(`${name}|${host}`, atMs);

/** How far apart points are: as was asked, but not finer than a scrape. */
export const stepOf = (query: Json): number => Math.max(Number(query.intervalMs ?? 1000), 15_000);

const unbackslashed = (pattern: string): string => pattern.replaceAll("\\\\", "\\");

const matches = (matcher: string, host: string): boolean => {
  const [, sign = "=", value = ""] = /^host(=~|=)"(.*)"$/.exec(matcher.trim()) ?? [];
  return sign === "=" ? value === host : new RegExp(`^(?:${unbackslashed(value)})$`).test(host);
};

/** How often a data source is scraped, in seconds. */
const scrapeS = (uid: string): number => (uid === "prom2" ? 60 : 15);

/** Its backend fills in what depends on the scrapes: https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/ */
const interpolated = (query: Json, scrape: number): string => {
  const interval = Math.ceil(Number(query.intervalMs ?? 0) / 1000);
  const values: Readonly<Record<string, number>> = {
    __interval: interval,
    __rate_interval: Math.max(interval + scrape, 4 * scrape),
  };
  return text(query.expr).replace(/\$\{?(__(?:rate_)?interval)\}?/g, (_whole, name: string) => `${values[name]}s`);
};

const promLines = (query: Json, times: readonly number[], uid: string): readonly Line[] => {
  const scrape = scrapeS(uid);
  const expr = interpolated(query, scrape);
  const [, metric = "", selector = "", window] = /^([a-z_]+)(?:\{([^}]*)\})?(?:\[(\d+)s\])?$/.exec(expr) ?? [];
  if (metric === "") throw new QueryFails(`bad_data: 1:1: parse error: unexpected character: ${expr}`);
  if (query.range !== true) throw new QueryFails("the query is not one over a range");
  if (metric === "no_such_metric" || (window !== undefined && Number(window) < scrape)) return [];
  const host = selector.split(",").find((matcher) => matcher.trim().startsWith("host"));
  const hosts = metric.startsWith("latency")
    ? HOSTS.filter((one) => host === undefined || matches(host, one))
    : ["all"];
  const step = stepOf(query);
  return hosts.map((one) => ({
    labels: { __name__: metric, ...(one === "all" ? {} : { host: one }) },
    values: times.map((ms) => grafanaValue(metric, one, ms, step)),
  }));
};

const frameOf = (query: Json, { labels, values }: Line, times: readonly number[]): object => {
  const legend = text(query.legendFormat).replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => labels[name] ?? "");
  const config = legend === "" ? {} : { config: { displayNameFromDS: legend } };
  const { __name__: name = "Value", ...others } = labels;
  const number = {
    name: "Value",
    type: "number",
    typeInfo: { frame: "float64", nullable: true },
    labels: others,
    ...config,
  };
  const meta = { type: "timeseries-multi", typeVersion: [0, 1], custom: { resultType: "matrix" } };
  const noNumbers = values.flatMap((value, at) => (value === null ? [at] : []));
  return {
    schema: {
      ...{ name, refId: query.refId, meta },
      fields: [{ name: "Time", type: "time", typeInfo: { frame: "time.Time" } }, number],
    },
    data: { values: [times, values], entities: [null, { NaN: noNumbers }] },
  };
};

/** One frame without fields where there is nothing, and another kind of frame for exemplars. */
const promFrames = (query: Json, lines: readonly Line[], times: readonly number[]): readonly object[] => {
  const frames = lines.map((line) => frameOf(query, line, times));
  const exemplars = {
    schema: {
      ...{ name: "exemplar", refId: query.refId, meta: { custom: { resultType: "exemplar" } } },
      fields: [
        { name: "Time", type: "time" },
        { name: "Value", type: "number" },
        { name: "traceID", type: "string" },
      ],
    },
    data: { values: [times, times.map(() => 1e6), times.map((ms) => `trace-${ms}`)] },
  };
  return [
    ...(frames.length > 0 ? frames : [{ schema: { refId: query.refId, fields: [] }, data: { values: [] } }]),
    ...(query.exemplar === true ? [exemplars] : []),
  ];
};

const calculated = (query: Json, lines: ReadonlyMap<string, readonly Line[]>): readonly Line[] => {
  const [, letter = "", factor = ""] = /^\$(\w) \* (\d+)$/.exec(text(query.expression)) ?? [];
  const found = lines.get(letter);
  if (found === undefined) throw new QueryFails(`[sse.parseError] failed to parse expression [${text(query.refId)}]`);
  return found.map((line) => ({
    ...line,
    labels: {},
    values: line.values.map((value) => (value === null ? null : value * Number(factor))),
  }));
};

const sourceOf = ({ datasource }: Json): string => (isJson(datasource) ? text(datasource.uid) : "");

const linesOf = (
  query: Json,
  times: readonly number[],
  before: ReadonlyMap<string, readonly Line[]>,
): readonly Line[] => {
  const uid = sourceOf(query);
  if (uid === "__expr__") return calculated(query, before);
  if (uid === "prom1" || uid === "prom2") return promLines(query, times, uid);
  const target = text(query.target);
  return [{ labels: {}, values: times.map((ms) => grafanaValue(target, "graphite", ms, stepOf(query))) }];
};

/** Some versions ask Graphite for the last of several queries alone, and answer it as "A" whatever its letter is. */
const asAsked = (queries: readonly Json[]): readonly Json[] => {
  const last = queries.at(-1);
  const only = queries.every((query) => sourceOf(query) === "graphite1");
  return only && last ? [{ ...last, refId: "A" }] : queries;
};

/** Results by letter; `fails` says whether one of them did not work. */
export const runQueries = (body: Json, nowMs: number): { readonly results: Json; readonly fails: boolean } => {
  const lines = new Map<string, readonly Line[]>();
  const results: Json = {};
  let fails = false;
  for (const query of asAsked(objects(body.queries))) {
    const letter = text(query.refId);
    const times = ticks(Number(body.from), Math.min(Number(body.to), nowMs), stepOf(query));
    try {
      const found = linesOf(query, times, lines);
      lines.set(letter, found);
      results[letter] = { status: 200, frames: promFrames(query, found, times) };
    } catch (error) {
      if (!(error instanceof QueryFails)) throw error;
      fails = true;
      results[letter] = { status: 400, error: error.message, errorSource: "downstream", frames: [] };
    }
  }
  return { results, fails };
};
