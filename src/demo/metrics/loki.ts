import type { DemoLine, DemoLines, LogDemoOptions } from "./log-lines.ts";
import { shopLines } from "./log-lines.ts";
import { basicOf, type LogAnswer, type LogRequest, type LogServer, serveLogs } from "./log-server.ts";
import { type Logql, LogqlError, labelsOf, parseLogql } from "./loki-logql.ts";

/** How the stand-in behaves. */
export interface LokiDemoOptions extends LogDemoOptions {
  /** "user:password" that a proxy before it asks for. */
  readonly auth?: string | undefined;
  /** It serves several tenants: one has to be named. */
  readonly tenant?: string | undefined;
}

const MS = 1_000_000n;
const MOST_POINTS = 11_000n;
const MOST_SERIES = 500;
const MOST_LINES = 5_000;
/** Loki's default max_query_length, 30d1h. */
const LONGEST_NS = 721n * 3_600_000_000_000n;

const refuse = (status: number, body: string): LogAnswer => ({ status, body: `${body}\n` });
const data = (resultType: string, result: readonly unknown[]): LogAnswer => ({
  status: 200,
  body: { status: "success", data: { resultType, result, stats: {} } },
});

/** Nanoseconds since 1970. */
const nanosOf = (query: URLSearchParams, name: string, byDefault: bigint): bigint => {
  const text = query.get(name);
  if (text === null) return byDefault;
  if (!/^\d{13,19}$/.test(text))
    throw new LogqlError(`invalid value for "${name}": cannot parse "${text}" to a valid timestamp`);
  return BigInt(text);
};

type Count = Extract<Logql, { kind: "count" }>;

const groupKey = (line: DemoLine, by: readonly string[]): string => {
  const labels = labelsOf(line);
  return JSON.stringify(
    Object.fromEntries(by.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]]))),
  );
};

/** Lines in (untilNs - range, untilNs], by group. */
const countAt = ({ select, by, rangeNs, offsetNs }: Count, untilNs: bigint, lines: DemoLines): Map<string, number> => {
  const [end, start] = [untilNs - offsetNs, untilNs - offsetNs - rangeNs];
  const groups = new Map<string, number>();
  for (const line of lines(Number(start / MS), Number(end / MS) + 1)) {
    const atNs = BigInt(line.atMs) * MS;
    if (atNs <= start || atNs > end || !select(line)) continue;
    const key = groupKey(line, by);
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  return groups;
};

const TOO_LONG = "the query time range exceeds the limit (query length: too long, limit: 30d1h)";

const vectorOf = (query: Count, timeNs: bigint, lines: DemoLines): LogAnswer => {
  if (query.rangeNs > LONGEST_NS) return refuse(400, TOO_LONG);
  const groups = countAt(query, timeNs, lines);
  if (groups.size > MOST_SERIES) return refuse(400, `maximum of series (${MOST_SERIES}) reached for a single query`);
  const seconds = Number(timeNs / MS) / 1000;
  return data(
    "vector",
    [...groups].map(([metric, count]) => ({ metric: JSON.parse(metric), value: [seconds, String(count)] })),
  );
};

const matrixOf = (query: Count, params: URLSearchParams, nowNs: bigint, lines: DemoLines): LogAnswer => {
  const [startNs, endNs] = [nanosOf(params, "start", nowNs - 3_600n * 1_000n * MS), nanosOf(params, "end", nowNs)];
  const step = Number(params.get("step") ?? "60");
  if (!(step > 0))
    return refuse(400, "zero or negative query resolution step widths are not accepted. Try a positive integer");
  if (endNs - startNs > LONGEST_NS) return refuse(400, TOO_LONG);
  if (endNs <= startNs) return refuse(400, "end timestamp must not be before or equal to start time");
  const stepNs = BigInt(Math.round(step * 1e9));
  if ((endNs - startNs) / stepNs > MOST_POINTS)
    return refuse(
      400,
      "exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter",
    );
  const series = new Map<string, [number, string][]>();
  // The start is rounded down and the end up: pkg/querier/queryrange/splitters.go, alignStartEnd.
  for (let at = startNs - (startNs % stepNs); at < endNs + stepNs - (endNs % stepNs || stepNs) + 1n; at += stepNs)
    for (const [key, count] of countAt(query, at, lines)) {
      const values = series.get(key) ?? [];
      series.set(key, [...values, [Number(at / MS) / 1000, String(count)]]);
    }
  if (series.size > MOST_SERIES) return refuse(400, `maximum of series (${MOST_SERIES}) reached for a single query`);
  return data(
    "matrix",
    [...series].map(([metric, values]) => ({ metric: JSON.parse(metric), values })),
  );
};

/** Lines of [start, end), the newest first unless it is asked otherwise. */
const streamsOf = (
  query: Extract<Logql, { kind: "lines" }>,
  params: URLSearchParams,
  nowNs: bigint,
  lines: DemoLines,
) => {
  const limit = Number(params.get("limit") ?? "100");
  if (limit > MOST_LINES)
    return refuse(
      400,
      `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${MOST_LINES})`,
    );
  const [startNs, endNs] = [nanosOf(params, "start", nowNs - 3_600n * 1_000n * MS), nanosOf(params, "end", nowNs)];
  if (endNs - startNs > LONGEST_NS) return refuse(400, TOO_LONG);
  const found = lines(Number(startNs / MS), Number((endNs + MS - 1n) / MS)).filter(query.select);
  const ordered = params.get("direction") === "forward" ? found : [...found].reverse();
  const streams = new Map<string, [string, string][]>();
  for (const line of ordered.slice(0, limit)) {
    const key = JSON.stringify(labelsOf(line));
    streams.set(key, [...(streams.get(key) ?? []), [String(BigInt(line.atMs) * MS), line.text]]);
  }
  return data(
    "streams",
    [...streams].map(([stream, values]) => ({ stream: JSON.parse(stream), values })),
  );
};

const gate = ({ headers }: LogRequest, { auth, tenant }: LokiDemoOptions): LogAnswer | undefined => {
  if (auth !== undefined && headers.authorization !== basicOf(auth)) return refuse(401, "Unauthorized");
  if (tenant !== undefined && headers["x-scope-orgid"] === undefined) return refuse(401, "no org id");
  return undefined;
};

const answerTo = (
  { path, query: params }: LogRequest,
  { clock, lines = shopLines, tenant }: LokiDemoOptions,
  org: unknown,
) => {
  const seen: DemoLines = tenant !== undefined && org !== tenant ? () => [] : lines;
  const query = parseLogql(params.get("query") ?? "");
  const nowNs = BigInt(clock()) * MS;
  if (path === "/loki/api/v1/query_range")
    return query.kind === "lines" ? streamsOf(query, params, nowNs, seen) : matrixOf(query, params, nowNs, seen);
  if (path !== "/loki/api/v1/query") return refuse(404, "404 page not found");
  if (query.kind === "lines")
    return refuse(
      400,
      "log queries are not supported as an instant query type, please change your query to a range query type",
    );
  return vectorOf(query, nanosOf(params, "time", nowNs), seen);
};

/** Loki on this machine: instant and range queries that count lines, and the lines themselves. */
export const createLokiDemo = (options: LokiDemoOptions): Promise<LogServer> =>
  serveLogs((request) => {
    const refused = gate(request, options);
    if (refused) return refused;
    try {
      return answerTo(request, options, request.headers["x-scope-orgid"]);
    } catch (error) {
      if (error instanceof LogqlError) return refuse(400, error.message);
      throw error;
    }
  }, options.port);
