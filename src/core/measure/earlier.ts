import { type LinkArg, usage } from "../args.ts";
import { createZoneClock } from "../time/zone-clock.ts";
import type { MeasureWindow } from "./data.ts";

/** How long before a graph's range lies what it is compared with. */
export interface Earlier {
  /** As it is written: "1w". */
  readonly text: string;
  /** "1 w earlier". */
  readonly words: string;
  readonly ms: number;
  /** Days and weeks go by the calendar: the same hours on the wall, also when clocks changed in between. */
  readonly calendar: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const UNIT_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };
const SHAPE = /^(\d{1,4})\s*(m|h|d|w)$/;

/** "1w", "28d", "1h", "30m" -> how long before. Throws Failure("usage") for anything else and above 366 days. */
export const parseEarlier = (text: string): Earlier => {
  const [, count = "", unit = ""] = SHAPE.exec(text.trim().toLowerCase()) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  if (ms >= MINUTE_MS && ms <= 366 * DAY_MS)
    return {
      text: `${Number(count)}${unit}`,
      words: `${Number(count)} ${unit === "m" ? "min" : unit} earlier`,
      ms,
      calendar: ms >= DAY_MS && (unit === "d" || unit === "w"),
    };
  throw usage(
    `vs ${text.slice(0, 40)}`,
    `I cannot compare with "${text.slice(0, 40)}". Write how long before, like 1h, 1d, 1w or 28d.`,
  );
};

const read = (text: string | null | undefined): string | undefined =>
  text === undefined || text === null || text.trim() === "" ? undefined : parseEarlier(text).text;

/** The argument: "1w", or nothing. Throws Failure("usage"). */
export const earlierArg = (): LinkArg<string | undefined> => ({
  text: "label",
  usage: "[vs:1w]",
  parse: read,
  fromQuery: (query, name) => read(query.get(name)),
  toQuery: (value, query, name) => {
    if (value !== undefined) query.append(name, value);
  },
});

/**
 * The moment that is shown at another: so long before it, or when clocks of the zone showed the same so many days before;
 * undefined where they skipped that hour. Of an hour that came twice it is the first.
 */
export const earlierClock = (
  { ms, calendar }: Earlier,
  { fromMs, toMs, tz }: MeasureWindow,
): ((atMs: number) => number | undefined) => {
  if (!calendar) return (atMs) => atMs - ms;
  const { wallMs } = createZoneClock(tz, fromMs - ms - 3 * DAY_MS, toMs + 3 * DAY_MS);
  const offsetMs = (atMs: number): number => wallMs(atMs) - atMs;
  return (atMs) => {
    const wanted = wallMs(atMs) - ms;
    const before = wanted - offsetMs(wanted - DAY_MS);
    const after = wanted - offsetMs(wanted + DAY_MS);
    return [before, after].filter((one) => wallMs(one) === wanted).sort((a, b) => a - b)[0];
  };
};

/** The window that a window is compared with. */
export const earlierWindow = (earlier: Earlier, window: MeasureWindow): MeasureWindow => {
  const at = earlierClock(earlier, window);
  const { fromMs, toMs, tz } = window;
  const start = at(fromMs) ?? fromMs - earlier.ms;
  return { fromMs: start, toMs: Math.max(start + MINUTE_MS, at(toMs) ?? toMs - earlier.ms), tz };
};

/** Values of earlier times on the times that are shown: each the nearest there was, within half a step; null where there is none. */
export const alignEarlier = (
  values: readonly (number | null)[],
  from: { readonly timesMs: readonly number[]; readonly stepMs: number },
  shownMs: readonly number[],
  earlierAt: (atMs: number) => number | undefined,
): readonly (number | null)[] => {
  const { timesMs, stepMs } = from;
  const first = timesMs[0];
  if (first === undefined || stepMs <= 0) return shownMs.map(() => null);
  return shownMs.map((shown) => {
    const wanted = earlierAt(shown);
    if (wanted === undefined) return null;
    const place = Math.round((wanted - first) / stepMs);
    const there = timesMs[place];
    return there === undefined || Math.abs(there - wanted) > stepMs / 2 ? null : (values[place] ?? null);
  });
};
