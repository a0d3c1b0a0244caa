import { parseError } from "./refusal.ts";

/** A piece of a query and where it begins. */
export interface Token {
  readonly kind: "name" | "number" | "duration" | "string" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

const SPACE = /(?:\s+|#[^\n]*)*/y;
const PIECES: readonly (readonly [Token["kind"], RegExp])[] = [
  ["duration", /(?:\d+(?:ms|[smhdwy]))+/y],
  ["number", /(?:0x[\da-f]+|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)/iy],
  ["name", /[A-Za-z_:][\w:]*/y],
  ["string", /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/y],
  ["sign", /=~|!~|==|!=|>=|<=|[-+*/%^(){}[\],=<>@]/y],
];

const match = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

const pieceAt = (query: string, at: number): Token => {
  for (const [kind, pattern] of PIECES) {
    const text = match(pattern, query, at);
    if (text) return { kind, text, at };
  }
  const sign = query[at] ?? "";
  if (/["'`]/.test(sign)) throw parseError(query, at, "unterminated quoted string");
  throw parseError(query, at, `unexpected character: ${JSON.stringify(sign).replaceAll('"', "'")}`);
};

/** The pieces of a query, with its end. Throws Refusal with the place. */
export const tokensOf = (query: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = match(SPACE, query, 0)?.length ?? 0;
  while (at < query.length) {
    const token = pieceAt(query, at);
    tokens.push(token);
    at += token.text.length;
    at += match(SPACE, query, at)?.length ?? 0;
  }
  return [...tokens, { kind: "end", text: "end of input", at: query.length }];
};

const SIZES: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** "1h30m" -> milliseconds. */
export const durationMs = (text: string): number =>
  [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = "s"]) => sum + Number(count) * (SIZES[unit] ?? 0),
    0,
  );

/** What a quoted text says. */
export const unquote = (text: string): string =>
  text.startsWith("`")
    ? text.slice(1, -1)
    : text.slice(1, -1).replace(/\\(.)/g, (_all, sign: string) => ({ n: "\n", t: "\t" })[sign] ?? sign);
