import { countOf } from "../number-words.ts";
import { dayName } from "../time/range.ts";
import type { Night } from "./nights-types.ts";

/** "Mon 16 Nov" */
export const eveningWords = (evening: string): string => {
  const { weekday, date, month } = dayName(evening);
  return `${weekday} ${date} ${month}`;
};

/** "Mon 16 Nov · 3 pages in 2 hours"; the evening is left out when it is said already. */
export const nightWords = ({ evening, pages, hours }: Night, named = eveningWords(evening)): string =>
  [named, `${countOf(pages, "page")}${pages > 1 ? ` in ${countOf(hours, "hour")}` : ""}`].filter(Boolean).join(" · ");
