import { serveVendor, type VendorAnswer, type VendorCall, type VendorServer } from "./vendor-server.ts";
import { ticks, waveAt } from "./wave.ts";

/** What the stand-in knows, and who may ask it. */
export interface DatadogStandIn {
  readonly apiKey: string;
  readonly appKey: string;
  readonly clock: () => number;
  /** Metric -> tag sets, and the unit of it. */
  readonly metrics?: Readonly<Record<string, { readonly tags: readonly string[]; readonly unit?: readonly string[] }>>;
  readonly port?: number;
}

const METRICS: NonNullable<DatadogStandIn["metrics"]> = {
  "system.cpu.user": { tags: ["host:web-1", "host:web-2"], unit: ["percent"] },
  "system.net.bytes_rcvd": { tags: ["host:web-1"], unit: ["byte", "second"] },
  "shop.orders.gaps": { tags: ["host:web-1"] },
};
const QUERY =
  /^(?:(avg|sum|min|max|count):)?([A-Za-z][\w.]*)\{([^{}]+)\}(?:\s*by\s*\{([\w,.-]+)\})?((?:\.\w+\([^()]*\))*)$/;

const fail = (status: number, body: object): VendorAnswer => ({ status, body });

/** How far apart points are, by the length of the range: https://docs.datadoghq.com/dashboards/functions/rollup/ */
const INTERVALS: readonly (readonly [spanS: number, intervalS: number])[] = [
  [3600, 20],
  [4 * 3600, 60],
  [86_400, 300],
  [2 * 86_400, 600],
  [7 * 86_400, 3600],
  [31 * 86_400, 4 * 3600],
];
const intervalOf = (spanS: number): number => INTERVALS.find(([most]) => spanS <= most)?.[1] ?? 8 * 3600;

/** Value of a metric at a time; every seventh point of a metric with "gaps" in its name is null. */
export const datadogValue = (metric: string, tag: string, atMs: number, intervalS: number): number | null =>
  metric.includes("gaps") && (atMs / (intervalS * 1000)) % 7 === 0 ? null : waveAt(`${metric}|${tag}`, atMs);

const unitOf = (unit: readonly string[] | undefined): object | null =>
  unit === undefined
    ? null
    : [0, 1].map((at) =>
        unit[at] === undefined
          ? null
          : { family: "x", scale_factor: 1, name: unit[at], short_name: unit[at], plural: `${unit[at]}s`, id: at },
      );

/** The answer as the documentation lists its fields. */
const bodyOf = ({
  group,
  ...more
}: {
  readonly group: string | undefined;
  readonly [name: string]: unknown;
}): object => ({
  ...more,
  ...{ status: "ok", res_type: "time_series", resp_version: 1, values: [], times: [], message: "" },
  group_by: group === undefined ? [] : group.split(","),
});

const seriesOf = (standIn: DatadogStandIn, { query, from, to }: Readonly<Record<string, string>>): VendorAnswer => {
  const [, aggr, metric = "", scope = "", group] = QUERY.exec((query ?? "").trim()) ?? [];
  if (metric === "")
    return fail(400, {
      status: "error",
      error: `Error parsing query: unable to parse ${query}: Rule 'scope_expr' didn't match`,
    });
  const known = (standIn.metrics ?? METRICS)[metric];
  const [fromS, toS] = [Number(from), Math.min(Number(to), Math.floor(standIn.clock() / 1000))];
  const interval = intervalOf(Number(to) - fromS);
  const wanted = known?.tags.filter((tag) => scope === "*" || scope.split(",").includes(tag)) ?? [];
  const sets = group === undefined ? wanted.slice(0, 1).map(() => "*") : wanted;
  const series = sets.map((tag, index) => ({
    metric,
    display_name: metric,
    query_index: 0,
    aggr: aggr ?? null,
    scope: tag === "*" ? scope : tag,
    tag_set: tag === "*" ? [] : [tag],
    expression: `${aggr ?? "avg"}:${metric}{${tag}}`,
    interval,
    unit: unitOf(known?.unit),
    start: fromS * 1000,
    end: toS * 1000,
    length: index,
    pointlist: ticks(fromS * 1000, toS * 1000, interval * 1000).map((atMs) => [
      atMs,
      datadogValue(metric, tag === "*" ? (wanted[0] ?? "") : tag, atMs, interval),
    ]),
  }));
  return { status: 200, body: bodyOf({ query, from_date: fromS * 1000, to_date: Number(to) * 1000, series, group }) };
};

const points = (standIn: DatadogStandIn, { query }: VendorCall): VendorAnswer => {
  for (const name of ["from", "to", "query"])
    if (query[name] === undefined) return fail(400, { errors: [`Missing required parameter: ${name}`] });
  if (![query.from, query.to].every((text) => /^\d{10}$/.test(text ?? "")) || Number(query.from) >= Number(query.to))
    return fail(400, { errors: ["Invalid time range: from and to are seconds since 1970"] });
  return seriesOf(standIn, query);
};

/** A stand-in for Datadog's API as its documentation describes it: both keys wanted, its own words of refusal. */
export const serveDatadog = (standIn: DatadogStandIn): Promise<VendorServer> =>
  serveVendor(
    [
      { method: "GET", path: "/api/v1/query", handle: (call) => points(standIn, call) },
      {
        method: "GET",
        path: "/api/v1/search",
        handle: ({ query }) => {
          const [, facet = "", word = ""] = /^(?:(metrics|hosts):)?(.*)$/.exec(query.q ?? "") ?? [];
          const metrics = Object.keys(standIn.metrics ?? METRICS).filter((name) => name.includes(word));
          return { status: 200, body: { results: facet === "hosts" ? { hosts: [] } : { metrics } } };
        },
      },
    ],
    (headers) => {
      if (headers["dd-api-key"] !== standIn.apiKey) return fail(403, { errors: ["Forbidden"] });
      return headers["dd-application-key"] === standIn.appKey
        ? undefined
        : fail(403, { errors: ["Forbidden: the application key is missing or lacks timeseries_query"] });
    },
    standIn.port,
  );
