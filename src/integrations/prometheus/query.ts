import { Failure } from "../../core/failure.ts";
import type { By } from "../../core/measure.ts";

const LABEL = /^[A-Za-z_]\w*$/;

/** The query, or made one number for each value of a label. The bracket has a line of its own: a comment may end the query. */
export const promqlOf = (query: string, by: By | undefined): string => {
  if (!by) return query;
  if (!LABEL.test(by.label))
    throw new Failure("usage", `no label name: ${by.label}`, {
      tell: `"${by.label}" is no name of a label. It takes letters, digits and "_", such as instance.`,
    });
  return `${by.how} by (${by.label}) (${query}\n)`;
};

/** Functions and operators whose result has the unit of what they are given. */
const KEEPS =
  /^(?:sum|avg|min|max|quantile|topk|bottomk|abs|ceil|floor|round|sort|sort_desc|clamp_min|clamp_max|(?:avg|min|max|sum|last|quantile|stddev)_over_time)$/;
const CALL = /^(\w+)\s*(?:(?:by|without)\s*\([^()]*\)\s*)?\(([\s\S]*)\)\s*(?:(?:by|without)\s*\([^()]*\)\s*)?$/;
const SELECTOR =
  /^([A-Za-z_:][\w:]*)\s*(?:\{(?:[^{}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*\})?\s*(\[[^\]]*\])?\s*(?:offset\s+-?\w+)?$/;

/** Whether its first bracket is closed by its last sign. */
const isOneCall = (text: string): boolean => {
  let depth = 0;
  const closed = [...text].findIndex((sign) => {
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    return sign === ")" && depth === 0;
  });
  return closed === [...text].length - 1;
};

/** "0.9, x" -> "x": a parameter before what is worked on. */
const withoutNumber = (text: string): string => text.replace(/^\s*[\d.]+\s*,/, "").trim();

/** Name of the only metric whose unit the expression keeps; undefined when it makes something else of it. */
const keptMetric = (query: string): string | undefined => {
  const text = query.trim();
  const selected = SELECTOR.exec(text);
  if (selected) return selected[1];
  const [, name = "", inner = ""] = CALL.exec(text) ?? [];
  return KEEPS.test(name) ? keptMetric(withoutNumber(inner)) : undefined;
};

const BUCKETS = /^histogram_quantile\s*\([\s\S]*?\b([a-zA-Z_:][\w:]*)_bucket\b[\s\S]*\)$/;

/** Base units that names of metrics end in: https://prometheus.io/docs/practices/naming/#base-units */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_milliseconds$/, "ms"],
  [/_seconds$/, "s"],
  [/_bytes$/, "bytes"],
  [/_percent$/, "percent"],
  [/_ratio$/, "ratio"],
  [/_celsius$/, "°C"],
];

/** The unit of what the query gives, from the name of its metric; undefined where the expression makes another of it. */
export const unitOf = (query: string): string | undefined => {
  const [whole, quantiles] = BUCKETS.exec(query.trim()) ?? [];
  const metric = whole !== undefined && isOneCall(whole) ? quantiles : keptMetric(query);
  return metric === undefined ? undefined : UNITS.find(([pattern]) => pattern.test(metric))?.[1];
};

/** What to say about a counter that is asked as it is. */
export const counterNote = (query: string): string | undefined => {
  const [, metric, range] = SELECTOR.exec(query.trim()) ?? [];
  if (metric === undefined || range !== undefined || !metric.endsWith("_total")) return undefined;
  return `${metric} is a counter that only grows: try rate(${query.trim()}[5m]).`;
};
