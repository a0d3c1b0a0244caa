import { isJson, type Json, objects, text } from "../slack/json.ts";
import type { KnownMetric } from "./cloudwatch-series.ts";

/** One thing that is asked for: which metrics, how they are made, what they are called. */
export interface AskedMetric {
  readonly id: string;
  readonly stat: string;
  readonly periodS: number;
  readonly metrics: readonly KnownMetric[];
  label(metric: KnownMetric): string;
}

/** Why a request is refused, in the words of the API. */
export class Refused extends Error {}

const STAT =
  /^(?:Average|Sum|Minimum|Maximum|SampleCount|IQM|p\d{1,2}(?:\.\d+)?|p100|(?:TM|TC|TS|WM|PR)\([^)]+\)|(?:tm|tc|ts|wm)\d+(?:\.\d+)?)$/;
const SEARCH = /^SEARCH\(\s*'(?:\{([^}]+)\})?\s*([^']*)'\s*,\s*'([^']+)'\s*,\s*(\d+)\s*\)$/;
const TERM = /(?:"([^"]+)"|([A-Za-z0-9]+))\s*=\s*"([^"]*)"/g;

/** The name; what holds more than letters, digits and slashes has to be in quotes. */
const unquoted = (name: string): string => {
  const [, quoted, plain] = /^\s*(?:"(.*)"|([A-Za-z0-9/]+))\s*$/.exec(name) ?? [];
  const found = quoted ?? plain;
  if (found === undefined) throw new Refused(`Error in expression: Invalid syntax near ${name.trim()}`);
  return found;
};

const periodOf = (value: unknown): number => {
  if (typeof value === "number" && (value % 60 === 0 || [1, 5, 10, 20, 30].includes(value)) && value > 0) return value;
  throw new Refused("Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
};

const labelOf = (query: Json, byDefault: (metric: KnownMetric) => string) => {
  const given = text(query.Label);
  return (metric: KnownMetric): string =>
    given === ""
      ? byDefault(metric)
      : given.replace(/\$\{PROP\('Dim\.([^']+)'\)\}/g, (_whole, name: string) => metric.dimensions[name] ?? "");
};

const readStat = (query: Json, stat: Json, known: readonly KnownMetric[]): AskedMetric => {
  const metric = isJson(stat.Metric) ? stat.Metric : {};
  const [namespace, name, how] = [text(metric.Namespace), text(metric.MetricName), text(stat.Stat)];
  if (namespace === "" || name === "") throw new Refused("The parameter Namespace and MetricName are required.");
  if (!STAT.test(how)) throw new Refused(`The value ${how} for parameter Stat is not supported.`);
  const wanted = objects(metric.Dimensions).map((one) => [text(one.Name), text(one.Value)] as const);
  const metrics = known.filter(
    (one) =>
      one.namespace === namespace &&
      one.name === name &&
      Object.keys(one.dimensions).length === wanted.length &&
      wanted.every(([key, value]) => one.dimensions[key] === value),
  );
  return { id: text(query.Id), stat: how, periodS: periodOf(stat.Period), metrics, label: labelOf(query, () => name) };
};

const readSearch = (query: Json, known: readonly KnownMetric[]): AskedMetric => {
  const id = text(query.Id);
  const [whole, schema = "", filter = "", stat = "", period] = SEARCH.exec(text(query.Expression)) ?? [];
  if (whole === undefined) throw new Refused(`Error in expression '${id}': Invalid syntax`);
  const [namespace = "", ...names] = schema === "" ? [] : schema.split(",").map(unquoted);
  const terms = [...filter.matchAll(TERM)].map(
    ([, quoted, plain, value = ""]) => [quoted ?? plain ?? "", value] as const,
  );
  const metrics = known.filter(
    (one) =>
      (namespace === "" || one.namespace === namespace) &&
      (schema === "" || Object.keys(one.dimensions).sort().join() === [...names].sort().join()) &&
      terms.every(([key, value]) => (key === "MetricName" ? one.name : one.dimensions[key]) === value),
  );
  const named = (metric: KnownMetric): string => `${Object.values(metric.dimensions).join(" ")} ${metric.name}`.trim();
  return { id, stat, periodS: periodOf(Number(period)), metrics, label: labelOf(query, named) };
};

/** The queries of a request. Throws Refused. */
export const readQueries = (body: Json, known: readonly KnownMetric[]): readonly AskedMetric[] => {
  const queries = objects(body.MetricDataQueries);
  if (queries.length === 0) throw new Refused("The parameter MetricDataQueries is required.");
  if (queries.length > 500)
    throw new Refused("The collection MetricDataQueries must not have a size greater than 500.");
  return queries.map((query) => {
    if (!/^[a-z]\w{0,254}$/.test(text(query.Id)))
      throw new Refused(
        `The value ${text(query.Id)} for parameter MetricDataQueries.member.1.Id is not matching the expected pattern`,
      );
    if (isJson(query.MetricStat) === (query.Expression !== undefined))
      throw new Refused("MetricDataQuery must have either MetricStat or Expression.");
    return isJson(query.MetricStat) ? readStat(query, query.MetricStat, known) : readSearch(query, known);
  });
};
