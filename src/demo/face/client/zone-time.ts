const DIGITS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;

/** "2026-11-21T14:05" as a clock in this zone shows a moment, given in epoch seconds. */
export const toLocal = (seconds: number, tz: string): string => {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: tz, hourCycle: "h23", ...DIGITS });
  const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? "00";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
};

/** The same read back, epoch seconds; undefined for anything else. */
export const fromLocal = (text: string, tz: string): number | undefined => {
  const asUtc = Date.parse(`${text}Z`) / 1000;
  if (Number.isNaN(asUtc)) return undefined;
  const ahead = (seconds: number): number => Date.parse(`${toLocal(seconds, tz)}Z`) / 1000 - seconds;
  // The offset of the guess may be that of the other side of a clock change: asked twice, it is right.
  return asUtc - ahead(asUtc - ahead(asUtc));
};
