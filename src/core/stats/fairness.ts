import { asked, bothRanges, clockSpan, isIn, pagesWindow } from "./asked.ts";
import type { FairnessStats, PersonShare } from "./fairness-types.ts";
import type { Narrowed } from "./filter.ts";
import { gini, maxToMean } from "./inequality.ts";
import { eachNotification } from "./interruptions.ts";
import { onCallTimes } from "./on-call-time.ts";
import { compareWho, createRoster, type Roster, type Someone, whoOf } from "./roster.ts";
import type { Span } from "./rows.ts";
import { createPieces, type Pieces } from "./shift-pieces.ts";
import { lengthOf } from "./spans.ts";
import type { Statistic } from "./statistic.ts";

const HOUR = 3_600_000;

interface Tally {
  pages: number;
  readonly oncallMs: number;
  readonly pieces: ReturnType<typeof createPieces>;
}
interface Shared {
  readonly people: readonly PersonShare[];
  readonly basis: FairnessStats["basis"];
  /** What is compared. */
  readonly values: readonly number[];
  readonly pieces: readonly Pieces[];
}

const tallyAll = ({ facts, duties }: Narrowed, roster: Roster, range: Span): ReadonlyMap<Someone, Tally> => {
  const onCall = onCallTimes(duties, roster, range);
  const tallies = new Map<Someone, Tally>();
  const open = (person: Someone): Tally => {
    const spans = onCall.get(person) ?? [];
    const tally = { pages: 0, oncallMs: lengthOf(spans), pieces: createPieces(spans) };
    tallies.set(person, tally);
    return tally;
  };
  for (const person of onCall.keys()) open(person);
  eachNotification(facts, roster, (person, { atMs, source, incidentKey }, counts) => {
    if (!isIn(atMs, range)) return;
    const tally = tallies.get(person) ?? open(person);
    if (counts) tally.pages += 1;
    tally.pieces.add(atMs, `${source}:${incidentKey}`);
  });
  return tallies;
};

const byRate = (a: PersonShare, b: PersonShare): number => {
  if (a.perHour === null || b.perHour === null) return Number(a.perHour === null) - Number(b.perHour === null);
  return b.perHour - a.perHour;
};

const shareOut = (left: Narrowed, roster: Roster, range: Span): Shared => {
  const tallies = [...tallyAll(left, roster, range)].filter(([, { pages, oncallMs }]) => pages > 0 || oncallMs > 0);
  const total = tallies.reduce((sum, [, { pages }]) => sum + pages, 0);
  const counted = tallies.map(([person, { pages, oncallMs, pieces }]) => {
    const own = pieces.count();
    const share = {
      ...whoOf(person),
      oncallMs,
      pages,
      perHour: oncallMs === 0 ? null : pages / (oncallMs / HOUR),
      share: total === 0 ? 0 : pages / total,
      onCallShare: oncallMs === 0 ? 0 : oncallMs / (range.toMs - range.fromMs),
      pieces: own.pieces,
      over: own.over,
    };
    return { share, own };
  });
  const people = counted
    .map(({ share }) => share)
    .sort((a, b) => byRate(a, b) || b.pages - a.pages || compareWho(a, b));
  const rates = people.flatMap(({ perHour }) => (perHour === null ? [] : [perHour]));
  const [basis, values] =
    rates.length > 0 ? (["rate", rates] as const) : (["pages", people.map(({ pages }) => pages)] as const);
  return { people, basis, values, pieces: counted.map(({ own }) => own) };
};

/** How the load was shared. */
export const fairness: Statistic<"fairness"> = {
  window: (query) => ({ ...pagesWindow(query, { incidents: false }), duties: bothRanges(query) }),

  compute(rows, query) {
    const { head, left } = asked(rows, query);
    const roster = createRoster(rows.people, query.range.tz, clockSpan(query));
    const { people, basis, values, pieces } = shareOut(left, roster, head.range);
    const before = shareOut(left, roster, head.previousRange);
    return {
      ...head,
      people,
      basis,
      maxToMean: maxToMean(values),
      gini: gini(values),
      previousGini: before.basis === basis ? gini(before.values) : null,
      shifts: {
        pieces: pieces.reduce((sum, one) => sum + one.pieces, 0),
        over: pieces.reduce((sum, one) => sum + one.over, 0),
        most: pieces.reduce((most, one) => Math.max(most, one.most), 0),
      },
    };
  },
};
