import { type Fits, parseQueryString, QueryStringError } from "./elasticsearch-query.ts";
import { type Histogram, ParsingError, readCount, readSearch, type SearchRequest } from "./elasticsearch-request.ts";
import { type DemoLine, type LogDemoOptions, shopLines } from "./log-lines.ts";
import { basicOf, type LogAnswer, type LogRequest, type LogServer, serveLogs } from "./log-server.ts";

/** How the stand-in behaves. */
export interface ElasticsearchDemoOptions extends LogDemoOptions {
  /** "user:password". */
  readonly auth?: string | undefined;
  /** The one index there is; "logs-shop" when absent. */
  readonly index?: string | undefined;
  /** The same pattern also fits an index that holds nothing yet: it has no fields. */
  readonly fresh?: boolean | undefined;
  /** Other clusters that a search went to: how many of them, and how many were not there. */
  readonly clusters?: { readonly total: number; readonly skipped: number } | undefined;
  /** Fields besides those that it has: their types. */
  readonly mapping?: Readonly<Record<string, string>> | undefined;
  /** What goes wrong with searches from now on: of 10 shards some fail, or the time is over; such searches see less. */
  readonly shards?: (() => { readonly failed: number; readonly timedOut: boolean }) | undefined;
}

const TIME = "@timestamp";
const SHARDS = 10;
const ANALYZED = ["message", "app"];
/** Which fields the index has, and whether lines can be counted by them. */
const MAPPING: Readonly<Record<string, { readonly type: string; readonly aggregatable: boolean }>> = {
  [TIME]: { type: "date", aggregatable: true },
  message: { type: "text", aggregatable: false },
  "host.name": { type: "keyword", aggregatable: true },
  "process.name": { type: "keyword", aggregatable: true },
  app: { type: "text", aggregatable: false },
  "app.keyword": { type: "keyword", aggregatable: true },
};

const fieldsOf = ({ host, program, text }: DemoLine): Readonly<Record<string, string>> => ({
  message: text,
  "host.name": host,
  "process.name": program,
  app: program,
  "app.keyword": program,
});

const refuse = (status: number, type: string, reason: string, more: object = {}): LogAnswer => ({
  status,
  body: { error: { root_cause: [{ type, reason, ...more }], type, reason, ...more }, status },
});

/** A search that no shard could run. */
const allFailed = (index: string, type: string, reason: string, cause?: string): LogAnswer => {
  const caused = cause === undefined ? {} : { caused_by: { type: "parse_exception", reason: cause } };
  const why = { type, reason, index, ...caused };
  const failed_shards = [{ shard: 0, index, node: "n1", reason: why }];
  const error = {
    root_cause: [{ type, reason, index }],
    type: "search_phase_execution_exception",
    reason: "all shards failed",
  };
  return { status: 400, body: { error: { ...error, phase: "query", grouped: true, failed_shards }, status: 400 } };
};

const bucketsOf = (lines: readonly DemoLine[], { stepMs, shiftMs, least, bounds }: Histogram) => {
  const keyOf = (ms: number): number => Math.floor((ms - shiftMs) / stepMs) * stepMs + shiftMs;
  const counts = new Map<number, number>();
  for (let key = keyOf(bounds.min); key <= keyOf(bounds.max); key += stepMs) counts.set(key, 0);
  for (const { atMs } of lines) counts.set(keyOf(atMs), (counts.get(keyOf(atMs)) ?? 0) + 1);
  const buckets = [...counts].filter(([, doc_count]) => doc_count >= least).sort(([a], [b]) => a - b);
  return {
    buckets: buckets.map(([key, doc_count]) => ({ key_as_string: new Date(key).toISOString(), key, doc_count })),
  };
};

const groupsOf = (lines: readonly DemoLine[], { field, size, over }: NonNullable<SearchRequest["groups"]>) => {
  const groups = Map.groupBy(lines, (line) => fieldsOf(line)[field] ?? "");
  groups.delete("");
  const sorted = [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const buckets = sorted
    .slice(0, size)
    .map(([key, own]) => ({ key, doc_count: own.length, over: bucketsOf(own, over) }));
  const left = sorted.slice(size);
  const sum_other_doc_count = left.reduce((sum, [, own]) => sum + own.length, 0);
  return { doc_count_error_upper_bound: left[0]?.[1].length ?? 0, sum_other_doc_count, buckets };
};

const documentOf = (line: DemoLine) => ({
  [TIME]: new Date(line.atMs).toISOString(),
  message: line.text,
  host: { name: line.host },
  process: { name: line.program },
  app: line.program,
});

const fitsOf = ({ query, defaultField, operator, leadingWildcard }: SearchRequest): Fits =>
  parseQueryString(query, { defaultField, operator, leadingWildcard, analyzed: ANALYZED });

const failureOf = (index: string, unsorted: boolean) => ({
  ...{ shard: 0, index, node: "n1" },
  reason: unsorted
    ? { type: "query_shard_exception", reason: `No mapping found for [${TIME}] in order to sort on`, index }
    : { type: "circuit_breaking_exception", reason: "[parent] Data too large" },
});

const found = (request: SearchRequest, fits: Fits, options: ElasticsearchDemoOptions, index: string): LogAnswer => {
  const { fromMs, toMs, over, groups } = request;
  const { failed: lost = 0, timedOut = false } = options.shards?.() ?? {};
  const unsorted = options.fresh === true && request.unmappedType === undefined;
  const failed = lost + (unsorted ? 1 : 0);
  const seen = (line: DemoLine): boolean => (lost === 0 && !timedOut) || line.atMs % 2 === 0;
  const lines = (options.lines ?? shopLines)(fromMs, toMs).filter((line) => seen(line) && fits(fieldsOf(line)));
  const newest = [...lines].reverse().slice(0, request.size);
  const hits = newest.map((line) => ({
    _index: index,
    _id: `${line.atMs}`,
    _score: null,
    _source: documentOf(line),
    fields: { [TIME]: [String(line.atMs)] },
    sort: [line.atMs],
  }));
  const aggregations = { over: bucketsOf(lines, over), ...(groups ? { groups: groupsOf(lines, groups) } : {}) };
  return {
    status: 200,
    body: {
      took: 3,
      timed_out: timedOut,
      ...(options.clusters ? { _clusters: { ...options.clusters, successful: 0 } } : {}),
      _shards: {
        ...{ total: SHARDS, successful: SHARDS - failed, skipped: 0, failed },
        ...(failed > 0 ? { failures: [failureOf(index, unsorted)] } : {}),
      },
      hits: { total: { value: lines.length, relation: "eq" }, max_score: null, hits },
      aggregations,
    },
  };
};

/** A pattern that fits no index is no error: nothing was searched. */
const nothing: LogAnswer = {
  status: 200,
  body: {
    took: 0,
    timed_out: false,
    _shards: { total: 0, successful: 0, skipped: 0, failed: 0 },
    hits: { total: { value: 0, relation: "eq" }, max_score: 0, hits: [] },
  },
};

const FIELDDATA =
  "Text fields are not optimised for operations that require per-document field data like aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead.";

const search = (body: unknown, options: ElasticsearchDemoOptions, index: string): LogAnswer => {
  try {
    const request = readSearch(body, TIME);
    const fits = fitsOf(request);
    if (MAPPING[request.groups?.field ?? TIME]?.aggregatable === false)
      return allFailed(index, "illegal_argument_exception", FIELDDATA);
    return found(request, fits, options, index);
  } catch (error) {
    if (error instanceof ParsingError) return refuse(400, "parsing_exception", error.message);
    if (!(error instanceof QueryStringError)) throw error;
    return allFailed(index, "query_shard_exception", `Failed to parse query [${error.query}]`, error.message);
  }
};

const count = (body: unknown, { lines = shopLines }: ElasticsearchDemoOptions): LogAnswer => {
  const { fromMs, toMs } = readCount(body, TIME);
  const _shards = { total: SHARDS, successful: SHARDS, skipped: 0, failed: 0 };
  return { status: 200, body: { count: Math.min(1, lines(fromMs, toMs).length), _shards } };
};

/** What fits a pattern is told; nothing does: no error either. */
const fieldCaps = (
  query: URLSearchParams,
  indices: readonly string[],
  added: Readonly<Record<string, string>> = {},
) => {
  const asked = indices.length === 0 ? [] : (query.get("fields") ?? "").split(",");
  const mapping: typeof MAPPING = {
    ...MAPPING,
    ...Object.fromEntries(Object.entries(added).map(([name, type]) => [name, { type, aggregatable: type !== "text" }])),
  };
  const known = asked.flatMap((name) => (mapping[name] ? [[name, mapping[name]] as const] : []));
  const fields = known.map(([name, { type, aggregatable }]) => [
    name,
    { [type]: { type, searchable: true, aggregatable } },
  ]);
  return { status: 200, body: { indices, fields: Object.fromEntries(fields) } };
};

const matches = (pattern: string, index: string): boolean =>
  pattern.split(",").some((one) => new RegExp(`^${one.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(index));

const answerTo = (request: LogRequest, options: ElasticsearchDemoOptions): LogAnswer => {
  const { auth, index = "logs-shop" } = options;
  if (auth !== undefined && request.headers.authorization !== basicOf(auth)) {
    const reason =
      request.headers.authorization === undefined
        ? "missing authentication credentials for REST request"
        : "unable to authenticate user";
    return refuse(401, "security_exception", reason);
  }
  const [, asked = "", endpoint = ""] = request.path.split("/").map(decodeURIComponent);
  const there = matches(asked, index);
  if (!there && !asked.includes("*"))
    return refuse(404, "index_not_found_exception", `no such index [${asked}]`, { index: asked });
  if (endpoint === "_field_caps") return fieldCaps(request.query, there ? [index] : [], options.mapping);
  if (endpoint === "_count") return count(request.body, options);
  if (!there && endpoint === "_search") return nothing;
  if (endpoint === "_search") return search(request.body, options, index);
  return refuse(400, "illegal_argument_exception", `unknown endpoint ${endpoint}`);
};

/** Elasticsearch on this machine, as far as counting goes: _search, _count and _field_caps over one index. */
export const createElasticsearchDemo = (options: ElasticsearchDemoOptions): Promise<LogServer> =>
  serveLogs((request) => answerTo(request, options), options.port);
