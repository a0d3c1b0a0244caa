import type { Span } from "./rows.ts";

const HOUR = 3_600_000;
/** A long stretch on call is looked at in pieces of this length, milliseconds. */
const PIECE_MS = 12 * HOUR;
/** More incidents than this are too many for one piece (https://sre.google/sre-book/being-on-call/). */
const MOST_INCIDENTS = 2;

/** Pieces of 12 hours of one person's time on call, and the incidents that paged them in each. */
export interface Pieces {
  readonly pieces: number;
  readonly over: number;
  readonly most: number;
}

/** Index of the last of the ascending spans that begins at or before a moment; -1 for none. */
const lastBefore = (spans: readonly Span[], atMs: number): number => {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.fromMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** Cuts disjoint, ascending stretches on call into pieces from the beginning of each; a shorter rest is a piece too. */
export const createPieces = (stretches: readonly Span[]) => {
  let pieces = 0;
  const firstOf = stretches.map(({ fromMs, toMs }) => {
    const first = pieces;
    pieces += Math.ceil((toMs - fromMs) / PIECE_MS);
    return first;
  });
  const incidents = new Map<number, Set<string>>();
  return {
    /** A notification about an incident; one outside the stretches is nothing to them. */
    add(atMs: number, incidentKey: string): void {
      const at = lastBefore(stretches, atMs);
      const stretch = stretches[at];
      if (!stretch || atMs >= stretch.toMs) return;
      const piece = (firstOf[at] ?? 0) + Math.floor((atMs - stretch.fromMs) / PIECE_MS);
      const those = incidents.get(piece) ?? new Set<string>();
      incidents.set(piece, those.add(incidentKey));
    },
    count(): Pieces {
      const sizes = [...incidents.values()].map(({ size }) => size);
      return {
        pieces,
        over: sizes.filter((size) => size > MOST_INCIDENTS).length,
        most: sizes.reduce((most, size) => Math.max(most, size), 0),
      };
    },
  };
};
