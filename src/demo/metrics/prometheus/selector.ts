import type { Reader } from "./reader.ts";
import type { LabelMatch, Selector } from "./syntax.ts";
import { durationMs, unquote } from "./tokens.ts";

const regexOf = (reader: Reader, text: string): RegExp => {
  try {
    return new RegExp(`^(?:${text})$`, "s");
  } catch {
    throw reader.refuse(reader.peek(), `error parsing regexp: ${text}`);
  }
};

const readMatch = (reader: Reader): LabelMatch => {
  const label = reader.next();
  if (label.kind !== "name")
    throw reader.refuse(label, `unexpected "${label.text}" in label matching, expected identifier or "}"`);
  const sign = reader.next();
  const value = reader.next();
  if (!/^(?:=|!=|=~|!~)$/.test(sign.text))
    throw reader.refuse(sign, `unexpected "${sign.text}" in label matching, expected label matching operator`);
  if (value.kind !== "string")
    throw reader.refuse(value, `unexpected "${value.text}" in label matching, expected string`);
  const wanted = unquote(value.text);
  const pattern = sign.text.endsWith("~") ? regexOf(reader, wanted) : undefined;
  const is = (text: string): boolean => (pattern ? pattern.test(text) : text === wanted);
  const fits = sign.text.startsWith("!") ? (text: string) => !is(text) : is;
  return { label: label.text, fits, needsText: !fits("") };
};

const readMatches = (reader: Reader): readonly LabelMatch[] => {
  const matches: LabelMatch[] = [];
  if (!reader.take("{")) return matches;
  while (reader.peek().text !== "}") {
    matches.push(readMatch(reader));
    if (!reader.take(",")) break;
  }
  reader.require("}", "label matching");
  return matches;
};

const readDuration = (reader: Reader): number => {
  const token = reader.next();
  if (token.kind !== "duration") throw reader.refuse(token, `unexpected "${token.text}", expected duration`);
  return durationMs(token.text);
};

/** A name, conditions in braces, a range in brackets, an offset: what of it there is. A function's name stays as it is. */
export const readSelector = (reader: Reader): Selector => {
  const start = reader.peek();
  const name = start.kind === "name" ? reader.next().text : undefined;
  const own: readonly LabelMatch[] =
    name === undefined ? [] : [{ label: "__name__", fits: (text) => text === name, needsText: true }];
  if (reader.peek().text === "(") return { kind: "selector", matches: own, rangeMs: undefined, offsetMs: 0, at: 0 };
  const said = readMatches(reader);
  if (name !== undefined && said.some(({ label }) => label === "__name__"))
    throw reader.refuse(start, "metric name must not be set twice");
  const matches = [...own, ...said];
  if (!matches.some(({ needsText }) => needsText))
    throw reader.refuse(start, "vector selector must contain at least one non-empty matcher");
  let rangeMs: number | undefined;
  if (reader.take("[")) {
    rangeMs = readDuration(reader);
    if (reader.peek().text === ":") throw reader.refuse(reader.peek(), 'not supported here: ":"');
    reader.require("]", "range selector");
  }
  const isBack = reader.take("offset");
  const sign = isBack && reader.take("-") ? -1 : 1;
  const offsetMs = isBack ? sign * readDuration(reader) : 0;
  return { kind: "selector", matches, rangeMs, offsetMs, at: start.at };
};
