/** A complaint of the query parser, as Lucene writes it. */
export class QueryStringError extends Error {
  readonly query: string;

  constructor(query: string, why: string) {
    super(`Cannot parse '${query}': ${why}`);
    this.query = query;
  }
}

/** Fields of one document by their dotted names. */
export type Fields = Readonly<Record<string, string>>;

/** Whether a document fits. */
export type Fits = (fields: Fields) => boolean;

/** The standard analyzer: letters, digits and _ in small letters; a dot between digits or letters holds them together. */
export const tokensOf = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}_]+(?:[.'][\p{L}\p{N}_]+)*/gu) ?? [];

interface Settings {
  readonly defaultField: string;
  readonly operator: "AND" | "OR";
  readonly leadingWildcard: boolean;
  /** Fields that are analyzed; others are compared whole. */
  readonly analyzed: readonly string[];
}

const TOKEN =
  /\s*(\(|\)|AND\b|OR\b|NOT\b|&&|\|\||!|[+-](?=\S)|(?:[\w@.]+:\s*)?(?:"(?:[^"\\]|\\.)*"|(?:[^\s()":]|\\.)+)|"|:)/y;

const tokenize = (text: string): readonly string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) break;
    tokens.push(found[1] ?? "");
    at = TOKEN.lastIndex;
  }
  return tokens;
};

const holdsPhrase = (tokens: readonly string[], phrase: readonly string[]): boolean =>
  phrase.length > 0 && tokens.some((_, start) => phrase.every((word, index) => tokens[start + index] === word));

const wildcardOf = (word: string): RegExp =>
  new RegExp(
    `^${word
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "i",
  );

const termOf = (token: string, settings: Settings, text: string): Fits => {
  // A slash begins a regular expression: https://github.com/elastic/elasticsearch/issues/140012
  if (/^(?:[\w@.]+:\s*)?[^"\\]*\//.test(token))
    throw new QueryStringError(text, `Lexical error at line 1, column ${text.length + 1}.  Encountered: <EOF>`);
  const [, field = settings.defaultField, quoted, plain = ""] =
    /^(?:([\w@.]+):\s*)?(?:"(.*)"|(.*))$/s.exec(token) ?? [];
  const words = quoted ?? plain.replace(/\\(.)/g, "$1");
  if (words === "" || plain === '"' || plain === ":")
    throw new QueryStringError(text, `Encountered "<EOF>" at line 1, column ${text.length}.`);
  const analyzed = settings.analyzed.includes(field);
  if (quoted === undefined && /[*?]/.test(plain)) {
    if (/^[*?]/.test(plain) && !settings.leadingWildcard && plain !== "*")
      throw new QueryStringError(text, `'*' or '?' not allowed as first character in WildcardQuery`);
    const pattern = wildcardOf(words);
    return (fields) =>
      (analyzed ? tokensOf(fields[field] ?? "") : [fields[field] ?? ""]).some((one) => pattern.test(one));
  }
  const wanted = tokensOf(words);
  if (!analyzed) return (fields) => fields[field] === words;
  if (quoted !== undefined) return (fields) => holdsPhrase(tokensOf(fields[field] ?? ""), wanted);
  // Without quotes "status=502" is two words, in any order.
  const enough = settings.operator === "AND" ? "every" : "some";
  return (fields) => wanted.length > 0 && wanted[enough]((word) => tokensOf(fields[field] ?? "").includes(word));
};

const AND = /^(?:AND|&&)$/;
const OR = /^(?:OR|\|\|)$/;
/** What a row of words that must all be there ends at. */
const ENDS = /^(?:\)|OR|\|\|)$/;

/** Lucene's query syntax as far as people type it: words, phrases, field:value, AND, OR, NOT, brackets, wildcards. */
export const parseQueryString = (text: string, settings: Settings): Fits => {
  const tokens = tokenize(text);
  let at = 0;
  const eof = () => new QueryStringError(text, `Encountered "<EOF>" at line 1, column ${text.length}.`);
  const unary = (): Fits => {
    const token = tokens[at];
    if (token === undefined || token === ")" || /^(?:AND|OR|&&|\|\|)$/.test(token)) throw eof();
    at += 1;
    if (/^(?:NOT|!|-)$/.test(token)) {
      const inner = unary();
      return (fields) => !inner(fields);
    }
    if (token === "+") return unary();
    if (token !== "(") return termOf(token, settings, text);
    const inner = either();
    if (tokens[at] !== ")") throw eof();
    at += 1;
    return inner;
  };
  const is = (pattern: RegExp): boolean => pattern.test(tokens[at] ?? ")");
  const both = (): Fits => {
    const parts = [unary()];
    while (!is(ENDS) && (settings.operator === "AND" || is(AND))) {
      if (is(AND)) at += 1;
      parts.push(unary());
    }
    return (fields) => parts.every((part) => part(fields));
  };
  const either = (): Fits => {
    const parts = [both()];
    while (!is(/^\)$/)) {
      if (is(OR)) at += 1;
      parts.push(both());
    }
    return (fields) => parts.some((part) => part(fields));
  };
  const fits = either();
  if (at < tokens.length) throw new QueryStringError(text, `Encountered " ")" ") "" at line 1.`);
  return fits;
};
