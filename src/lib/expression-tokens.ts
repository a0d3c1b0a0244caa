/** One piece of an expression that matters for where it can be split. */
export interface ExpressionToken {
  readonly kind: "comparison" | "set" | "other";
  readonly text: string;
  readonly start: number;
  /** Just behind it. */
  readonly end: number;
  /** How many brackets are open around it; a bracket belongs to its inside, the last closing one to the outside. */
  readonly depth: number;
  /** For an opening bracket: the one that closes it. */
  readonly closing?: ExpressionToken;
}

/** Space, texts in quotes, words, comparisons, brackets, anything else; a quote that never ends is left over. */
const TOKEN =
  /\s+|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|`[^`]*`|[A-Za-z_:][\w:]*|[=!]~|[=!<>]=|[<>]|[([{]|[)\]}]|[^\s"'`A-Za-z_:()[\]{}<>=!]+|[=!]/gy;
const SETS = new Set(["and", "or", "unless"]);
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

const kindOf = (text: string): ExpressionToken["kind"] => {
  if (/^(?:[=!<>]=|[<>])$/.test(text)) return "comparison";
  return SETS.has(text.toLowerCase()) ? "set" : "other";
};

interface Opening extends ExpressionToken {
  closing?: ExpressionToken;
}

/** The tokens of an expression without comments, and without its spaces; undefined when brackets or quotes do not close. */
export const tokensOf = (expression: string): readonly ExpressionToken[] | undefined => {
  const tokens: ExpressionToken[] = [];
  const open: Opening[] = [];
  let read = 0;
  for (const { 0: text, index } of expression.matchAll(TOKEN)) {
    read = index + text.length;
    if (/^\s/.test(text)) continue;
    const opened = /^[)\]}]$/.test(text) ? open.pop() : null;
    if (opened === undefined || (opened && CLOSING[opened.text] !== text)) return undefined;
    const isOpening = Object.hasOwn(CLOSING, text);
    const depth = open.length + (isOpening ? 1 : 0);
    const token: Opening = { kind: kindOf(text), text, start: index, end: read, depth };
    if (opened) opened.closing = token;
    if (isOpening) open.push(token);
    tokens.push(token);
  }
  return read === expression.length && open.length === 0 ? tokens : undefined;
};

/** The same expression with a space for each comment. */
export const withoutComments = (expression: string): string =>
  expression.replaceAll(/#[^\n]*|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|`[^`]*`/g, (text) =>
    text.startsWith("#") ? " " : text,
  );
