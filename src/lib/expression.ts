import type { AlertGraph } from "../core/alert.ts";
import type { Threshold } from "../core/measure.ts";
import { type ExpressionToken, tokensOf, withoutComments } from "./expression-tokens.ts";

/** Longer expressions are not drawn with an alert. */
export const LONGEST_EXPRESSION = 2_000;

/** The part of an expression that is worth drawing, and the line it is compared with. */
export interface SplitExpression {
  readonly query: string;
  readonly thresholds?: readonly Threshold[];
}

const NUMBER = String.raw`[-+]?(?:0x[\da-f]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?)`;
const CONSTANT = new RegExp(String.raw`^${NUMBER}(?:\s*[*/]\s*${NUMBER})*$`, "i");
const FACTORS = new RegExp(String.raw`([*/]?)\s*(${NUMBER})\s*`, "gi");
const SIDES: Readonly<Record<string, Threshold["trouble"]>> = {
  ">": "above",
  ">=": "above",
  "<": "below",
  "<=": "below",
};

const factorOf = (text: string): number => Number(text.replace("+", "").replaceAll("_", "").replace(/^-0x/i, "-0"));

/** "5", "-1e3", "(0.9)", "5 * 60", "1024*1024": what people write as a limit; undefined for anything else. */
const constantOf = (text: string): number | undefined => {
  const plain = stripped(text);
  if (!CONSTANT.test(plain) || /-0x/i.test(plain)) return undefined;
  const value = [...plain.matchAll(FACTORS)].reduce((sum, [, sign, factor = ""]) => {
    if (sign === "*") return sum * factorOf(factor);
    return sign === "/" ? sum / factorOf(factor) : factorOf(factor);
  }, 0);
  return Number.isFinite(value) ? value : undefined;
};

/** Without the brackets that hold all of it. */
const stripped = (text: string): string => {
  const tokens = text.includes("(") ? (tokensOf(text) ?? []) : [];
  let outer = 0;
  let [start, end] = [0, text.length];
  while (outer < tokens.length - 1 - outer) {
    const [first, last] = [tokens[outer], tokens[tokens.length - 1 - outer]];
    if (first?.text !== "(" || first.closing !== last) break;
    [start, end] = [first.end, last?.start ?? end];
    outer += 1;
  }
  return text.slice(start, end).trim();
};

/** What `absent(…)` and nothing else looks for: its line ends where it went; undefined for any other expression. */
const soughtIn = (text: string): string | undefined => {
  const [name = "", over] = /^absent(_over_time)?\s*(?=\()/i.exec(text) ?? [];
  if (name === "" || tokensOf(text)?.filter(({ depth }) => depth === 0).length !== 2) return undefined;
  const inside = stripped(text.slice(name.length));
  const [, instant] = /^([\s\S]*)\[[^[\]]*\]$/.exec(inside) ?? [];
  return over === undefined ? inside : (instant ?? "").trim();
};

const mirrored = (side: Threshold["trouble"]): Threshold["trouble"] => (side === "above" ? "below" : "above");

const thresholdsOf = (side: Threshold["trouble"] | undefined, value: number): Pick<SplitExpression, "thresholds"> =>
  side === undefined ? {} : { thresholds: [{ value, trouble: side }] };

/** One comparison with a number, or none; with "bool" it is true whatever is compared, and has no line. */
const splitComparison = (whole: string, comparison: ExpressionToken): SplitExpression => {
  const [left, behind] = [stripped(whole.slice(0, comparison.start)), whole.slice(comparison.end)];
  const right = stripped(behind.replace(/^\s*bool\b/i, ""));
  const [onLeft, onRight] = [constantOf(left), constantOf(right)];
  if (left === "" || right === "" || (onLeft === undefined) === (onRight === undefined)) return { query: whole };
  const side = /^\s*bool\b/i.test(behind) ? undefined : SIDES[comparison.text];
  const query = onRight === undefined ? right : left;
  const sought = soughtIn(query);
  if (sought !== undefined) return { query: sought || whole };
  return { query, ...thresholdsOf(onLeft === undefined ? side : side && mirrored(side), onRight ?? onLeft ?? 0) };
};

/**
 * Several conditions: of "and" and "unless" the first one has the values and has to hold; "or" between numbers that one
 * and the same is compared with makes a line for each of them.
 */
const splitSets = (whole: string, sets: readonly ExpressionToken[]): SplitExpression => {
  const ends = [...sets.map(({ start }) => start), whole.length];
  const [first, ...others] = ends.map((end, at) => splitExpression(whole.slice(sets[at - 1]?.end ?? 0, end)));
  const ors = sets.filter(({ text }) => /^or$/i.test(text)).length;
  if (!first?.thresholds || (ors > 0 && ors < sets.length)) return { query: whole };
  if (ors === 0) return first;
  const lines = others.map((other) => (other?.query === first.query ? other.thresholds : undefined));
  if (lines.includes(undefined)) return { query: whole };
  return { query: first.query, thresholds: [...first.thresholds, ...lines.flatMap((some) => some ?? [])] };
};

/**
 * "rate(errors[5m]) > 3" -> the rate, and 3 with trouble above it. What is compared with a number once, at the top, is
 * split there ("== 0" has no side, hence no line), and so is what stands before "and" and "unless"; of `absent(…)` what
 * it looks for is drawn. Anything else stays whole and has no line. Undefined for what shows nothing when drawn: no text,
 * a constant, or more than 2,000 characters. Never throws.
 * https://prometheus.io/docs/prometheus/latest/querying/operators/#comparison-binary-operators
 */
export const splitExpression = (expression: string): SplitExpression | undefined => {
  if (expression.length > LONGEST_EXPRESSION) return undefined;
  const whole = stripped(withoutComments(expression));
  if (whole === "" || constantOf(whole) !== undefined) return undefined;
  const sought = soughtIn(whole);
  if (sought !== undefined) return sought === "" ? undefined : { query: sought };
  const top = tokensOf(whole)?.filter(({ depth }) => depth === 0) ?? [];
  const sets = top.filter(({ kind }) => kind === "set");
  if (sets.length > 0) return splitSets(whole, sets);
  const [comparison, ...others] = top.filter(({ kind }) => kind === "comparison");
  return comparison === undefined || others.length > 0 ? { query: whole } : splitComparison(whole, comparison);
};

/** The expression in a link to Prometheus' graph page, as its rules carry it: `…/graph?g0.expr=…`; undefined without one. */
export const expressionOf = (link: string | null | undefined): string | undefined => {
  const url = URL.parse(link ?? "");
  if (!url) return undefined;
  const hash = new URLSearchParams(url.hash.slice(url.hash.indexOf("?") + 1));
  return url.searchParams.get("g0.expr") ?? (url.hash.includes("?") ? hash.get("g0.expr") : null) ?? undefined;
};

/** What Prometheus' link to a rule's expression asks it to draw. */
export const prometheusGraph = (link: string | null | undefined): AlertGraph | undefined => {
  const expression = expressionOf(link);
  const split = expression === undefined ? undefined : splitExpression(expression);
  return split && { source: "prometheus", ...split };
};
