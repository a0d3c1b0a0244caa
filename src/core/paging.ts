import type { Arg } from "./args.ts";
import type { SayButton } from "./message.ts";

/** What was asked for, and which page of the answer, from 1. */
export interface Paged<T> {
  readonly asked: T;
  readonly page: number;
}

/** One page of a list. */
export interface Page<T> {
  readonly shown: readonly T[];
  /** "11–20 of 34"; "" when everything is shown. */
  readonly words: string;
  /** How many come after it. */
  readonly left: number;
}

const AT_END = /(?:^|\s)page:? ?([1-9]\d{0,3})$/i;

/** The same argument, and "page 2" at its end, which buttons say. */
export const paged = <T>(inner: Arg<T>): Arg<Paged<T>> => ({
  text: "rest",
  usage: inner.usage,
  parse: (value, context) => {
    const page = AT_END.exec(value ?? "")?.[1];
    const rest = page === undefined ? value : value?.replace(AT_END, "").trim() || undefined;
    return { asked: inner.parse(rest, context), page: Number(page ?? 1) };
  },
});

/** The n-th page of so many each; the last one when there are fewer. */
export const pageOf = <T>(all: readonly T[], page: number, size: number): Page<T> => {
  const at = Math.min(page - 1, Math.max(0, Math.ceil(all.length / size) - 1)) * size;
  const shown = all.slice(at, at + size);
  const words = shown.length === all.length ? "" : `${at + 1}–${at + shown.length} of ${all.length}`;
  return { shown, words, left: all.length - at - shown.length };
};

/** "Next 10", which says the same words for the page after `page`; none when nothing is left. */
export const nextButton = (words: string, page: number, size: number, left: number): readonly SayButton[] =>
  left <= 0 ? [] : [{ label: `Next ${Math.min(size, left)}`, say: `${words.trim()} page ${page + 1}` }];
