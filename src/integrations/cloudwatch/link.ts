import type { MeasureQuestion } from "../../core/measure.ts";
import type { Asked } from "./ask.ts";
import type { CloudwatchQuery } from "./query.ts";

type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };

/** Percent encoding with "*" for "%", in small letters; what stands for something in the notation is encoded too. */
const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
    .replace(/%[0-9A-F]{2}/gi, (code) => code.toLowerCase())
    .replaceAll("%", "*");

/** The notation of the console's addresses: (name~value), (~item~item), 'text, numbers and yes/no as they are. */
const written = (value: Value): string => {
  if (typeof value === "string") return `'${encoded(value)}`;
  if (typeof value !== "object") return String(value);
  if (isList(value)) return `(${value.map((item) => `~${written(item)}`).join("")})`;
  return `(${Object.entries(value)
    .map(([name, item]) => `${name}~${written(item)}`)
    .join("~")})`;
};

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Where the console of a region is: https://github.com/grafana/grafana/blob/main/pkg/tsdb/cloudwatch/models/cloudwatch_query.go */
const consoleOf = (region: string): string => {
  if (region.startsWith("cn-")) return `${region}.console.amazonaws.cn`;
  return `${region}.console.${region.startsWith("us-gov-") ? "amazonaws-us-gov.com" : "aws.amazon.com"}`;
};

/**
 * The graph in the console at the same time. AWS does not document the address: this is the form that the console
 * itself writes and that people share, with absolute times.
 */
export const graphLink = (
  { stat, metric, expression = "" }: CloudwatchQuery,
  region: string,
  { fromMs, toMs }: MeasureQuestion,
  { periodS }: Asked,
): string => {
  const row: Value = metric
    ? [metric.namespace, metric.name, ...metric.dimensions.flat(), { stat }]
    : [{ expression, id: "e1" }];
  const graph = {
    view: "timeSeries",
    stacked: false,
    metrics: [row],
    region,
    start: new Date(fromMs).toISOString(),
    end: new Date(toMs).toISOString(),
    period: periodS,
  };
  return `https://${consoleOf(region)}/cloudwatch/home?region=${region}#metricsV2:graph=~${written(graph)}`;
};
