import type { FairnessStats, PersonShare } from "../../src/core/stats/fairness-types.ts";
import type { Span } from "../../src/core/stats/rows.ts";
import * as naive from "./naive-basis.ts";

const HOUR_MS = 3_600_000;

/** sum |xi - xj| / (2 n² mean); null with fewer than three or a mean of 0. */
export const gini = (values: readonly number[]): number | null => {
  const n = values.length;
  const mean = values.reduce((sum, one) => sum + one, 0) / n;
  if (n < 3 || mean === 0) return null;
  let sum = 0;
  for (const a of values) for (const b of values) sum += Math.abs(a - b);
  return sum / (2 * n * n * mean);
};

interface Piece extends Span {
  readonly incidents: number;
}

const piecesOf = (left: naive.Left, span: Span, source: string, id: string): readonly Piece[] => {
  const own = left.duties.filter((one) => one.source === source && one.personId === id);
  const rung = naive.rings(left.facts).filter((one) => one.source === source && one.personId === id);
  const pieces: Piece[] = [];
  for (const stretch of naive.stretches(own, span)) {
    for (let fromMs = stretch.fromMs; fromMs < stretch.toMs; fromMs += 12 * HOUR_MS) {
      const piece = { fromMs, toMs: Math.min(fromMs + 12 * HOUR_MS, stretch.toMs) };
      const keys = rung.filter(({ atMs }) => naive.within(atMs, piece)).map(({ incidentKey }) => incidentKey);
      pieces.push({ ...piece, incidents: new Set(keys).size });
    }
  }
  return pieces;
};

const sharesIn = (left: naive.Left, span: Span): readonly (PersonShare & { readonly most: number })[] => {
  const pages = naive.interruptionsOf(left.facts).filter(({ atMs }) => naive.within(atMs, span));
  return naive.everybody(left.duties, pages, span).map(({ source, id }) => {
    const own = pages.filter((one) => one.source === source && one.personId === id).length;
    const duties = left.duties.filter((one) => one.source === source && one.personId === id);
    const oncallMs = naive.covered(duties, span);
    const pieces = piecesOf(left, span, source, id);
    return {
      ...naive.whoIs(left.rows, source, id),
      oncallMs,
      pages: own,
      perHour: oncallMs === 0 ? null : own / (oncallMs / HOUR_MS),
      share: pages.length === 0 ? 0 : own / pages.length,
      onCallShare: span.toMs > span.fromMs ? oncallMs / (span.toMs - span.fromMs) : 0,
      pieces: pieces.length,
      over: pieces.filter(({ incidents }) => incidents > 2).length,
      most: Math.max(0, ...pieces.map(({ incidents }) => incidents)),
    };
  });
};

const compared = (people: readonly PersonShare[]) => {
  const onRota = people.filter(({ oncallMs }) => oncallMs > 0);
  if (onRota.length > 0) return { basis: "rate" as const, values: onRota.map(({ perHour }) => perHour ?? 0) };
  return { basis: "pages" as const, values: people.map(({ pages }) => pages) };
};

/** How the load was shared. */
export const naiveFairness = (left: naive.Left): Omit<FairnessStats, keyof ReturnType<typeof naive.headOf>> => {
  const people = sharesIn(left, left.range);
  const { basis, values } = compared(people);
  const before = compared(sharesIn(left, left.before));
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const rate = ({ perHour }: PersonShare): number => perHour ?? -1;
  return {
    people: people
      .toSorted((a, b) => rate(b) - rate(a) || b.pages - a.pages || naive.byWho(a, b))
      .map(({ most: _, ...one }) => one),
    basis,
    maxToMean: values.length < 2 || mean === 0 ? null : Math.max(...values) / mean,
    gini: gini(values),
    previousGini: before.basis === basis ? gini(before.values) : null,
    shifts: {
      pieces: people.reduce((sum, { pieces }) => sum + pieces, 0),
      over: people.reduce((sum, { over }) => sum + over, 0),
      most: Math.max(0, ...people.map(({ most }) => most)),
    },
  };
};
