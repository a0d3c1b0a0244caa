import { fromWall } from "./chart-time.ts";

const timeOf = (name: string, tz: string, hour: number): number => {
  const [year = 0, month = 0, day = 0] = name.split("-").map(Number);
  return fromWall({ year, month, day, hour, minute: 0 }, tz);
};

/** An hour of each day "2026-11-16" in a zone, epoch milliseconds. */
export const daysAt = (days: readonly string[], tz: string, hour: number): readonly number[] =>
  days.map((name) => timeOf(name, tz, hour));

/** From the beginning of the first to the end of the last day. */
export const spanOfDays = (days: readonly string[], tz: string): { readonly fromMs: number; readonly toMs: number } => {
  const [first, last] = [days[0], days.at(-1)];
  return first === undefined || last === undefined
    ? { fromMs: 0, toMs: 1 }
    : { fromMs: timeOf(first, tz, 0), toMs: timeOf(last, tz, 24) };
};
