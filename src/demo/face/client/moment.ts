const DAY_MS = 86_400_000;

const format = (atMs: number, tz: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: tz, ...options }).format(atMs);

/** "2026-11-21" in a zone. */
export const dayKey = (atMs: number, tz: string): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: tz, year: "numeric", month: "2-digit", day: "2-digit" }).format(atMs);

/** "14:05". */
export const clockTime = (atMs: number, tz: string): string =>
  format(atMs, tz, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** "today", "yesterday", "tomorrow", or undefined for other days. */
const nearDay = (atMs: number, tz: string, nowMs: number): string | undefined => {
  const day = dayKey(atMs, tz);
  if (day === dayKey(nowMs, tz)) return "today";
  if (day === dayKey(nowMs - DAY_MS, tz)) return "yesterday";
  return day === dayKey(nowMs + DAY_MS, tz) ? "tomorrow" : undefined;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "Today", "Yesterday", "Saturday, 21 November". */
export const dayName = (atMs: number, tz: string, nowMs: number): string =>
  capital(nearDay(atMs, tz, nowMs) ?? format(atMs, tz, { weekday: "long", day: "numeric", month: "long" }));

/** "Saturday 21 November 2026, 14:05:09". */
export const wholeMoment = (atMs: number, tz: string): string =>
  format(atMs, tz, { dateStyle: "full", timeStyle: "medium", hourCycle: "h23" });

const UNITS = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3600 },
  { name: "minute", seconds: 60 },
] as const;

/** "just now", "3 minutes ago", "in 2 hours". */
export const agoWords = (atMs: number, nowMs: number): string => {
  const seconds = Math.round((nowMs - atMs) / 1000);
  const unit = UNITS.find((one) => Math.abs(seconds) >= one.seconds);
  if (unit === undefined) return "just now";
  const count = Math.floor(Math.abs(seconds) / unit.seconds);
  const words = `${count} ${unit.name}${count === 1 ? "" : "s"}`;
  return seconds > 0 ? `${words} ago` : `in ${words}`;
};

const LONG = { day: "numeric", month: "long", year: "numeric" } as const;
const SHORT = { day: "numeric", month: "short", year: "numeric" } as const;

type Token = (atMs: number, tz: string, nowMs: number) => string;

const day =
  (options: Intl.DateTimeFormatOptions): Token =>
  (atMs, tz) =>
    format(atMs, tz, options);
const pretty =
  (options: Intl.DateTimeFormatOptions): Token =>
  (atMs, tz, nowMs) =>
    nearDay(atMs, tz, nowMs) ?? format(atMs, tz, options);

const TOKENS: Readonly<Record<string, Token>> = {
  date_num: (atMs, tz) => dayKey(atMs, tz),
  date_slash: day({ day: "2-digit", month: "2-digit", year: "numeric" }),
  date: day(LONG),
  date_short: day(SHORT),
  date_long: day({ weekday: "long", ...LONG }),
  date_pretty: pretty(LONG),
  date_short_pretty: pretty(SHORT),
  date_long_pretty: pretty({ weekday: "long", ...LONG }),
  time: clockTime,
  time_secs: day({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
  ago: (atMs, _tz, nowMs) => agoWords(atMs, nowMs),
};

/**
 * "{date_short_pretty} {time}" of a moment in a zone; undefined when a token is unknown
 * (https://docs.slack.dev/messaging/formatting-message-text#date-formatting).
 */
export const formatMoment = (form: string, atMs: number, tz: string, nowMs: number): string | undefined => {
  const tokens = [...form.matchAll(/\{([a-z_]+)\}/g)].map(([, name = ""]) => name);
  if (tokens.length === 0 || tokens.some((name) => TOKENS[name] === undefined)) return undefined;
  const words = form.replaceAll(/\{([a-z_]+)\}/g, (_all, name: string) => TOKENS[name]?.(atMs, tz, nowMs) ?? "");
  return form.startsWith("{date") ? capital(words) : words;
};
