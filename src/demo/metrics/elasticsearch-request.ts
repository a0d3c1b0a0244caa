/** A body that the real one would refuse too, with its complaint. */
export class ParsingError extends Error {}

/** Counts per stretch of time. */
export interface Histogram {
  readonly stepMs: number;
  readonly shiftMs: number;
  readonly least: number;
  readonly bounds: { readonly min: number; readonly max: number };
}

/** A search as far as this stand-in runs it. */
export interface SearchRequest {
  readonly size: number;
  readonly query: string;
  readonly defaultField: string;
  /** The type of a field to sort by where an index does not have it. */
  readonly unmappedType: unknown;
  readonly operator: "AND" | "OR";
  readonly leadingWildcard: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly over: Histogram;
  readonly groups?: { readonly field: string; readonly size: number; readonly over: Histogram } | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The members of an object that has these and, some of them, no others. */
const fieldsOf = (value: unknown, where: string, known: readonly string[]): Fields => {
  if (!isFields(value)) throw new ParsingError(`[${where}] malformed, expected an object`);
  const odd = Object.keys(value).find((name) => !known.includes(name));
  if (odd !== undefined) throw new ParsingError(`[${where}] unknown field [${odd}]`);
  return value;
};

const only = (value: unknown, where: string): unknown => {
  if (Array.isArray(value) && value.length === 1) return value[0];
  throw new ParsingError(`[${where}] is not a list of one`);
};

const numberOf = (value: unknown, where: string): number => {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new ParsingError(`[${where}] is no number`);
};

const textOf = (value: unknown, where: string): string => {
  if (typeof value === "string") return value;
  throw new ParsingError(`[${where}] is no text`);
};

const durationOf = (value: unknown, where: string): number => {
  const [, count, unit = ""] = /^(\d+)(ms|s|m|h|d)$/.exec(textOf(value, where)) ?? [];
  if (count === undefined) throw new ParsingError(`failed to parse setting [${where}] as a time value`);
  return Number(count) * (UNIT_MS[unit] ?? 1);
};

const histogramOf = (value: unknown, time: string): Histogram => {
  const { date_histogram } = fieldsOf(value, "over", ["date_histogram"]);
  const known = ["field", "fixed_interval", "offset", "min_doc_count", "extended_bounds"];
  const { field, fixed_interval, offset, min_doc_count, extended_bounds } = fieldsOf(
    date_histogram,
    "date_histogram",
    known,
  );
  if (field !== time) throw new ParsingError(`Field [${String(field)}] is not a date`);
  const { min, max } = fieldsOf(extended_bounds, "extended_bounds", ["min", "max"]);
  const bounds = { min: numberOf(min, "min"), max: numberOf(max, "max") };
  if (bounds.min > bounds.max)
    throw new ParsingError("[extended_bounds.min] cannot be greater than [extended_bounds.max]");
  return {
    stepMs: durationOf(fixed_interval, "fixed_interval"),
    shiftMs: offset === undefined ? 0 : durationOf(offset, "offset"),
    least: min_doc_count === undefined ? 0 : numberOf(min_doc_count, "min_doc_count"),
    bounds,
  };
};

const groupsOf = (value: unknown, time: string): SearchRequest["groups"] => {
  if (value === undefined) return undefined;
  const { terms, aggs } = fieldsOf(value, "groups", ["terms", "aggs"]);
  const { field, size } = fieldsOf(terms, "terms", ["field", "size"]);
  const { over } = fieldsOf(aggs, "aggs", ["over"]);
  return { field: textOf(field, "field"), size: numberOf(size, "size"), over: histogramOf(over, time) };
};

const rangeOf = (value: unknown, time: string) => {
  const { range } = fieldsOf(value, "filter", ["range"]);
  const { gte, lt, format } = fieldsOf(fieldsOf(range, "range", [time])[time], time, ["gte", "lt", "format"]);
  if (format !== "epoch_millis") throw new ParsingError(`failed to parse date field [${String(gte)}]`);
  return { fromMs: numberOf(gte, "gte"), toMs: numberOf(lt, "lt") };
};

const wordsOf = (value: unknown) => {
  const { query_string } = fieldsOf(only(value, "must"), "must", ["query_string"]);
  const known = ["query", "default_field", "default_operator", "allow_leading_wildcard"];
  const {
    query,
    default_field,
    default_operator = "OR",
    allow_leading_wildcard = true,
  } = fieldsOf(query_string, "query_string", known);
  if (!/^(?:and|or)$/i.test(textOf(default_operator, "default_operator")))
    throw new ParsingError("[default_operator] is neither AND nor OR");
  return {
    query: textOf(query, "query"),
    defaultField: textOf(default_field, "default_field"),
    operator: /^and$/i.test(String(default_operator)) ? ("AND" as const) : ("OR" as const),
    leadingWildcard: allow_leading_wildcard === true,
  };
};

const TOP = ["size", "track_total_hits", "timeout", "query", "sort", "docvalue_fields", "aggs"];

/** The body of a search over an index whose time is in that field. Throws ParsingError. */
export const readSearch = (body: unknown, time: string): SearchRequest => {
  const { size, track_total_hits, timeout, query, sort, docvalue_fields, aggs } = fieldsOf(body, "search", TOP);
  if (track_total_hits !== true) throw new ParsingError("[track_total_hits]: this stand-in always counts all");
  durationOf(timeout, "timeout");
  const known = ["order", "unmapped_type"];
  const { order, unmapped_type } = fieldsOf(fieldsOf(only(sort, "sort"), "sort", [time])[time], time, known);
  if (order !== "desc") throw new ParsingError("[sort]: this stand-in tells the newest first");
  const { field, format } = fieldsOf(only(docvalue_fields, "docvalue_fields"), "docvalue_fields", ["field", "format"]);
  if (field !== time || format !== "epoch_millis") throw new ParsingError("[docvalue_fields] unknown");
  const { must, filter } = fieldsOf(fieldsOf(query, "query", ["bool"]).bool, "bool", ["must", "filter"]);
  const { over, groups } = fieldsOf(aggs, "aggs", ["over", "groups"]);
  return {
    size: numberOf(size, "size"),
    ...wordsOf(must),
    ...rangeOf(only(filter, "filter"), time),
    unmappedType: unmapped_type,
    over: histogramOf(over, time),
    groups: groupsOf(groups, time),
  };
};

/** The body of a count of whatever lies within a range. Throws ParsingError. */
export const readCount = (body: unknown, time: string) => rangeOf(fieldsOf(body, "count", ["query"]).query, time);
