import { FONT } from "./chart-theme.ts";

/** What measures text: the context of a canvas. */
export type Measure = Pick<CanvasRenderingContext2D, "measureText">;

/** A CSS font of a size in logical pixels. */
export const font = (sizePx: number, weight: 400 | 700 = 400): string => `${weight} ${sizePx}px ${FONT}`;

const lettersOf = (text: string): readonly string[] =>
  [...new Intl.Segmenter("en").segment(text)].map((piece) => piece.segment);

/** How many of the letters fit `maxPx` with this behind them. */
const countFitting = (ctx: Measure, letters: readonly string[], maxPx: number, behind: string): number => {
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const cut = `${letters.slice(0, middle).join("").trimEnd()}${behind}`;
    if (ctx.measureText(cut).width <= maxPx) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** What of the text is worth measuring, which takes long: no letter is narrower than half a pixel. */
const mayFit = (text: string, maxPx: number): string => text.slice(0, Math.max(1, 2 * Math.ceil(maxPx)));

/** The text, or as much of it as fits `maxPx` with an ellipsis; never splits an emoji. */
export const fitText = (ctx: Measure, text: string, maxPx: number): string => {
  const start = mayFit(text, maxPx);
  if (start === text && ctx.measureText(text).width <= maxPx) return text;
  const letters = lettersOf(start);
  return `${letters
    .slice(0, countFitting(ctx, letters, maxPx, "…"))
    .join("")
    .trimEnd()}…`;
};

/** Shorter words fit every line there is. */
const LONG_WORD = 24;

/** A word in pieces of at most `maxPx`, the last of so many with all the rest: queries and Japanese have no spaces. */
const breakWord = (ctx: Measure, word: string, maxPx: number, most: number): readonly string[] => {
  if (most <= 1 || word.length < LONG_WORD || ctx.measureText(word).width <= maxPx) return [word];
  const letters = lettersOf(word);
  const count = Math.max(1, countFitting(ctx, letters, maxPx, ""));
  return [letters.slice(0, count).join(""), ...breakWord(ctx, letters.slice(count).join(""), maxPx, most - 1)];
};

/**
 * Words in lines of at most `maxPx`, those longer than a line broken; the last of at most `maxLines` lines is cut with an
 * ellipsis.
 */
export const wrapText = (ctx: Measure, text: string, maxPx: number, maxLines: number): string[] => {
  const lines: string[] = [];
  let line = "";
  const words = mayFit(text.replace(/\s+/g, " "), maxPx * maxLines).split(" ");
  for (const word of words.flatMap((one) => breakWord(ctx, one, maxPx, maxLines))) {
    const longer = line ? `${line} ${word}` : word;
    const full = line !== "" && lines.length < maxLines - 1 && ctx.measureText(longer).width > maxPx;
    if (full) lines.push(line);
    line = full ? word : longer;
  }
  return [...lines, line].map((one) => fitText(ctx, one, maxPx));
};

/** Chinese, Japanese and Korean letters: as wide as they are high. */
const SQUARE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\u{20000}-\u{3fffd}]/gu;

/** About how wide a text will be, by the mean width of other letters (0.53 em in Inter): layout comes before measuring. */
export const estimateWidth = (text: string, sizePx: number, meanEm = 0.53): number => {
  const square = text.match(SQUARE)?.length ?? 0;
  return (([...text].length - square) * meanEm + square) * sizePx;
};

/** How many lines a text will need. */
export const estimateLines = (text: string, sizePx: number, widthPx: number, maxLines: number): number =>
  text === "" ? 0 : Math.min(maxLines, Math.ceil(estimateWidth(text, sizePx) / widthPx));

const SMALL = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const LARGE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** "1,234" or "12.5": at most one digit behind the point, two below ten. */
export const formatNumber = (value: number): string => (Math.abs(value) < 10 ? SMALL : LARGE).format(value);

const LONGEST_NAME = 34;

const shortName = (name: string, longest: number): string => {
  const letters = [...name];
  if (letters.length <= longest) return name;
  const half = Math.floor((longest - 1) / 2);
  return `${letters.slice(0, half).join("").trimEnd()}…${letters.slice(-half).join("").trimStart()}`;
};

/** How many letters all of them begin with. */
const commonStart = (names: readonly string[]): number => {
  const [first = [], ...rest] = names.map((name) => [...name]);
  const length = first.findIndex((letter, at) => rest.some((name) => name[at] !== letter));
  return length < 0 ? first.length : length;
};

/** Letters before the first one that differs, and the share of a name that is its beginning. */
const BEFORE = 8;
const HEAD = 0.35;

/** The beginning of a name, and what stands around the letter `at`. */
const aroundName = (name: string, at: number, longest: number): string => {
  const letters = [...name];
  const [head, from] = [Math.floor(longest * HEAD), at - BEFORE];
  if (from <= head) return `${letters.slice(0, longest - 1).join("")}…`;
  const to = from + longest - head - 2;
  return `${letters.slice(0, head).join("")}…${letters.slice(from, to).join("")}${to < letters.length ? "…" : ""}`;
};

/**
 * Names of at most so many letters: long ones lose their middle, for what tells pods and hosts apart stands at both ends;
 * those that it makes the same show where they differ.
 */
export const shortNames = (names: readonly string[], longest = LONGEST_NAME): readonly string[] => {
  const alike = new Map<string, Set<string>>();
  for (const name of names) {
    const short = shortName(name, longest);
    alike.set(short, (alike.get(short) ?? new Set()).add(name));
  }
  return names.map((name) => {
    const short = shortName(name, longest);
    const others = [...(alike.get(short) ?? [])];
    return others.length < 2 ? short : aroundName(name, commonStart(others), longest);
  });
};
