import { type Arg, wordsArg } from "../args.ts";
import { straight } from "./text.ts";

/** Who is paged, with which words. */
export interface PageWords {
  /** A name that was marked as one: quoted, or a mention. */
  readonly named?: string | undefined;
  /** The message; without `named` it begins with the name. */
  readonly text: string;
  readonly urgency: "high" | "low";
}

const URGENCY = /^([\s\S]*?)(?:(?:\s+|^)urgency:\s*(high|low)|(?:[,;]?\s+|^)\(?(high|low)(?:\s+urgency)?\)?)$/i;
/** After these, "low" and "high" are part of what is told: "the queue is low". */
const TELLS =
  /(?:^|\s)(?:is|are|was|were|be|too|very|so|really|gets?|getting|runs?|running|at|on|to|looks?|how|or|and)$/i;

/** The urgency at the end; a bare "low" that ends a sentence about something stays in it. */
const splitUrgency = (text: string): { readonly rest: string; readonly urgency: "high" | "low" } => {
  const [, rest = "", labelled, bare] = URGENCY.exec(text) ?? [];
  const said = (labelled ?? bare)?.toLowerCase();
  if ((said !== "high" && said !== "low") || (labelled === undefined && TELLS.test(rest)))
    return { rest: text, urgency: "high" };
  return { rest: rest.trim(), urgency: said };
};

/** One pair of quotes around the whole text, which then holds none or is itself quoted. */
const WRAPPED = /^"([^"]+|"[\s\S]*")"$/;

/** The message without the quotes around all of it. */
const unwrapped = (text: string): string => {
  const plain = /^[“”„][^“”„"]*[“”„]$/.test(text) ? straight(text) : text;
  return WRAPPED.exec(plain)?.[1] ?? text;
};

/** A message as it is said, so that the quotes it has stay. */
export const sayMessage = (text: string): string =>
  WRAPPED.test(text) || unwrapped(text) !== text ? `"${text}"` : text;

const NAMED = /^(?:["“”„]([^"“”„]+)["“”„]|'([^']+)'|(@\S+|<@[^>\s]+>))[:,]?(?:\s+([\s\S]*))?$/;

/** `<person|schedule|policy|service> <message> [high|low]` */
export const pageWords = (): Arg<PageWords> =>
  wordsArg<PageWords>(
    "<person|schedule|policy|service> <message> [high|low]",
    (words) => {
      const { rest, urgency } = splitUrgency(words);
      const [, double, single, mention, message = ""] = NAMED.exec(rest) ?? [];
      const named = (double ?? single ?? mention)?.trim();
      if (named === undefined) return { text: rest, urgency };
      return { named: mentionOf(named), text: unwrapped(message.trim()), urgency };
    },
    { free: true },
  );

/** "<@U123|ana>" -> "@U123" */
const mentionOf = (named: string): string => named.replace(/^<(@[^|>]+)(?:\|[^>]*)?>$/, "$1");

/** Where words may part into a name and a message: the longest name first, at most six words. The message is as typed. */
export const pageSplits = (text: string): readonly { readonly name: string; readonly message: string }[] => {
  const ends = [...text.matchAll(/\S+/g)].slice(0, 6).map(({ index, 0: word }) => index + word.length);
  return ends
    .map((end) => ({
      name: text.slice(0, end).replace(/[:,]$/, ""),
      message: unwrapped(
        text
          .slice(end)
          .trim()
          .replace(/^(?:because|saying|[:—-])\s+/i, ""),
      ),
    }))
    .reverse();
};
