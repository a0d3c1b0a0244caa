import { createReader, type Reader, wordsOf } from "./reader.ts";
import { Refusal } from "./refusal.ts";
import { readSelector } from "./selector.ts";
import {
  AGGREGATES,
  type Aggregate,
  type Expression,
  isComparison,
  isScalar,
  OPERATORS,
  type Operator,
} from "./syntax.ts";
import type { Token } from "./tokens.ts";

/** Known to PromQL and not spoken here: what it says is told apart from nonsense. */
const unsupported = (reader: Reader, token: Token): Refusal =>
  reader.refuse(token, `not supported here: "${token.text}"`);

const LEVELS: readonly (readonly Operator[])[] = [
  ["==", "!=", ">", "<", ">=", "<="],
  ["+", "-"],
  ["*", "/"],
];
const FOREIGN = /^(?:and|or|unless|atan2|\^|%|@|bool|on|ignoring|group_left|group_right|offset)$/;

const operatorOf = (text: string): Operator | undefined => OPERATORS.find((one) => one === text);

const readBinary = (reader: Reader, level: number): Expression => {
  const signs = LEVELS[level];
  if (!signs) return readUnary(reader);
  let left = readBinary(reader, level + 1);
  for (;;) {
    const token = reader.peek();
    const sign = operatorOf(token.text);
    if (token.kind === "string" || !sign || !signs.includes(sign)) return left;
    reader.next();
    if (FOREIGN.test(reader.peek().text)) throw unsupported(reader, reader.peek());
    const right = readBinary(reader, level + 1);
    requireVectorOrNumber(reader, left, token);
    requireVectorOrNumber(reader, right, token);
    if (isComparison(sign) && isScalar(left) && isScalar(right))
      throw reader.refuse(token, "comparisons between scalars must use BOOL modifier");
    left = { kind: "binary", sign, left, right };
  }
};

const requireVectorOrNumber = (reader: Reader, one: Expression, token: Token): void => {
  if (one.kind === "selector" && one.rangeMs !== undefined)
    throw reader.refuse(token, "binary expression must contain only scalar and instant vector types");
};

const readUnary = (reader: Reader): Expression => {
  if (reader.take("+")) return readUnary(reader);
  if (!reader.take("-")) return readOperand(reader);
  return { kind: "binary", sign: "*", left: { kind: "number", value: -1 }, right: readUnary(reader) };
};

const readOperand = (reader: Reader): Expression => {
  const token = reader.peek();
  if (reader.take("(")) {
    const inner = readBinary(reader, 0);
    reader.require(")", "paren expression");
    if (reader.peek().text === "[") throw unsupported(reader, reader.peek());
    return inner;
  }
  if (token.kind === "number") return { kind: "number", value: Number(reader.next().text) };
  if (token.kind === "name" || token.text === "{") return readNamed(reader);
  if (token.kind === "end" && token.at === 0) throw reader.refuse(token, "no expression found in input");
  throw reader.refuse(token, `unexpected ${wordsOf(token)}`);
};

const readNamed = (reader: Reader): Expression => {
  const token = reader.peek();
  if (/^(?:inf|nan)$/i.test(token.text))
    return {
      kind: "number",
      value: reader.next().text.toLowerCase() === "inf" ? Number.POSITIVE_INFINITY : Number.NaN,
    };
  const aggregate = AGGREGATES.find((one) => one === token.text);
  if (aggregate) return readAggregate(reader, aggregate);
  const selector = readSelector(reader);
  if (reader.peek().text !== "(") return selector;
  if (token.text === "rate" || token.text === "increase") return readChange(reader, token.text);
  if (token.text === "histogram_quantile") return readQuantile(reader);
  throw /^(?:[a-z]+_over_time|irate|i?delta|deriv|topk|bottomk|quantile|abs|ceil|floor|round|absent|vector|scalar|time|label_replace|label_join|clamp(?:_min|_max)?|sort(?:_desc)?|predict_linear|resets|changes|stddev|stdvar|group|count_values|ln|log2|log10|exp|sqrt)$/.test(
    token.text,
  )
    ? unsupported(reader, token)
    : reader.refuse(token, `unknown function with name "${token.text}"`);
};

const readChange = (reader: Reader, how: "rate" | "increase"): Expression => {
  reader.require("(", "function call");
  const token = reader.peek();
  const of = readBinary(reader, 0);
  if (of.kind !== "selector" || of.rangeMs === undefined)
    throw reader.refuse(
      token,
      `expected type range vector in call to function "${how}", got ${isScalar(of) ? "scalar" : "instant vector"}`,
    );
  reader.require(")", "function call");
  return { kind: "change", how, of };
};

const readQuantile = (reader: Reader): Expression => {
  reader.require("(", "function call");
  const token = reader.peek();
  const q = readBinary(reader, 0);
  if (!isScalar(q)) throw reader.refuse(token, 'expected type scalar in call to function "histogram_quantile"');
  reader.require(",", "function call");
  const of = requireInstant(reader, readBinary(reader, 0));
  reader.require(")", "function call");
  return { kind: "quantile", q, of };
};

const requireInstant = (reader: Reader, one: Expression): Expression => {
  if ((one.kind === "selector" && one.rangeMs !== undefined) || isScalar(one))
    throw reader.refuse(
      reader.peek(),
      `expected type instant vector, got ${isScalar(one) ? "scalar" : "range vector"}`,
    );
  return one;
};

const readGrouping = (reader: Reader): { readonly mode: "by" | "without"; readonly labels: string[] } | undefined => {
  const mode = (["by", "without"] as const).find((one) => reader.peek().text === one);
  if (!mode) return undefined;
  reader.next();
  reader.require("(", "grouping opts");
  const labels: string[] = [];
  while (reader.peek().kind === "name") {
    labels.push(reader.next().text);
    if (!reader.take(",")) break;
  }
  reader.require(")", "grouping opts");
  return { mode, labels };
};

const readAggregate = (reader: Reader, how: Aggregate): Expression => {
  reader.next();
  const before = readGrouping(reader);
  reader.require("(", "aggregation");
  const of = requireInstant(reader, readBinary(reader, 0));
  reader.require(")", "aggregation");
  const { mode, labels } = before ?? readGrouping(reader) ?? { mode: "by" as const, labels: [] };
  return { kind: "aggregate", how, mode, labels, of };
};

/** A query as it is understood. Throws Refusal with the place: for nonsense, and for what is not spoken here. */
export const parseQuery = (query: string): Expression => {
  const reader = createReader(query);
  const expression = readBinary(reader, 0);
  const rest = reader.peek();
  if (rest.kind !== "end")
    throw FOREIGN.test(rest.text) ? unsupported(reader, rest) : reader.refuse(rest, `unexpected ${wordsOf(rest)}`);
  if (expression.kind === "selector" && expression.rangeMs !== undefined)
    throw new Refusal(400, 'invalid expression type "range vector" for range query, must be Scalar or instant Vector');
  return expression;
};
