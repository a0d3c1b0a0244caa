/** A word of a query with its place: brackets and quotes keep what they hold together. */
export interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const CLOSES: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const QUOTES = "\"'`";

/** Curly double and single quotes made straight; a backtick is a quote of its own in PromQL. */
export const straightQuotes = (text: string): string => text.replace(/[“”„«»]/g, '"').replace(/[‘’‚]/g, "'");

/** Where the quote that opens at `at` closes; undefined for an apostrophe and for one that never closes. */
const closeOf = (text: string, at: number): number | undefined => {
  const quote = text[at] ?? "";
  if (quote === "'" && /[\p{L}\p{N}]/u.test(text[at - 1] ?? "")) return undefined;
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === "\\" && quote !== "`") end += 1;
    else if (text[end] === quote) return end;
  }
  return undefined;
};

/** The words of a text that stand outside brackets and quotes, in order; one that opens and never closes goes on to the end. */
export const topTokens = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  const open: string[] = [];
  /** Quotes that were looked for in vain are not looked for again. */
  const lonely = new Set<string>();
  let from = -1;
  const end = (to: number): void => {
    if (from >= 0) tokens.push({ text: text.slice(from, to), from, to });
    from = -1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (open.length === 0 && /\s/.test(letter)) {
      end(at);
      continue;
    }
    if (from < 0) from = at;
    const close = QUOTES.includes(letter) && !lonely.has(letter) ? closeOf(text, at) : undefined;
    if (close !== undefined) at = close;
    else if (letter === '"' || letter === "`") lonely.add(letter);
    else if (CLOSES[letter] !== undefined) open.push(CLOSES[letter]);
    else if (letter === open.at(-1)) open.pop();
  }
  end(text.length);
  return tokens;
};

const OPERATOR = /^(?:[-+*/%^=<>!~|&@]+|offset|bool|and|or|unless|by|without|ignoring|on|group_left|group_right|not)$/i;

/** Whether the word at that place is an operand of the one before it: "1h" of "offset 1h", "500" of "> 500". */
export const isOperand = (tokens: readonly Token[], at: number): boolean => {
  const before = tokens[at - 1]?.text ?? "";
  return (at > 1 && OPERATOR.test(before)) || /[=<>~|(]$/.test(before);
};
