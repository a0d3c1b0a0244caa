const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MIN = 1440;
/** Clocks are put on or back by less than this: what lies farther outside a range needs no zone to be known as outside. */
const SLACK_MS = 3 * 60 * MINUTE_MS;
const HOUR_MIN = 60;
/** From here on steps are months of the calendar, of 30 days each. */
const MONTH_MIN = 30 * DAY_MIN;
const YEAR_MIN = 12 * MONTH_MIN;
const STEPS_MIN = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, DAY_MIN, 2 * DAY_MIN, 7 * DAY_MIN, 14 * DAY_MIN],
  ...[1, 2, 3, 4, 6, 12].map((months) => months * MONTH_MIN),
];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** A clock on a wall; month 1-12. Numbers past their end roll over, as in Date.UTC. */
export interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (tz: string): Intl.DateTimeFormat => {
  const known = formats.get(tz);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: tz,
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" },
  });
  formats.set(tz, made);
  return made;
};

/** What the clocks of an IANA zone show at a moment. Throws RangeError for a zone that does not exist. */
export const toWall = (atMs: number, tz: string): Wall => {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(tz).formatToParts(atMs)) part[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = part;
  return { year, month, day, hour, minute };
};

const asUtcMs = (wall: Wall): number => Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);

const offsetMs = (atMs: number, tz: string): number =>
  asUtcMs(toWall(atMs, tz)) - Math.floor(atMs / MINUTE_MS) * MINUTE_MS;

/** The moment at which clocks of a zone show this; a skipped hour gives the moment after the jump. */
export const fromWall = (wall: Wall, tz: string): number => {
  const utcMs = asUtcMs(wall);
  const guess = utcMs - offsetMs(utcMs, tz);
  const settled = utcMs - offsetMs(guess, tz);
  return offsetMs(settled, tz) === offsetMs(guess, tz) ? settled : Math.max(guess, settled);
};

/** Both moments of an hour that comes twice, else the one that there is. */
const momentsOf = (wall: Wall, tz: string): readonly number[] => {
  const utcMs = asUtcMs(wall);
  const both = [utcMs - offsetMs(utcMs - DAY_MS, tz), utcMs - offsetMs(utcMs + DAY_MS, tz)];
  const there = both.filter((at) => at + offsetMs(at, tz) === utcMs);
  return there.length > 0 ? there : [fromWall(wall, tz)];
};

/** Round clocks from a day on until the end: minutes of each day, or first days of months. */
const roundWalls = (first: Wall, minutes: number, stepMin: number): readonly Wall[] => {
  const walls: Wall[] = [];
  const add = (month: number, day: number, minute: number): number =>
    walls.push({ year: first.year, month, day, hour: 0, minute });
  const lastMonth = first.month + Math.ceil(minutes / MONTH_MIN) + 1;
  if (stepMin >= MONTH_MIN) for (let month = 1; month <= lastMonth; month += stepMin / MONTH_MIN) add(month, 1, 0);
  const days = stepMin >= MONTH_MIN ? -1 : Math.ceil(minutes / DAY_MIN) + 1;
  for (let day = 0; day <= days; day += Math.max(1, stepMin / DAY_MIN))
    for (let minute = 0; minute < DAY_MIN; minute += stepMin) add(first.month, first.day + day, minute);
  return walls;
};

/** Round moments of a zone within [fromMs, toMs], at most about `count`, and the step between them in minutes. */
export const timeTicks = (
  fromMs: number,
  toMs: number,
  tz: string,
  count: number,
): { readonly atMs: readonly number[]; readonly stepMin: number } => {
  const minutes = Math.max(1, (toMs - fromMs) / MINUTE_MS);
  const stepMin = STEPS_MIN.find((step) => minutes / step <= count) ?? Math.ceil(minutes / count / YEAR_MIN) * YEAR_MIN;
  const first = toWall(fromMs, tz);
  const [low, high] = [asUtcMs(first) - SLACK_MS, asUtcMs(toWall(toMs, tz)) + SLACK_MS];
  const near = roundWalls(first, minutes, stepMin).filter((wall) => asUtcMs(wall) >= low && asUtcMs(wall) <= high);
  const all = near.flatMap((wall) => (stepMin <= HOUR_MIN ? momentsOf(wall, tz) : [fromWall(wall, tz)]));
  const atMs = new Set(all.filter((at) => at >= fromMs && at <= toMs));
  return { atMs: [...atMs].sort((a, b) => a - b), stepMin };
};

const two = (value: number): string => String(value).padStart(2, "0");

const weekday = (wall: Wall): string => WEEKDAYS[new Date(asUtcMs(wall)).getUTCDay()] ?? "";

/** "16 Nov". */
export const formatDay = (wall: Wall): string => `${wall.day} ${MONTHS[wall.month - 1] ?? ""}`;

/** "UTC+2", "UTC-3:30": how far the clocks of a zone are ahead at a moment. */
export const formatOffset = (atMs: number, tz: string): string => {
  const minutes = offsetMs(atMs, tz) / MINUTE_MS;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "-" : "+"}${hours}${rest === 0 ? "" : `:${two(rest)}`}`;
};

/** A tick's words: "14:30" within a day, with its offset where clocks show it twice; a day's or a month's name in two lines. */
export const formatTick = (atMs: number, tz: string, stepMin: number): string | string[] => {
  const wall = toWall(atMs, tz);
  if (stepMin >= MONTH_MIN) return [MONTHS[wall.month - 1] ?? "", String(wall.year)];
  if (stepMin > 7 * DAY_MIN) return [formatDay(wall), String(wall.year)];
  const isDay = stepMin >= DAY_MIN || (wall.hour === 0 && wall.minute === 0);
  const words = isDay ? [weekday(wall), formatDay(wall)] : [`${two(wall.hour)}:${two(wall.minute)}`];
  const isTwice = stepMin < DAY_MIN && new Set(momentsOf(wall, tz)).size > 1;
  const [only = "", ...more] = isTwice ? [...words, formatOffset(atMs, tz)] : words;
  return more.length === 0 ? only : [only, ...more];
};

/** "Sat 21 Nov 2026, 14:23" in the zone. */
export const formatMoment = (atMs: number, tz: string): string => {
  const wall = toWall(atMs, tz);
  return `${weekday(wall)} ${formatDay(wall)} ${wall.year}, ${two(wall.hour)}:${two(wall.minute)}`;
};

/** "Sat 21 Nov 2026" in the zone. */
export const formatDate = (atMs: number, tz: string): string => formatMoment(atMs, tz).slice(0, -7);

/** Whether each time stands for a day: all of them midnight, or all of them noon; the hour then says nothing. */
export const isDaily = (timesMs: readonly number[], tz: string): boolean => {
  const hourOf = (atMs: number): string => formatMoment(atMs, tz).slice(-5);
  const [first] = timesMs;
  if (first === undefined || !["00:00", "12:00"].includes(hourOf(first))) return false;
  return timesMs.every((at) => hourOf(at) === hourOf(first));
};

/** "2026-11-16" -> ["Mon", "16 Nov"]; anything else stays as it is. */
export const formatCategory = (category: string): string | string[] => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(category);
  if (!match) return category;
  const wall = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]), hour: 0, minute: 0 };
  return [weekday(wall), formatDay(wall)];
};
