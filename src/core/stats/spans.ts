import type { Span } from "./rows.ts";

/** What of the spans lies within `clip`, overlapping and touching ones joined, oldest first. */
export const unionOf = (spans: Iterable<Span>, clip: Span): readonly Span[] => {
  const inside = [...spans]
    .map(({ fromMs, toMs }) => ({ fromMs: Math.max(fromMs, clip.fromMs), toMs: Math.min(toMs, clip.toMs) }))
    .filter(({ fromMs, toMs }) => fromMs < toMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  const joined: { fromMs: number; toMs: number }[] = [];
  for (const span of inside) {
    const last = joined.at(-1);
    if (last && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs);
    else joined.push(span);
  }
  return joined;
};

/** Sum of the lengths of disjoint spans, milliseconds. */
export const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);

/** How long both lists cover the same time, milliseconds; each of disjoint spans, oldest first. */
export const commonMs = (a: readonly Span[], b: readonly Span[]): number => {
  let [sum, left, right] = [0, 0, 0];
  for (;;) {
    const [one, other] = [a[left], b[right]];
    if (!one || !other) return sum;
    sum += Math.max(0, Math.min(one.toMs, other.toMs) - Math.max(one.fromMs, other.fromMs));
    if (one.toMs < other.toMs) left += 1;
    else right += 1;
  }
};
