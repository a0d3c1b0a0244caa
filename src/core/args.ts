import { Failure } from "./failure.ts";
import { rangeFromQuery, rangeToQuery } from "./time/query.ts";
import { parseTimeRange, type RangeContext, type TimeRange } from "./time/range.ts";

/**
 * How one argument is read from chat text.
 * `text`: "rest" takes the words that no label took; "label" is written `name:value` (value may be quoted).
 */
export interface Arg<T> {
  readonly text: "rest" | "label";
  /** Holds a text of its own (a note, a page): given as it was typed, with its spaces, quotes and the "?" at its end. */
  readonly free?: true;
  /** How it is written in usage lines: "[range]", "[team:…]". */
  readonly usage: string;
  /** `value` is the text after the label, or the rest of the words; undefined when not given. Throws Failure("usage"). */
  parse(value: string | undefined, context: RangeContext): T;
}

/** One that is read from a link's query too. */
export interface LinkArg<T> extends Arg<T> {
  /** Query parameters -> value; undefined for those not given. Throws Failure("usage"). */
  fromQuery(query: URLSearchParams, name: string, context: RangeContext): T;
  /** Value -> absolute query parameters, appended to `query`. */
  toQuery(value: T, query: URLSearchParams, name: string): void;
}

/** A command's arguments by name. */
// biome-ignore lint/suspicious/noExplicitAny: the value type of a heterogeneous record cannot be named otherwise
export type ArgSpecs = Readonly<Record<string, Arg<any>>>;

/** A graph's arguments by name; the name is also the query parameter. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export type LinkSpecs = Readonly<Record<string, LinkArg<any>>>;

/** What the arguments parse to, by the same names. */
export type ArgValues<A extends ArgSpecs> = { readonly [K in keyof A]: A[K] extends Arg<infer T> ? T : never };

const LONGEST = 120;
/** Most characters of all the words after a command's name. */
const MOST_CHARS = 4_000;

/** Failure("usage") with what to say instead. */
export const usage = (message: string, tell: string): Failure => new Failure("usage", message, { tell });

/** An argument made of all the words; nothing is read of more than `most` characters. */
export const wordsArg = <T>(
  usageText: string,
  parse: (text: string, context: RangeContext) => T,
  { most = MOST_CHARS, ...options }: { readonly free?: true; readonly most?: number } = {},
): Arg<T> => ({
  ...options,
  text: "rest",
  usage: usageText,
  parse: (value = "", context) => {
    if (value.length > most)
      throw usage(`${value.length} characters`, `That is too long: at most ${most} characters, please.`);
    return parse(value.trim(), context);
  },
});

/** One line of text without control characters; undefined when empty. Throws Failure("usage") above 120 characters. */
const oneLine = (value: string | null | undefined, what: string): string | undefined => {
  const text = (value ?? "")
    .replace(/\p{C}+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (text.length > LONGEST)
    throw usage(`${what} of ${text.length} characters`, `${what} is too long: at most ${LONGEST} characters, please.`);
  return text === "" ? undefined : text;
};

/** A time range as the rest of the words, and as `from`, `to`, `tz` in a link (`to` is the end of the period, so that a running week stays open). */
export const timeRange = (byDefault: string): LinkArg<TimeRange> => ({
  text: "rest",
  usage: "[range]",
  parse: (value, context) => parseTimeRange(value ?? byDefault, context),
  fromQuery: (query, _name, context) =>
    rangeFromQuery(query, context) ?? parseTimeRange(byDefault, { ...context, tz: query.get("tz") ?? context.tz }),
  toQuery: (value, query) => rangeToQuery(value, query),
});

/** `name:value`, optional. `name` is how usage shows it. */
export const label = (name: string): LinkArg<string | undefined> => ({
  text: "label",
  usage: `[${name}:…]`,
  parse: (value) => oneLine(value, `${name}:`),
  fromQuery: (query, key) => oneLine(query.get(key), `${key}:`),
  toQuery: (value, query, key) => {
    if (value !== undefined) query.append(key, value);
  },
});

/** The rest of the words as they are, optional. */
export const words = (usageText: string): Arg<string | undefined> => ({
  text: "rest",
  usage: usageText,
  parse: (value) => oneLine(value, usageText),
});

const readEmail = (value = ""): string => {
  const text = value.trim().replace(/^<(?:mailto:)?([^|>]*)(?:\|[^>]*)?>$/, "$1");
  if (/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(text) && text.length <= 254) return text.toLowerCase();
  throw usage(
    "no e-mail address given",
    text === "" ? "Which e-mail address?" : `"${text.slice(0, LONGEST)}" is not an e-mail address.`,
  );
};

/** The rest of the words as one e-mail address, required; Slack's own markup of addresses is understood. */
export const email = (): Arg<string> => ({
  text: "rest",
  usage: "<email>",
  parse: readEmail,
});

/** "[range] [team:…]" */
export const usageOf = (specs: ArgSpecs): string =>
  Object.values(specs)
    .map((arg) => arg.usage)
    .join(" ");

/** Whether they hold a text of its own. */
export const isFree = (specs: ArgSpecs): boolean => Object.values(specs).some(({ free }) => free === true);

const UNKNOWN_LABEL = /(?:^|\s)(\p{L}[\p{L}\p{N}_-]*):(?!\/\/)/u;

const takeLabels = (text: string, names: readonly string[]): { labels: Map<string, string>; rest: string } => {
  const labels = new Map<string, string>();
  if (names.length === 0) return { labels, rest: text.trim() };
  const known = new RegExp(`(?<=^|\\s)(${names.join("|")}):\\s*(?:"([^"]*)"|'([^']*)'|(\\S*))`, "giu");
  const rest = text.replace(known, (_all, name: string, double?: string, single?: string, plain?: string) => {
    const key = name.toLowerCase();
    if (labels.has(key)) throw usage(`${key}: given twice`, `${key}: is there twice; one at a time, please.`);
    labels.set(key, double ?? single ?? plain ?? "");
    return " ";
  });
  const unknown = UNKNOWN_LABEL.exec(rest)?.[1];
  if (unknown !== undefined)
    throw usage(
      `unknown label ${unknown}`,
      `I do not know "${unknown}:" here, only ${names.map((name) => `${name}:`).join(", ")}.`,
    );
  return { labels, rest: rest.trim() };
};

/** Chat text after the command's name -> values. Throws Failure("usage"). */
export const parseArgs = <A extends ArgSpecs>(specs: A, text: string, context: RangeContext): ArgValues<A> => {
  const entries = Object.entries(specs);
  const plain = isFree(specs) ? text : text.replace(/[“”„«»]/g, '"').replace(/[‘’‚]/g, "'");
  const labelled = entries.filter(([, arg]) => arg.text === "label").map(([name]) => name);
  const { labels, rest } = takeLabels(plain, labelled);
  if (rest !== "" && !entries.some(([, arg]) => arg.text === "rest"))
    throw usage(`words too many: ${rest}`, `I do not understand "${rest.slice(0, LONGEST)}" here.`);
  const read = (name: string, arg: ArgSpecs[string]): unknown =>
    arg.parse(arg.text === "label" ? labels.get(name) : rest || undefined, context);
  return Object.fromEntries(entries.map(([name, arg]) => [name, read(name, arg)])) as ArgValues<A>;
};

/** A link's query -> values. Throws Failure("usage"). */
export const argsFromQuery = <A extends LinkSpecs>(
  specs: A,
  query: URLSearchParams,
  context: RangeContext,
): ArgValues<A> =>
  Object.fromEntries(
    Object.entries(specs).map(([name, arg]) => [name, arg.fromQuery(query, name, context)]),
  ) as ArgValues<A>;

/** Values -> a link's query, absolute and in the order of the specs. */
export const argsToQuery = <A extends LinkSpecs>(specs: A, values: ArgValues<A>): URLSearchParams => {
  const query = new URLSearchParams();
  for (const [name, arg] of Object.entries(specs)) arg.toQuery(values[name], query, name);
  return query;
};
