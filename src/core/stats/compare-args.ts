import { type LinkArg, label, timeRange, usage } from "../args.ts";
import { Failure } from "../failure.ts";
import type { StatsQuery } from "../stats.ts";
import { rangeFromQuery, rangeToQuery } from "../time/query.ts";
import { parseTimeRange, type RangeContext, type TimeRange } from "../time/range.ts";

/** One of two things that are compared: a range of its own, or a name within the range that both share. */
export type CompareSide =
  | { readonly kind: "range"; readonly range: TimeRange }
  | { readonly kind: "team" | "service" | "person"; readonly name: string };

const NAMED = /^(team|service|person):\s*(\S.*)$/is;
const LONGEST = 200;

const kindOf = (word: string): "team" | "service" | "person" => {
  const kind = word.toLowerCase();
  return kind === "team" || kind === "service" ? kind : "person";
};

/** "last week" or "team:payments" -> a side. Throws Failure("usage"). */
const parseSide = (text: string, context: RangeContext): CompareSide => {
  const [, kind, name = ""] = NAMED.exec(text.trim()) ?? [];
  if (kind === undefined) return { kind: "range", range: parseTimeRange(text, context) };
  const plain = name.trim().replace(/^"(.*)"$/s, "$1");
  if (plain.length > LONGEST) throw usage("a side too long", "That name is too long.");
  return { kind: kindOf(kind), name: plain };
};

const missing = (name: string): Failure =>
  usage(
    `a comparison without ${name}`,
    "Compare two things: last week with this week, team:payments with team:search.",
  );

/** In a link: "a=2026-11-09T00:00:00Z/2026-11-16T00:00:00Z" (zone in `tz`), or "a=team:payments". */
const side = (name: "a" | "b"): LinkArg<CompareSide> => ({
  text: "label",
  usage: `[${name}:…]`,
  parse: (value, context) => {
    if (value === undefined) throw missing(name);
    return parseSide(value, context);
  },
  fromQuery: (query, key, context) => {
    const text = query.get(key);
    if (text === null) throw missing(name);
    const zoned = { ...context, tz: query.get("tz") ?? context.tz };
    const [from = "", to, more] = text.split("/");
    if (to === undefined || more !== undefined || NAMED.test(text)) return parseSide(text, zoned);
    const range = rangeFromQuery(new URLSearchParams({ from, to, tz: zoned.tz }), context);
    if (range === undefined) throw missing(name);
    return { kind: "range", range };
  },
  toQuery: (value, query, key) => {
    if (value.kind !== "range") return query.append(key, `${value.kind}:${value.name}`);
    const own = new URLSearchParams();
    rangeToQuery(value.range, own);
    query.append(key, `${own.get("from")}/${own.get("to")}`);
  },
});

/** What a comparison is asked with in a link: two sides, the range that names share, and filters for both. */
export const COMPARE_ARGS = {
  a: side("a"),
  b: side("b"),
  range: timeRange("this week"),
  team: label("team"),
  service: label("service"),
};

/** What one side asks a statistic; `shared` is the range and the filters of both. */
export const sideQuery = (one: CompareSide, shared: StatsQuery): StatsQuery =>
  one.kind === "range" ? { ...shared, range: one.range } : { ...shared, [one.kind]: one.name };

/** Throws Failure("usage") for a range against a name, and for a team or service that is asked for twice. */
export const requireComparable = (a: CompareSide, b: CompareSide): void => {
  if ((a.kind === "range") === (b.kind === "range")) return;
  throw new Failure("usage", `a ${a.kind} compared with a ${b.kind}`, {
    tell: "Compare like with like: two ranges, or two teams, services or people.",
  });
};
