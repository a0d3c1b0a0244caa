import { FONT } from "./chart-theme.ts";

/** What measures text: the context of a canvas. */
export type Measure = Pick<CanvasRenderingContext2D, "measureText">;

/** A CSS font of a size in logical pixels. */
export const font = (sizePx: number, weight: 400 | 700 = 400): string => `${weight} ${sizePx}px ${FONT}`;

/** The text, or as much of it as fits `maxPx` with an ellipsis; never splits an emoji. */
export const fitText = (ctx: Measure, text: string, maxPx: number): string => {
  if (ctx.measureText(text).width <= maxPx) return text;
  const letters = [...new Intl.Segmenter("en").segment(text)].map((piece) => piece.segment);
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const cut = `${letters.slice(0, middle).join("").trimEnd()}…`;
    if (ctx.measureText(cut).width <= maxPx) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join("").trimEnd()}…`;
};

/** Words in lines of at most `maxPx`; the last of at most `maxLines` lines is cut with an ellipsis. */
export const wrapText = (ctx: Measure, text: string, maxPx: number, maxLines: number): string[] => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    const full = line !== "" && lines.length < maxLines - 1 && ctx.measureText(longer).width > maxPx;
    if (full) lines.push(line);
    line = full ? word : longer;
  }
  return [...lines, line].map((one) => fitText(ctx, one, maxPx));
};

/** How many lines a text will need, from the mean width of Inter's letters (0.53 em): layout comes before measuring. */
export const estimateLines = (text: string, sizePx: number, widthPx: number, maxLines: number): number =>
  text === "" ? 0 : Math.min(maxLines, Math.ceil((text.length * sizePx * 0.53) / widthPx));

const SMALL = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const LARGE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** "1,234" or "12.5": at most one digit behind the point, two below ten. */
export const formatNumber = (value: number): string => (Math.abs(value) < 10 ? SMALL : LARGE).format(value);

const LONGEST_NAME = 34;

const shortName = (name: string): string => {
  const letters = [...name];
  if (letters.length <= LONGEST_NAME) return name;
  const half = Math.floor((LONGEST_NAME - 1) / 2);
  return `${letters.slice(0, half).join("").trimEnd()}…${letters.slice(-half).join("").trimStart()}`;
};

/** How many letters all of them begin with. */
const commonStart = (names: readonly string[]): number => {
  const [first = "", ...rest] = names;
  let length = 0;
  while (length < first.length && rest.every((name) => name[length] === first[length])) length++;
  return length;
};

/**
 * Names for a legend: long ones lose their middle, for what tells pods and hosts apart stands at both ends; where that
 * makes two the same, they lose what all begin with.
 */
export const shortNames = (names: readonly string[]): readonly string[] => {
  const short = names.map(shortName);
  if (new Set(short).size === new Set(names).size) return short;
  const isLong = (name: string): boolean => [...name].length > LONGEST_NAME;
  const start = Math.max(0, commonStart(names.filter(isLong)) - 8);
  return names.map((name) => (isLong(name) ? `…${name.slice(start, start + LONGEST_NAME - 2)}…` : name));
};
