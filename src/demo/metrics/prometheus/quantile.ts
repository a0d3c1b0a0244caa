import type { Vector } from "./vector.ts";

interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/** Within its bucket a quantile lies on a straight line: promql/quantile.go, bucketQuantile. */
const inBuckets = (q: number, buckets: readonly Bucket[]): number => {
  const highest = buckets.at(-1);
  if (buckets.length < 2 || highest?.bound !== Number.POSITIVE_INFINITY || highest.count === 0) return Number.NaN;
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const rank = q * highest.count;
  const at = buckets.slice(0, -1).findIndex(({ count }) => count >= rank);
  if (at < 0) return buckets.at(-2)?.bound ?? Number.NaN;
  const { bound, count } = buckets[at] ?? highest;
  if (at === 0) return bound <= 0 ? bound : bound * (rank / count);
  const below = buckets[at - 1] ?? highest;
  return below.bound + (bound - below.bound) * ((rank - below.count) / (count - below.count));
};

/** histogram_quantile: one value for all buckets that differ in `le` alone. */
export const quantileOf = (q: number, series: Vector): Vector => {
  const groups = new Map<string, { readonly labels: Readonly<Record<string, string>>; readonly buckets: Bucket[] }>();
  for (const { labels: all, value } of series) {
    const { __name__: _name, le, ...labels } = all;
    if (le === undefined) continue;
    const bound = le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);
    const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(key) ?? { labels, buckets: [] };
    group.buckets.push({ bound, count: value });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, buckets }) => {
    const sorted = buckets.sort((a, b) => a.bound - b.bound);
    // What was extrapolated from different samples may go down a little where it must not.
    let most = 0;
    const rising = sorted.map(({ bound, count }) => {
      most = Math.max(most, count);
      return { bound, count: most };
    });
    return { labels, value: inBuckets(q, rising) };
  });
};
