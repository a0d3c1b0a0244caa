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
  /^([A-Za-z_:][\w:]*)(?:\s*\{(?:[^{}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*\})?(?:\s*(\[[^\]]*\]))?(?:\s*offset\s+-?\w+)?$/;

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

const DURATION_MS: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 },
};
const WINDOW = /\[\s*((?:\d+(?:ms|[smhdwy]))+)\s*(?::[^\]]*)?\]/g;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g;

const durationMs = (text: string): number =>
  [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (DURATION_MS[unit] ?? 0),
    0,
  );

/** The shortest stretch of time that a point of the query is made of, in milliseconds; 0 for a single sample. */
export const windowOf = (query: string): number => {
  const bare = query.replace(QUOTED, '""');
  if (/\bi(?:rate|delta)\s*\(/.test(bare)) return 0;
  const windows = [...bare.matchAll(WINDOW)].map(([, text = ""]) => durationMs(text));
  // VictoriaMetrics takes the step where a function over time has no window.
  const own = windows.length === 0 && /\b(?:rate|increase|delta|\w+_over_time)\s*\(/.test(bare);
  return own ? Number.POSITIVE_INFINITY : Math.min(...(windows.length === 0 ? [0] : windows));
};

/** Whether what does not fit a condition is left out of the answer: "x > 5". */
export const hasCondition = (query: string): boolean =>
  /(?:[<>]=?|[!=]=)(?!=|\s*bool\b)/.test(query.replace(QUOTED, '""').replace(/\{[^{}]*\}/g, ""));

/** Whether it means something else when it is asked for another range: "x - x @ start()". */
export const namesItsRange = (query: string): boolean => /\b(?:start|end)\s*\(\s*\)/.test(query.replace(QUOTED, '""'));

/** Samples are seldom nearer to each other. */
const USUAL_SCRAPE_MS = 60_000;

/** Whether something may happen between two points that neither of them shows. */
export const hidesBetween = (query: string, stepMs: number): boolean =>
  stepMs > Math.max(USUAL_SCRAPE_MS, windowOf(query));

/** The highest of each step of a metric that is asked as it is; undefined for what would cost the server many times more. */
export const peaksOf = (query: string, by: By | undefined, stepMs: number): string | undefined => {
  const [, , range] = SELECTOR.exec(query.trim()) ?? [undefined, undefined, ""];
  if (by !== undefined || range !== undefined || /\boffset\b/.test(query.replace(QUOTED, '""'))) return undefined;
  return hidesBetween(query, stepMs) ? `max_over_time(${query.trim()}[${stepMs / 1_000}s])` : undefined;
};
