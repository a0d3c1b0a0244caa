import type { GetMetricDataCommandOutput, GetMetricDataInput, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { Failure } from "../../core/failure.ts";
import type { By, Measured, MeasureQuestion } from "../../core/measure.ts";
import type { CloudwatchQuery } from "./query.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const DAY_S = 86_400;
/** Periods of metrics of high resolution. */
const FINE_S: readonly number[] = [1, 5, 10, 20, 30];
/** Periods that people read easily; all are multiples of 60, as CloudWatch wants. */
const PERIODS_S = [60, 300, 900, 3600, 10_800, 21_600, DAY_S] as const;

/** How long points of a length are kept: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention */
const leastPeriodS = (ageMs: number, own: number): number => {
  if (ageMs <= 3 * HOUR_MS && FINE_S.includes(own)) return own;
  return ageMs <= 15 * DAY_MS ? 60 : ageMs <= 63 * DAY_MS ? 300 : 3600;
};

/** How far apart points are asked for, and since when: CloudWatch itself rounds the start down. */
export interface Asked {
  readonly periodS: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** By age of the range, by the points that are wanted, and no finer than the query's own period. */
export const askedOf = (
  { fromMs, toMs, points }: MeasureQuestion,
  { periodS: own = 60 }: CloudwatchQuery,
  nowMs: number,
): Asked => {
  const least = Math.max(own, leastPeriodS(nowMs - fromMs, own), (toMs - fromMs) / 1000 / Math.max(1, points));
  // A whole multiple of the alarm's own period stays comparable with it.
  const periodS =
    least <= own
      ? own
      : (PERIODS_S.find((each) => each >= least && each % own === 0) ?? Math.ceil(least / DAY_S) * DAY_S);
  const stepMs = periodS * 1000;
  return { periodS, startMs: Math.floor(fromMs / stepMs) * stepMs, endMs: Math.ceil(toMs / stepMs) * stepMs };
};

/** Names of a search need quotes where they hold more than letters and digits; namespaces of AWS itself do without. */
const searched = (name: string): string => (/^[A-Za-z0-9/]+$/.test(name) ? name : `"${name}"`);

/**
 * All metrics that have one more dimension, each a series of its own that is called by its value.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
const searchBy = ({ metric, stat }: CloudwatchQuery, { label }: By, periodS: number): MetricDataQuery => {
  if (
    !metric ||
    [metric.namespace, metric.name, label, stat, ...metric.dimensions.flat()].some((text) => /["'\\]/.test(text))
  )
    throw new Failure("usage", `CloudWatch: by ${label}`, {
      tell: `CloudWatch splits metrics only, by a dimension. Ask for an expression: =SEARCH('{Namespace,Dimension} MetricName="Name"', 'Average', 60).`,
    });
  const names = new Set([...metric.dimensions.map(([name]) => name), label]);
  const schema = [metric.namespace, ...names].map(searched).join(",");
  const terms = [["MetricName", metric.name] as const, ...metric.dimensions];
  const filter = terms.map(([name, value]) => `${searched(name)}="${value}"`).join(" ");
  return {
    Id: "e1",
    Expression: `SEARCH('{${schema}} ${filter}', '${stat}', ${periodS})`,
    Label: `\${PROP('Dim.${label}')}`,
    Period: periodS,
  };
};

const metricQuery = ({ metric, stat, expression }: CloudwatchQuery, periodS: number): MetricDataQuery => {
  if (!metric) return { Id: "e1", Expression: expression, Period: periodS };
  const Dimensions = metric.dimensions.map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions };
  return { Id: "m1", MetricStat: { Metric, Period: periodS, Stat: stat } };
};

/** The request; expressions bring their own statistics. Throws Failure("usage") for what cannot be split. */
export const requestOf = (
  query: CloudwatchQuery,
  { periodS, startMs, endMs }: Asked,
  by: By | undefined,
): GetMetricDataInput => ({
  StartTime: new Date(startMs),
  EndTime: new Date(endMs),
  ScanBy: "TimestampAscending",
  MetricDataQueries: [by ? searchBy(query, by, periodS) : metricQuery(query, periodS)],
});

type Result = NonNullable<GetMetricDataCommandOutput["MetricDataResults"]>[number];

/** One series, put together from all pages. */
export interface MetricRow {
  readonly label: string;
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

const pointsOf = ({ Timestamps = [], Values = [] }: Result): readonly (readonly [number, number])[] =>
  Timestamps.flatMap((at, index) => {
    const value = Values[index];
    return value === undefined ? [] : [[at.getTime(), value] as const];
  });

/** Pages of one answer -> its series, in the order in which they came; a page may go on with a series of the last. */
export const rowsOf = (pages: readonly GetMetricDataCommandOutput[]): readonly MetricRow[] => {
  const results = pages.flatMap(({ MetricDataResults = [] }) => {
    const seen = new Map<string, number>();
    // Series of a search may be called alike: on one page they are different ones.
    return MetricDataResults.map((result) => {
      const name = `${result.Id ?? ""}\n${result.Label ?? ""}`;
      const place = seen.get(name) ?? 0;
      seen.set(name, place + 1);
      return { result, key: `${name}\n${place}` };
    });
  });
  return [...Map.groupBy(results, ({ key }) => key).values()].map((parts) => ({
    label: parts[0]?.result.Label ?? "",
    points: parts.flatMap(({ result }) => pointsOf(result)),
  }));
};

/** What CloudWatch says about its own answer: what is missing, and why. */
export const notesOf = (
  pages: readonly GetMetricDataCommandOutput[],
  isCut: boolean,
): Pick<Measured, "notes" | "lacks"> => {
  const last = new Map(
    pages.flatMap(({ MetricDataResults = [] }) => MetricDataResults.map((one) => [`${one.Id}\n${one.Label}`, one])),
  );
  const states = new Set([...last.values()].map(({ StatusCode }) => StatusCode));
  const messages = [
    ...pages.flatMap(({ Messages = [] }) => Messages),
    ...[...last.values()].flatMap(({ Messages = [] }) => Messages),
  ].flatMap(({ Value }) => (Value ? [Value] : []));
  const lacking = [
    ...(isCut || states.has("PartialData")
      ? ["CloudWatch gave a part of the points only: ask for a shorter range."]
      : []),
    ...(states.has("InternalError") ? ["CloudWatch had an error of its own: some of it is missing."] : []),
  ];
  const forbidden = states.has("Forbidden") ? ["CloudWatch does not show all of it to us."] : [];
  const notes = [...lacking, ...forbidden, ...[...new Set(messages)].slice(0, 3)];
  return { notes, ...(lacking[0] !== undefined && { lacks: lacking[0] }) };
};
