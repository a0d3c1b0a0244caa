import { invalid, Refusal } from "../refusal.ts";

const DAY_MS = 86_400_000;

/** All values of an array parameter: `name[]=a&name[]=b`. */
export const readList = (query: URLSearchParams, name: string): readonly string[] => query.getAll(`${name}[]`);

/** What to show whole instead of in short. */
export const readInclude = (query: URLSearchParams): ReadonlySet<string> => new Set(readList(query, "include"));

const readWhole = (query: URLSearchParams, name: string, byDefault: number, min: number): number => {
  const text = query.get(name);
  if (text === null) return byDefault;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min) throw invalid(`${name} must be a whole number of at least ${min}`);
  return value;
};

/** How a list pages where it does not do so in the classic way. */
export interface Paging {
  readonly byDefault: number;
  readonly most: number;
}

const CLASSIC: Paging = { byDefault: 25, most: 100 };

/** One page of a list in PagerDuty's classic form; 400 when offset + limit passes 10,000. */
export const pageOf = <T>(
  query: URLSearchParams,
  key: string,
  all: readonly T[],
  show: (one: T) => object,
  { byDefault, most }: Paging = CLASSIC,
): Record<string, unknown> => {
  const limit = Math.min(readWhole(query, "limit", byDefault, 1), most);
  const offset = readWhole(query, "offset", 0, 0);
  if (offset + limit > 10_000) throw invalid("Offset + limit must not exceed 10000");
  return {
    [key]: all.slice(offset, offset + limit).map(show),
    limit,
    offset,
    more: offset + limit < all.length,
    total: query.get("total") === "true" ? all.length : null,
  };
};

/** An ISO 8601 time, UTC without a zone; undefined when absent; code 2004 when it is not a time. */
export const readTime = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const zoned = /^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(text) ? `${text}Z` : text;
  const atMs = /^\d{4}-/.test(zoned) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(atMs)) throw new Refusal(2004);
  return atMs;
};

/** 2003 unless both `since` and `until` are there; the window they make. */
export const requireWindow = (query: URLSearchParams): { readonly fromMs: number; readonly toMs: number } => {
  const fromMs = readTime(query, "since");
  const toMs = readTime(query, "until");
  if (fromMs === undefined || toMs === undefined) throw new Refusal(2003, ["since and until are required"]);
  if (toMs < fromMs) throw new Refusal(2005, ["until is before since"]);
  return { fromMs, toMs };
};

/** Half-open window [fromMs, toMs) of `since` and `until`; a default of finite length moves along with `until`; code 2005 when it is turned round or longer than `maxDays`. */
export const readWindow = (
  query: URLSearchParams,
  byDefault: { readonly fromMs: number; readonly toMs: number },
  maxDays = Number.POSITIVE_INFINITY,
): { readonly fromMs: number; readonly toMs: number } => {
  const spanMs = byDefault.toMs - byDefault.fromMs;
  const since = readTime(query, "since");
  const toMs = readTime(query, "until") ?? byDefault.toMs;
  const slides = spanMs > 0 && Number.isFinite(spanMs);
  const fromMs = since ?? (slides ? toMs - spanMs : byDefault.fromMs);
  if (toMs < fromMs) throw new Refusal(2005, ["until is before since"]);
  if (toMs - fromMs > maxDays * DAY_MS) {
    throw new Refusal(2005, [`the range is longer than ${maxDays} days`]);
  }
  return { fromMs, toMs };
};

/** A filter that lets all pass when nothing was asked for. */
export const among = (wanted: readonly string[]): ((...values: readonly string[]) => boolean) => {
  const set = new Set(wanted);
  return (...values) => set.size === 0 || values.some((value) => set.has(value));
};
