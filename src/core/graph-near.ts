import { Failure } from "./failure.ts";
import type { GraphDesk, GraphSource } from "./graph-desk.ts";
import { nearSaved } from "./graph-name.ts";
import { editDistance } from "./words-near.ts";

type Desk = Pick<GraphDesk, "saved" | "search">;

const MOST_NEAR = 5;
const LONGEST_LABEL = 60;
/** Parts of a mistyped name that are looked for, and how many names each may find. */
const MOST_PARTS = 4;
const MOST_LOOKED_AT = 60;

/** Words at the end that were to be a time, and are none. */
const NO_TIME =
  /^(.*?)\b((?:last|past|since|before|until|during|yesterday|today|tomorrow|this|vs\.?|compared)\b.{0,60})$/is;
const HOW_TIMES = 'Times are like "last 2h", "since 14:00", "yesterday" or "14:00-15:00"; "vs last week" compares.';
const HOW_NAMES = '"graph list" shows saved graphs, "graph search <words>" finds metrics.';

/** Metrics that hold all the words; else those that hold a part of one, the nearest to what was typed first. */
const likeMetrics = async (what: string, { source }: GraphSource, desk: Desk) => {
  const words = what.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);
  const silent: string[] = [];
  const ofWords = async (some: readonly string[], limit: number) =>
    (await desk.search(some, limit, (name) => silent.push(name))).filter(
      (one) => one.source === source && one.query !== what,
    );
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
export const unknownName = async (said: string, source: GraphSource, desk: Desk, cause?: Failure): Promise<Failure> => {
  const [, before = said, time] = NO_TIME.exec(said) ?? [];
  const what = before.trim();
  const near = what === "" ? [] : nearSaved(what, await desk.saved(), MOST_NEAR);
  const metrics = await likeMetrics(what, source, desk);
  const options = [
    ...near.map(({ name }) => ({ label: name, value: name })),
    ...metrics.map(({ title, query }) => ({ label: title, value: query })),
  ]
    // With a time that cannot be read the very name is no other choice.
    .filter(
      ({ value }) =>
        value.length <= LONGEST_LABEL * 2 && !value.includes('"') && value.toLowerCase() !== what.toLowerCase(),
    )
    .slice(0, MOST_NEAR)
    .map(({ label, value }) => ({ label: label.slice(0, LONGEST_LABEL), value }));
  const guess = options.length > 0 ? [`Did you mean ${options.map(({ label }) => `"${label}"`).join(" or ")}?`] : [];
  const unread = time === undefined ? [] : [`I could not read "${time.trim()}" as a time. ${HOW_TIMES}`];
  const own = `No graph is saved as "${what.slice(0, 80)}", and it is no query for ${source.name}.`;
  const first = cause?.tell ?? cause?.message;
  const lines = [
    ...(first === undefined ? [] : [first]),
    ...unread,
    ...((first ?? time) ? [] : [own]),
    ...guess,
    HOW_NAMES,
  ];
  return new Failure(cause?.code ?? "usage", cause?.message ?? `no graph called ${what}`, {
    tell: lines.join("\n"),
    ...(cause === undefined ? {} : { cause }),
    ...(options.length > 0 ? { choices: { words: what, options } } : {}),
  });
};

/** The failure of a query that draws nothing, with what may have been meant by it; as it is for all others. */
export const withNearGraphs = async (
  failure: Failure,
  what: string,
  source: GraphSource,
  desk: Desk,
): Promise<Failure> => {
  const { code, message, tell = message } = failure;
  if ((code !== "not_found" && code !== "usage") || message.startsWith("vs ")) return failure;
  if (/^[\p{L}\p{N}_.:\- ]{3,80}$/u.test(what)) return unknownName(what, source, desk, failure);
  const [, , time] = NO_TIME.exec(what) ?? [];
  const unread = time === undefined ? HOW_NAMES : `I could not read "${time}" as a time. ${HOW_TIMES}`;
  return code === "usage" ? new Failure(code, message, { tell: `${tell}\n${unread}`, cause: failure }) : failure;
};
