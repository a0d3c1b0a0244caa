const MINUTE_MS = 60_000;
const DAY_MIN = 1440;
/** Clocks are put on or back by less than this: what lies farther outside a range needs no zone to be known as outside. */
const SLACK_MS = 3 * 60 * MINUTE_MS;
const STEPS_MIN = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 20_160, 43_200, 129_600, 525_600];
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

/** Round moments of a zone within [fromMs, toMs], at most about `count`, and the step between them in minutes. */
export const timeTicks = (
  fromMs: number,
  toMs: number,
  tz: string,
  count: number,
): { readonly atMs: readonly number[]; readonly stepMin: number } => {
  const minutes = Math.max(1, (toMs - fromMs) / MINUTE_MS);
  const stepMin = STEPS_MIN.find((step) => minutes / step <= count) ?? Math.ceil(minutes / count / DAY_MIN) * DAY_MIN;
  const first = toWall(fromMs, tz);
  const [low, high] = [asUtcMs(first) - SLACK_MS, asUtcMs(toWall(toMs, tz)) + SLACK_MS];
  const atMs = new Set<number>();
  const days = Math.ceil(minutes / DAY_MIN) + 1;
  for (let day = 0; day <= days; day += Math.max(1, stepMin / DAY_MIN)) {
    for (let minute = 0; minute < DAY_MIN; minute += stepMin) {
      const wall = { ...first, day: first.day + day, hour: 0, minute };
      if (asUtcMs(wall) < low || asUtcMs(wall) > high) continue;
      const at = fromWall(wall, tz);
      if (at >= fromMs && at <= toMs) atMs.add(at);
    }
  }
  return { atMs: [...atMs].sort((a, b) => a - b), stepMin };
};

const two = (value: number): string => String(value).padStart(2, "0");

const weekday = (wall: Wall): string => WEEKDAYS[new Date(asUtcMs(wall)).getUTCDay()] ?? "";

/** "16 Nov". */
export const formatDay = (wall: Wall): string => `${wall.day} ${MONTHS[wall.month - 1] ?? ""}`;

/** A tick's words: "14:30" within a day; where a day begins its name and date, in two lines. */
export const formatTick = (atMs: number, tz: string, stepMin: number): string | string[] => {
  const wall = toWall(atMs, tz);
  if (stepMin < DAY_MIN && (wall.hour > 0 || wall.minute > 0)) return `${two(wall.hour)}:${two(wall.minute)}`;
  if (stepMin <= 10_080) return [weekday(wall), formatDay(wall)];
  return [formatDay(wall), String(wall.year)];
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
