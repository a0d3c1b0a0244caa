const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:s|secs?|seconds?)$/, 1_000],
  [/^(?:m|mins?|minutes?)$/, 60_000],
  [/^(?:h|hrs?|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, 86_400_000],
  [/^(?:w|weeks?)$/, 7 * 86_400_000],
];

/** What a time span looks like, for editors. */
export const DURATION_PATTERN = "^\\s*(\\d+(\\.\\d+)?\\s*[A-Za-z]+\\s*)+$";

/** "10 min", "2h", "1 day 12 h" -> milliseconds; undefined for other words and for nothing at all. */
export const readDuration = (text: string): number | undefined => {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/gi)];
  if (parts.length === 0 || parts.map(([all]) => all).join("") !== text.trim()) return undefined;
  let sum = 0;
  for (const [, count = "", unit = ""] of parts) {
    const ms = UNITS.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1];
    if (ms === undefined) return undefined;
    sum += Number(count) * ms;
  }
  return sum > 0 && sum <= 366 * 86_400_000 ? Math.round(sum) : undefined;
};
