import { parseError, type Refusal } from "./refusal.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Reads pieces one after the other. */
export interface Reader {
  readonly query: string;
  peek(): Token;
  next(): Token;
  /** Takes it when it is the next one. */
  take(text: string): boolean;
  /** Throws unless it is the next one. */
  require(text: string, where: string): void;
  refuse(token: Token, what: string): Refusal;
}

/** A reader of a query. Throws Refusal for what is no piece of one. */
export const createReader = (query: string): Reader => {
  const tokens = tokensOf(query);
  const end: Token = { kind: "end", text: "end of input", at: query.length };
  let index = 0;
  const peek = (): Token => tokens[index] ?? end;
  const reader: Reader = {
    query,
    peek,
    next() {
      const token = peek();
      index += 1;
      return token;
    },
    take(text) {
      if (peek().kind === "string" || peek().text !== text) return false;
      index += 1;
      return true;
    },
    require(text, where) {
      if (reader.take(text)) return;
      const token = peek();
      if (text === ")" && token.kind === "end") throw reader.refuse(token, "unclosed left parenthesis");
      throw reader.refuse(token, `unexpected ${wordsOf(token)} in ${where}, expected "${text}"`);
    },
    refuse: (token, what) => parseError(query, token.at, what),
  };
  return reader;
};

/** What a piece is called in refusals. */
export const wordsOf = ({ kind, text }: Token): string => {
  if (kind === "end") return "end of input";
  return kind === "name" ? `identifier "${text}"` : `"${text}"`;
};
