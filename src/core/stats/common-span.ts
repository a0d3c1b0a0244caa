import type { Span } from "./rows.ts";

/** Visits each span of `a` with the spans of `b` that overlap it; both are disjoint and oldest first. */
const eachPair = (a: readonly Span[], b: readonly Span[], visit: (one: Span, other: Span) => void): void => {
  let first = 0;
  for (const one of a) {
    while ((b[first]?.toMs ?? Number.POSITIVE_INFINITY) <= one.fromMs) first += 1;
    for (let at = first; (b[at]?.fromMs ?? Number.POSITIVE_INFINITY) < one.toMs; at += 1) {
      const other = b[at];
      if (other) visit(one, other);
    }
  }
};

/** How long both are there at once, milliseconds. Each list is disjoint and oldest first. */
export const commonMs = (a: readonly Span[], b: readonly Span[]): number => {
  let sum = 0;
  eachPair(a, b, (one, other) => {
    sum += Math.min(one.toMs, other.toMs) - Math.max(one.fromMs, other.fromMs);
  });
  return sum;
};

/** How many of the spans begin outside the cover. Each list is disjoint and oldest first. */
export const startsOutside = (spans: readonly Span[], cover: readonly Span[]): number => {
  let inside = 0;
  eachPair(spans, cover, (one, other) => {
    if (other.fromMs <= one.fromMs && one.fromMs < other.toMs) inside += 1;
  });
  return spans.length - inside;
};
