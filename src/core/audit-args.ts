import { type Arg, wordsArg } from "./args.ts";
import { toFailure } from "./failure.ts";
import { parseTimeRange, type RangeContext, type TimeRange } from "./time/range.ts";

/** When, and words that must all be in it; `text` says the same again. */
export interface AuditWish {
  readonly range: TimeRange;
  readonly words: string | undefined;
  readonly text: string;
}

const BY_DEFAULT = "last 7 days";
/** A time is said in so few words. */
const MOST_WORDS = 8;
/** Each word is looked for by itself: databases take some hundred at most. */
const LONGEST = 200;

const readRange = (text: string, context: RangeContext): TimeRange | undefined => {
  try {
    return parseTimeRange(text, context);
  } catch (error) {
    if (toFailure(error).code === "usage") return undefined;
    throw error;
  }
};

/** A time at the beginning or at the end of the words; the rest is looked for. */
const readWish = (text: string, context: RangeContext): AuditWish => {
  const said = text.replace(/["“”]/g, " ").trim().split(/\s+/).filter(Boolean);
  const wish = (range: TimeRange, rest: readonly string[]): AuditWish => ({
    range,
    words: rest.length === 0 ? undefined : rest.join(" "),
    text: said.join(" "),
  });
  for (let count = Math.min(said.length, MOST_WORDS); count > 0; count -= 1) {
    const first = readRange(said.slice(0, count).join(" "), context);
    if (first) return wish(first, said.slice(count));
    const last = readRange(said.slice(-count).join(" "), context);
    if (last) return wish(last, said.slice(0, -count));
  }
  return wish(parseTimeRange(BY_DEFAULT, context), said);
};

/** `[range] [words]`: what was changed, when. */
export const auditWish = (): Arg<AuditWish> => wordsArg("[range] [words]", readWish, { most: LONGEST });
