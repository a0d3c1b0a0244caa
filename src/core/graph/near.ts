import { Failure } from "../failure.ts";
import type { RangeContext, TimeRange } from "../time/types.ts";
import { editDistance } from "../words-near.ts";
import type { GraphDesk, GraphSource } from "./desk.ts";
import { placeholdersOf } from "./fill.ts";
import { nearSaved } from "./name.ts";
import { HOW_TIMES, rangeLengths, readRange, TIME_BEGINS, wordsOf } from "./range.ts";
import { topTokens } from "./tokens.ts";

type Desk = Pick<GraphDesk, "saved" | "search">;

const MOST_NEAR = 5;
const LONGEST_LABEL = 60;
/** Parts of a mistyped name that are looked for, and how many names each may find. */
const MOST_PARTS = 4;
const MOST_LOOKED_AT = 60;

/** Words at the end that were to be a time, and are none. */
const NO_TIME = new RegExp(`^(.*?)\\b(${TIME_BEGINS}.{0,60})$`, "is");
const HOW_NAMES = '"graph list" shows saved graphs, "graph search <words>" finds metrics.';

/** What is known of words that drew nothing: what was read of them, and how times are read. */
export interface Unread {
  readonly range?: TimeRange | undefined;
  readonly title?: string | undefined;
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly context: RangeContext;
}

const isTime = (words: string, context: RangeContext): boolean => {
  try {
    return readRange(words, context) !== undefined;
  } catch (error) {
    if (error instanceof Failure) return true;
    throw error;
  }
};

/** What is wrong with the time, in a sentence; undefined where no words look like one. */
const timeTrouble = (what: string, { range, context }: Unread): string | undefined => {
  const tokens = topTokens(what);
  if (tokens.length > 0 && topTokens(`${what} x`).length === tokens.length) {
    const open = tokens.at(-1)?.text ?? "";
    return `A bracket is not closed in ${open.length > LONGEST_LABEL ? `…${open.slice(-LONGEST_LABEL)}` : open}`;
  }
  const [, before = "", time] = NO_TIME.exec(what) ?? [];
  const at = tokens.findIndex(({ from }) => from === before.length);
  if (time === undefined || at < 0) return undefined;
  const count = rangeLengths(tokens, at).find((length) => isTime(wordsOf(tokens, at, at + length), context));
  if (count === undefined) return `I could not read "${time.trim()}" as a time. ${HOW_TIMES}`;
  const [said, rest] = [wordsOf(tokens, at, at + count), wordsOf(tokens, at + count, tokens.length)];
  if (rest === "" && range !== undefined) return `Two times are said there, "${said}" is one of them: one, please.`;
  return rest === ""
    ? undefined
    : `I do not understand "${rest.slice(0, LONGEST_LABEL)}" behind "${said}". ${HOW_TIMES}`;
};

/** What is wrong with another option, in a sentence; undefined where no words look like one. */
const optionTrouble = (what: string, { source }: GraphSource, { title }: Unread): string | undefined => {
  const words = topTokens(what).map(({ text }) => text);
  if (/^(?:above|over|below|under|by|vs)$/i.test(words[0] ?? ""))
    return `"${words[0]}" stands behind the name or the query, not before it.`;
  const has = (pattern: RegExp) => words.findIndex((word, at) => at > 0 && pattern.test(word));
  if (has(/^(?:above|over|below|under)$/i) > 0) return '"above" and "below" take one number: above 500, below 1.5s.';
  const by = has(/^by$/i);
  if (by > 0 && !/^[({]/.test(words[by + 1] ?? "")) return '"by" takes one label: by instance.';
  const given = has(/^[A-Za-z_]\w*=[^=~]/);
  if (given > 0 && words[given + 1] !== undefined)
    return `Values have no spaces and stand at the end: "${words[given]}" is followed by "${words[given + 1]}".`;
  const [metric = "", word = "", value = ""] = words;
  if (title !== undefined && /^[\w:.]+$/.test(metric) && /^\w+$/.test(word))
    return `Titles of several words take quotes: title:"${title} ${words.slice(1).join(" ")}".`;
  if (
    source === "prometheus" &&
    /^[\w:]*_[\w:]*$/.test(metric) &&
    /^(?:for|on|of|from|in|at)$/i.test(word) &&
    value !== ""
  )
    return `A filter stands in the query: ${metric}{instance="${value}"}.`;
  return undefined;
};

/** Metrics that hold all the words; else those that hold a part of one, the nearest to what was typed first. */
const likeMetrics = async (what: string, { source }: GraphSource, desk: Desk) => {
  const words = what.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);
  const silent: string[] = [];
  const ofWords = async (some: readonly string[], limit: number) =>
    (await desk.search(some, limit, (name) => silent.push(name), source)).filter(({ query }) => query !== what);
  const all = words.length === 0 ? [] : await ofWords(words, 2 * MOST_NEAR);
  // Who did not answer is not waited for once more.
  if (all.length > 0 || silent.includes(source)) return all;
  const parts = words.filter((part) => part.length > 2).slice(0, MOST_PARTS);
  const found = (await Promise.all(parts.map((part) => ofWords([part], MOST_LOOKED_AT)))).flat();
  const typed = what.toLowerCase();
  const slip = Math.max(2, Math.floor(typed.length / 4));
  return [...new Map(found.map((one) => [one.query, one])).values()]
    .filter(({ query }) => Math.abs(query.length - typed.length) <= slip)
    .map((one) => ({ one, away: editDistance(typed, one.query.toLowerCase()) }))
    .filter(({ away }) => away <= slip)
    .sort((a, b) => a.away - b.away)
    .map(({ one }) => one);
};

/** Failure("usage") for a name that nobody saved, with those that are like it and metrics that hold its words. */
export const unknownName = async (
  said: string,
  source: GraphSource,
  desk: Desk,
  unread: Unread,
  cause?: Failure,
): Promise<Failure> => {
  const time = timeTrouble(said, unread);
  const option = cause?.code === "not_found" ? undefined : optionTrouble(said, source, unread);
  const [, before = said] = time === undefined ? [] : (NO_TIME.exec(said) ?? []);
  const what = before.trim();
  const near = what === "" ? [] : nearSaved(what, await desk.saved(), MOST_NEAR);
  const metrics = await likeMetrics(what, source, desk);
  const options = [
    // With a time that cannot be read the very name is no other choice.
    ...near
      .filter(({ name }) => name.toLowerCase() !== what.toLowerCase())
      .map(({ name }) => ({ label: name, value: name })),
    ...metrics.map(({ title, query }) => ({ label: title, value: query })),
  ]
    .filter(({ value }) => value.length <= LONGEST_LABEL * 2 && !value.includes('"') && value !== what)
    .slice(0, MOST_NEAR)
    .map(({ label, value }) => ({ label: label.slice(0, LONGEST_LABEL), value }));
  const guess = options.length > 0 ? [`Did you mean ${options.map(({ label }) => `"${label}"`).join(" or ")}?`] : [];
  const own = `No graph is saved as "${what.slice(0, 80)}", and it is no query for ${source.name}.`;
  const first = cause?.tell ?? cause?.message;
  const lines = [
    time ?? option,
    first,
    time === undefined && first === undefined ? own : undefined,
    ...guess,
    HOW_NAMES,
  ];
  return new Failure(cause?.code ?? "usage", cause?.message ?? `no graph called ${what}`, {
    tell: lines.filter((line) => line !== undefined).join("\n"),
    ...(cause === undefined ? {} : { cause }),
    ...(options.length > 0 ? { choices: { words: what, options } } : {}),
  });
};

/** "$host is not filled in", of a query that was copied from a dashboard; undefined for others. */
const unfilled = (what: string, { values }: Unread): string | undefined => {
  const names = values === undefined ? placeholdersOf(what).map(({ name }) => name) : [];
  if (names.length === 0) return undefined;
  const [signs, said] = [names.map((name) => `$${name}`), names.map((name) => `${name}=…`)];
  return `${signs.join(" and ")} ${names.length === 1 ? "is" : "are"} not filled in: say ${said.join(" ")} behind the query.`;
};

/** The failure of a query that draws nothing, with what may have been meant by it; as it is for all others. */
export const withNearGraphs = async (
  failure: Failure,
  what: string,
  source: GraphSource,
  desk: Desk,
  unread: Unread,
): Promise<Failure> => {
  const { code, message, tell = message, choices } = failure;
  if ((code !== "not_found" && code !== "usage") || message.startsWith("vs ") || choices) return failure;
  if (/^[\p{L}\p{N}_.:\- ]{3,80}$/u.test(what)) return unknownName(what, source, desk, unread, failure);
  const holder = unfilled(what, unread);
  if (code !== "usage" && holder === undefined) return failure;
  const trouble = holder ?? timeTrouble(what, unread) ?? optionTrouble(what, source, unread);
  const lines = trouble === undefined ? [tell, HOW_NAMES] : [trouble, tell];
  return new Failure(code, message, { tell: lines.join("\n"), cause: failure });
};
