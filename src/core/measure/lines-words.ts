import type { GraphDesk } from "../graph/desk.ts";
import { HOW_TIMES, TIME_BEGINS } from "../graph/range.ts";
import { pictureButtons } from "../graph/reply.ts";
import type { LogCount, LogLine } from "../measure.ts";
import type { Reply } from "../message.ts";
import { formatCount } from "../number-words.ts";
import { formatRange } from "../time/range.ts";
import { when } from "../time/when.ts";
import type { CountedLines } from "./lines.ts";
import { changeWords, NAMELESS } from "./words.ts";

const LONGEST_TEXT = 60;
const LONGEST_HOW = 240;
const LONGEST_LINE = 180;
/** What is shown of a line lies far before this. */
const MOST_SCRUBBED = 2_000;
const DAY_MS = 86_400_000;

const cut = (text: string, most: number): string => {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
};

/** One line of plain letters: colours of terminals and control characters are taken out. */
const plain = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a terminal's colour
    .replace(/\u001b\[[\d;]*[A-Za-z]/g, "")
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();

/** "in the last 1h", "today", "from 30 min before it opened until now". */
const inWords = (said: string): string => {
  const label = said.replace(/^now-(\d+[a-z]+) to now$/, "last $1");
  if (/^(?:last|past|previous) /.test(label)) return ` in the ${label}`;
  if (/^\d+ ?[a-z]+$/.test(label)) return ` in the last ${label}`;
  return /^(?:today|yesterday|this|since|from|around)\b/.test(label) ? ` ${label}` : `, ${label}`;
};

/** What was looked for, for a title: scrubbed too, because people paste what they saw. */
export const lookedFor = ({ text }: CountedLines, { scrub }: Pick<GraphDesk, "scrub">): string =>
  cut(scrub(plain(text)), LONGEST_TEXT);

/** When, for a title. */
export const rangeWords = ({ range }: CountedLines): string => inWords(range.label);

/** "1,234 lines", "at least 4,000 lines", "no lines"; nothing found where not everything was looked at is no zero. */
export const countWords = ({ count, exact }: LogCount): string => {
  const lines = `${formatCount(count)} ${count === 1 ? "line" : "lines"}`;
  if (count === 0) return exact ? "no lines" : "none seen so far";
  return exact ? lines : `at least ${lines}`;
};

/** "1 week before: 55 lines; now up 12 (22 %)." */
const comparedWords = ({ earlier, count }: CountedLines): readonly string[] => {
  if (earlier === undefined) return [];
  const { words, count: before } = earlier;
  const when = `${words[0]?.toUpperCase()}${words.slice(1)}`;
  if (before === undefined) return [`${when}: could not be counted.`];
  if (before.silent !== undefined) return [`${when}: no data, there is no line at all from then.`];
  const same = before.exact && count.exact ? `; now ${changeWords(before.count, count.count, "")}` : "";
  return [`${when}: ${countWords(before)}${same}.`];
};

/** Whether none of the lines has what they were to be counted by. */
const isNameless = (groups: LogCount["groups"]): boolean => groups.length === 1 && NAMELESS.test(groups[0]?.name ?? "");

/** "web-1: 512 · 43%", the loudest first; nothing where no line has a name. */
export const groupRows = (
  { groups, count }: LogCount,
  most: number,
  { scrub }: Pick<GraphDesk, "scrub">,
): NonNullable<Reply["rows"]> =>
  groups.slice(0, isNameless(groups) ? 0 : most).map((group) => ({
    label: cut(scrub(plain(group.name)), LONGEST_TEXT) || "(empty)",
    value: `${formatCount(group.count)} · ${Math.round((100 * group.count) / Math.max(1, count))}%`,
  }));

/** The beginning that is scrubbed; a word that would be cut in two is left out, because half a secret is not found. */
const beginning = (text: string): string => {
  if (text.length <= MOST_SCRUBBED) return text;
  const whole = text.slice(0, MOST_SCRUBBED).replace(/\S*$/, "");
  return whole.length > LONGEST_LINE ? whole : text.slice(0, MOST_SCRUBBED);
};

/** A line without its secrets, cut for a phone: whole first, so that no secret is cut in two and shown. */
const sampleOf = ({ atMs, host, text }: LogLine, day: boolean, { scrub }: Pick<GraphDesk, "scrub">): string => {
  const said = scrub(plain(beginning(`${host === undefined ? "" : `${host}: `}${text}`)));
  return `${when(atMs, day ? "time" : "moment")} ${cut(said, LONGEST_LINE)}`;
};

/** What reads as a pattern, and is none in Loki's words. */
const PATTERN = /^(?!.*[{}]).*(?:\[[^\]]+\]|\.[*+?]|\\[dwsb]|\w\|\w|\*|^\^|\$$|\b[1-5](?:xx\b|\.\.))/i;

/** Words at the end that were to be a time, and are none. */
const NO_TIME = new RegExp(`\\s(${TIME_BEGINS}.*)$`, "i");

/** A number of three digits is also found in what is no status; a pattern is no pattern in quotes; a time may be none. */
const hint = ({ text, count, source }: CountedLines, { scrub }: Pick<GraphDesk, "scrub">): readonly string[] => {
  if (/^[1-5]\d\d$/.test(text))
    return [
      `${text} alone may also be part of an id or a size: "status=${text}" counts less, if your lines say it so.`,
    ];
  if (count.count > 0 || text.startsWith("{")) return [];
  const time = NO_TIME.exec(plain(text))?.[1];
  if (time !== undefined)
    return [`"${cut(scrub(time), LONGEST_TEXT)}" was looked for as a part of the text. ${HOW_TIMES}`];
  if (source.source !== "loki") return [];
  const [operator] = /\b(?:AND|OR|NOT)\b/.exec(text.replace(/(?:\b(?:AND|NOT)\s+)?"[^"]*"/g, "")) ?? [];
  if (operator === "OR")
    return ['It was looked for as it stands. Lines with either take LogQL: {app="web"} |~ "error|warn".'];
  if (operator !== undefined) return ['It was looked for as it stands. Lines with both take quotes: "502" "checkout".'];
  if (!PATTERN.test(text)) return [];
  return ['It was looked for as it stands, letter by letter. A pattern takes LogQL: {app="web"} |~ "50[23]".'];
};

/** What all answers about counted lines have in common: when, how, three lines, the picture. */
export const countedReply = (
  counted: CountedLines,
  title: string,
  more: { readonly lines?: readonly string[]; readonly rows?: Reply["rows"] },
  desk: Pick<GraphDesk, "scrub">,
): Reply => {
  const { count, range, drawn, ofProblem } = counted;
  const day = range.toMs - range.fromMs <= DAY_MS;
  const samples = count.lines.map((line) => sampleOf(line, day, desk));
  return {
    title,
    lines: [
      formatRange(range),
      ...comparedWords(counted),
      ...(more.lines ?? []),
      ...(isNameless(count.groups) ? [`None of them has a field "${counted.by}": count by another one.`] : []),
      ...(count.count === 0 && !count.exact ? ["Not everything was looked at, so this is not zero."] : []),
      ...(counted.ofOutsider ? ["The lines themselves are shown to members alone."] : []),
      ...(samples.length === 0 ? [] : [samples.length === 1 ? "The newest line:" : `The newest ${samples.length}:`]),
      ...samples,
    ],
    ...(more.rows === undefined || more.rows.length === 0 ? {} : { rows: more.rows }),
    footer: [
      `${count.exact ? "Exact" : "At least"}: ${cut(desk.scrub(plain(count.how)), LONGEST_HOW)}.`,
      ...hint(counted, desk),
    ],
    picture: drawn.picture,
    buttons: pictureButtons(drawn.id, ofProblem),
  };
};

/** What `measure` alone says, and each of them when nothing was named to look for. */
export const measureHelp = (): Reply => ({
  title: "Counting log lines",
  rows: [
    { label: '/measure count "502" last 1h [by host]', value: "how many lines hold it" },
    { label: '/measure rate "502" last 1h', value: "how many a minute, and the peak" },
    { label: '/measure top 5 "502" last 1h by host', value: "where most of them are from" },
  ],
  footer: [
    "Without a time: the last hour; below a card from 30 minutes before it opened until now. source:… chooses where.",
  ],
  private: true,
});
