import { type Arg, usage, wordsArg } from "./args.ts";
import type { SayButton } from "./message.ts";
import type { Rating } from "./rating.ts";
import { formatShiftRef, readShiftRef, type ShiftRef } from "./shift-ref.ts";

/** Most characters of what somebody says of a shift. */
export const MOST_RATING_NOTE = 1_000;

/** What somebody says of a shift of theirs; what was left out is absent. */
export interface RatingWish extends Pick<Rating, "hard" | "sleep" | "note"> {
  readonly shift?: ShiftRef | undefined;
}

const SCALE = "1 to 5, please: hard is 1 (easy) to 5 (very hard), sleep 1 (badly) to 5 (well).";

const step = (digits: string): number => {
  const value = Number(digits);
  if (value >= 1 && value <= 5) return value;
  throw usage(`${digits} of 5`, SCALE);
};

const PARTS = [
  { name: "shift", pattern: /^(?:shift:\s*)?"?([\w.:-]{1,100}@\d{1,11}-\d{1,11})"?(?=[\s,;.]|$)/i },
  { name: "hard", pattern: /^(?:hard(?:ness)?[:=]?\s*)(\d{1,3})(?:\s*(?:\/|of)\s*5)?(?=[\s,;.]|$)/i },
  { name: "sleep", pattern: /^(?:(?:and\s+)?(?:sleep|slept)[:=]?\s*)(\d{1,3})(?:\s*(?:\/|of)\s*5)?(?=[\s,;.]|$)/i },
  { name: "hard", pattern: /^(\d{1,3})(?:\s*(?:\/|of)\s*5)?(?=[\s,;.]|$)/ },
] as const;

type Found = { -readonly [K in keyof RatingWish]: RatingWish[K] };

/** Takes one part from the beginning; the rest of the words, or undefined when they begin with none. */
const takePart = (text: string, found: Found): string | undefined => {
  for (const { name, pattern } of PARTS) {
    const [all, value = ""] = pattern.exec(text) ?? [];
    // The second number that stands alone is the beginning of what they say.
    if (all === undefined || found[name] !== undefined) continue;
    if (name === "shift") {
      const shift = readShiftRef(value);
      if (shift === undefined) continue;
      found.shift = shift;
    } else found[name] = step(value);
    return text.slice(all.length).replace(/^[\s,;.]+/, "");
  }
  return undefined;
};

const readWish = (text: string): RatingWish => {
  const found: Found = {};
  let rest = text.trim();
  for (let next = takePart(rest, found); next !== undefined; next = takePart(rest, found)) rest = next;
  rest = rest.replace(/^note:\s*/i, "");
  if (rest.length > MOST_RATING_NOTE)
    throw usage("a long note", `That is too long: at most ${MOST_RATING_NOTE} characters, please.`);
  return { ...found, ...(rest === "" ? {} : { note: rest }) };
};

/** `<1-5> [sleep <1-5>] [note]`, with `shift:<id>@<from>-<to>` as buttons say it. */
export const ratingWish = (): Arg<RatingWish> => wordsArg("<1-5> [sleep <1-5>] [note]", readWish, { free: true });

const STEPS = [1, 2, 3, 4, 5] as const;
const ENDS = {
  hard: { 1: "1 easy", 5: "5 hard" },
  sleep: { 1: "1 badly", 5: "5 well" },
} as const;

/** "1 easy", "2" … "5 hard": what a step of a question is called. */
const stepLabel = (what: "hard" | "sleep", value: (typeof STEPS)[number]): string =>
  value === 1 || value === 5 ? ENDS[what][value] : String(value);

/** The five answers to one of the two questions about a shift. */
export const stepButtons = (what: "hard" | "sleep", shift: ShiftRef): readonly SayButton[] =>
  STEPS.map((value) => ({
    label: stepLabel(what, value),
    say: `oncall rate ${what}:${value} shift:${formatShiftRef(shift)}`,
  }));

/** The same as options of a form. */
export const stepOptions = (what: "hard" | "sleep"): readonly { readonly label: string; readonly value: string }[] =>
  STEPS.map((value) => ({ label: stepLabel(what, value), value: String(value) }));

/** "hard 4 of 5, slept 2 of 5" */
export const ratedWords = ({ hard, sleep }: Pick<Rating, "hard" | "sleep">): string =>
  [hard === undefined ? "" : `hard ${hard} of 5`, sleep === undefined ? "" : `slept ${sleep} of 5`]
    .filter(Boolean)
    .join(", ");
