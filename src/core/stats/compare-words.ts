import { type Arg, usage, wordsArg } from "../args.ts";
import { parseTimeRange, previousRange, type RangeContext, type TimeRange } from "../time/range.ts";
import type { CompareSide } from "./compare-args.ts";
import { splitName } from "./words-args.ts";

/** A side whose kind was not said: a person, a team or a service. */
export interface BareSide {
  readonly kind: "any";
  readonly name: string;
}

/** Two sides, the range that names share, and filters for both. */
export interface CompareWords {
  readonly a: CompareSide | BareSide;
  readonly b: CompareSide | BareSide;
  readonly range: TimeRange;
  readonly team?: string | undefined;
  readonly service?: string | undefined;
}

type Kind = "team" | "service" | "person";
type Labels = Partial<Record<Kind, string>>;

const LONGEST = 300;
const LABEL = /(?<=^|\s)(team|service|person):\s*(?:"([^"]*)"|(\S+))/gi;
const BETWEEN = /\s+(?:with|vs\.?|versus|against)\s+/i;
const BEFORE =
  /^(?:the )?(?:(?:one|week|month|day|range|period|time) )?(?:before|previous)(?: (?:one|week|month|day))?(?: (?:it|that))?$/i;

const HOW =
  'Say it like "compare this week with last week", "compare ana with ben this month" or "compare team:payments with team:search".';

const kindOf = (word: string): Kind => {
  const kind = word.toLowerCase();
  return kind === "team" || kind === "service" ? kind : "person";
};

const takeLabels = (text: string): { readonly labels: Labels; readonly rest: string } => {
  const labels: Labels = {};
  const rest = text.replace(LABEL, (_all, word: string, quoted?: string, plain?: string) => {
    const kind = kindOf(word);
    if (labels[kind] !== undefined) throw usage(`${kind}: twice in one side`, `${kind}: is there twice.\n${HOW}`);
    labels[kind] = quoted ?? plain ?? "";
    return " ";
  });
  return { labels, rest: rest.replace(/\s+/g, " ").trim() };
};

const KINDS: readonly Kind[] = ["team", "service", "person"];

/** A side that is a name, or the label of one of these kinds; and the labels that are filters then. */
const named = (
  { labels, name }: { readonly labels: Labels; readonly name: string },
  kinds: readonly Kind[],
): { readonly side: CompareSide | BareSide; readonly left: Labels } => {
  if (name !== "") return { side: { kind: "any", name }, left: labels };
  const kind = kinds.find((one) => labels[one] !== undefined);
  if (kind === undefined) throw usage("a side without a name", `Compare what with what?\n${HOW}`);
  return { side: { kind, name: labels[kind] ?? "" }, left: { ...labels, [kind]: undefined } };
};

/** A bare name is of the other's kind, where that was said. */
const alike = (one: CompareSide | BareSide, other: CompareSide | BareSide): CompareSide | BareSide =>
  one.kind === "any" && other.kind !== "any" && other.kind !== "range" ? { kind: other.kind, name: one.name } : one;

const filtersOf = (a: Labels, b: Labels): Pick<CompareWords, "team" | "service"> => {
  if ((a.person ?? b.person) !== undefined)
    throw usage("a person for both sides", `One person on both sides is no comparison.\n${HOW}`);
  return { team: a.team ?? b.team, service: a.service ?? b.service };
};

const rangeOf = (text: string, context: RangeContext): TimeRange | undefined => {
  const { name, range } = splitName(text, context);
  return name === "" ? range : undefined;
};

const readRanges = (
  a: TimeRange,
  second: string,
  labels: readonly [Labels, Labels],
  context: RangeContext,
): CompareWords => {
  const b = second === "" || BEFORE.test(second) ? previousRange(a) : parseTimeRange(second, context);
  const [older, newer] = b.fromMs < a.fromMs ? [b, a] : [a, b];
  const side = (range: TimeRange): CompareSide => ({ kind: "range", range });
  return { a: side(older), b: side(newer), range: newer, ...filtersOf(...labels) };
};

const readCompare = (text: string, context: RangeContext): CompareWords => {
  const cut = BETWEEN.exec(text) ?? /\s+and\s+/i.exec(text);
  const [left, right] = cut ? [text.slice(0, cut.index), text.slice(cut.index + cut[0].length)] : [text, ""];
  const first = takeLabels(left.trim());
  const second = takeLabels(right.trim());
  const range = rangeOf(first.rest === "" && text === "" ? "this week" : first.rest, context);
  if (range) return readRanges(range, second.rest, [first.labels, second.labels], context);
  const { name, range: shared } = splitName(second.rest, context);
  const both = KINDS.filter((one) => first.labels[one] !== undefined && second.labels[one] !== undefined);
  const kinds = both.length > 0 ? both : KINDS;
  const a = named({ labels: first.labels, name: first.rest.replace(/^"(.*)"$/, "$1") }, kinds);
  const b = named({ labels: second.labels, name }, kinds);
  return {
    a: alike(a.side, b.side),
    b: alike(b.side, a.side),
    range: shared ?? parseTimeRange("this week", context),
    ...filtersOf(a.left, b.left),
  };
};

/**
 * `<A> with <B> [range]`: two ranges (earlier one first in the answer), or two names of people, teams or services over one
 * range. One range alone is compared with the one before it.
 */
export const compareWords: Arg<CompareWords> = wordsArg("<A> with <B> [range]", readCompare, { most: LONGEST });
