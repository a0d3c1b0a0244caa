import type { CollectPace, Setting } from "../core/integration.ts";

/** Settings by what they set, each with the name it has. */
interface PaceNames {
  readonly minutes: string;
  readonly overlap: string;
  readonly days: string;
}

/** The three settings of a collector's pace, to be declared under its own names. */
export const paceAbout = {
  minutes: { about: "minutes between two readings", byDefault: "60" },
  overlap: { about: "minutes that each reading reads again, for what appears late", byDefault: "60" },
  days: {
    asking: true,
    about: "days of history that the first reading reads; HISTORY_DAYS when not set",
    example: "90",
  },
} as const satisfies Readonly<Record<keyof PaceNames, Setting>>;

type Values = Readonly<Record<string, string | undefined>>;

const MOST: Readonly<Record<keyof PaceNames, number>> = { minutes: 1_440, overlap: 10_080, days: 3_650 };
const KEYS = ["minutes", "overlap", "days"] as const;

const isWhole = (text: string, most: number): boolean =>
  /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most;

/** What is wrong with them, each as a sentence. */
export const checkPace = (names: PaceNames, values: Values): readonly string[] =>
  KEYS.flatMap((key) => {
    const text = values[names[key]];
    return text === undefined || isWhole(text, MOST[key])
      ? []
      : [`${names[key]} is "${text}". It takes a whole number from 1 to ${MOST[key]}.`];
  });

/** What they are set to, in milliseconds. */
export const paceOf = (names: PaceNames, values: Values): CollectPace => {
  const times = (key: keyof PaceNames, unitMs: number): number | undefined => {
    const text = values[names[key]];
    return text === undefined ? undefined : Number(text) * unitMs;
  };
  return {
    everyMs: times("minutes", 60_000),
    overlapMs: times("overlap", 60_000),
    firstMs: times("days", 86_400_000),
  };
};
