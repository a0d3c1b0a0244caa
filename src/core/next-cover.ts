import { countOf, formatDuration } from "./number-words.ts";
import type { OnCall } from "./oncall.ts";
import type { FairnessStats, PersonShare } from "./stats/fairness-types.ts";
import type { Who } from "./stats/head.ts";
import type { NightStats } from "./stats/nights-types.ts";
import { compareWho } from "./stats/roster.ts";
import { createZoneClock, dayOfWall, formatDay } from "./time/zone-clock.ts";

const DAY_MS = 86_400_000;
/** A disturbed night that is older than this many evenings has been slept off. */
const RECENT_EVENINGS = 7;
/** Whose own turn begins within this long has enough before them, milliseconds. */
const SOON_MS = DAY_MS;

/** What a suggestion is made from: both statistics of the same weeks, and turns now and in the next days. */
export interface CoverBasis {
  readonly fairness: FairnessStats;
  readonly nights: NightStats;
  readonly turns: readonly OnCall[];
  readonly nowMs: number;
  /** "4 weeks": how long that is, in words. */
  readonly over: string;
}

/** Somebody who could cover. */
export interface CoverChoice extends Who {
  /** "least paged in 4 weeks": nothing about nights, as a channel can read it. */
  readonly why: string;
  /** Their own next turn, where it is near. */
  readonly soonMs: number | null;
}

interface Candidate {
  readonly share: PersonShare;
  readonly soonMs: number | null;
  readonly tired: boolean;
}

const isNow = ({ fromMs, toMs }: OnCall, nowMs: number): boolean =>
  (fromMs ?? 0) <= nowMs && (toMs ?? Infinity) > nowMs;

/** People by id with a disturbed night in the last evenings. */
const tiredOf = ({ people, range }: NightStats, nowMs: number): ReadonlySet<string> => {
  const clock = createZoneClock(range.tz, nowMs - DAY_MS, nowMs + 1);
  const since = formatDay(dayOfWall(clock.wallMs(nowMs)) - RECENT_EVENINGS);
  return new Set(people.filter(({ nights }) => nights.some(({ evening }) => evening >= since)).map(({ id }) => id));
};

/** Whether a turn is somebody's: one who is known at two sources has another id there. */
const isOf = ({ personId, name }: OnCall, who: Who): boolean => personId === who.id || name === who.name;

const soonOf = (turns: readonly OnCall[], who: Who, nowMs: number): number | null => {
  const begins = turns
    .filter((turn) => isOf(turn, who))
    .filter(({ fromMs }) => fromMs !== null && fromMs > nowMs && fromMs <= nowMs + SOON_MS)
    .map(({ fromMs }) => fromMs ?? nowMs);
  return begins.length === 0 ? null : Math.min(...begins);
};

/** Rested before disturbed, free before those whose turn is near, then fewest pages per hour; who is on no schedule last. */
const byRest = (a: Candidate, b: Candidate): number =>
  Number(a.share.perHour === null) - Number(b.share.perHour === null) ||
  Number(a.tired) - Number(b.tired) ||
  Number(a.soonMs !== null) - Number(b.soonMs !== null) ||
  (a.share.perHour ?? 0) - (b.share.perHour ?? 0) ||
  a.share.pages - b.share.pages ||
  a.share.oncallMs - b.share.oncallMs ||
  compareWho(a.share, b.share);

const whyOf = ({ share }: Candidate, least: number, over: string): string => {
  const { pages, perHour, oncallMs } = share;
  if (perHour === null) return `on no schedule in ${over}`;
  const load = `${countOf(pages, "page")} in ${formatDuration(oncallMs)} on call`;
  return perHour === least ? `least paged in ${over}: ${load}` : load;
};

/**
 * Who should cover next, best first: nobody who is on call now, fewest interruptions per hour on call, those with a quiet
 * week of nights before others. The reasons tell pages only.
 */
export const suggestCover = ({ fairness, nights, turns, nowMs, over }: CoverBasis): readonly CoverChoice[] => {
  const busy = turns.filter((turn) => isNow(turn, nowMs));
  const tired = tiredOf(nights, nowMs);
  const free = fairness.people
    .filter((share) => !busy.some((turn) => isOf(turn, share)))
    .map((share) => ({ share, soonMs: soonOf(turns, share, nowMs), tired: tired.has(share.id) }))
    .sort(byRest);
  const rates = free.flatMap(({ share }) => share.perHour ?? []);
  const least = rates.reduce((low, one) => Math.min(low, one), Number.POSITIVE_INFINITY);
  return free.map((one) => {
    const { source, id, name, email } = one.share;
    return { ...{ source, id, name, email }, why: whyOf(one, least, over), soonMs: one.soonMs };
  });
};
