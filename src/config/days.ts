/** Names of the days of the week, Monday first. */
export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const dayOf = (word: string): number => (word.length < 2 ? 0 : DAYS.findIndex((day) => day.startsWith(word)) + 1);

const rangeOf = (part: string): readonly number[] | undefined => {
  const [first = "", last = first] = part.split("-");
  const [from, to] = [dayOf(first), dayOf(last)];
  if (from === 0 || to === 0 || part.split("-").length > 2) return undefined;
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => ((from - 1 + index) % 7) + 1);
};

/** "mon-fri", "sat, sun", "fri-mon" -> days 1 (Monday) to 7; undefined for other words. */
export const readDays = (text: string): readonly number[] | undefined => {
  const parts = text.toLowerCase().replace(/\s+/g, "").split(",");
  const days = parts.map(rangeOf);
  const found = days.flatMap((range) => range ?? []);
  return days.includes(undefined) ? undefined : [...new Set(found)].sort((a, b) => a - b);
};

/** "09:00" -> minutes of the day; "24:00" is its end; undefined for other words. */
export const readMinute = (text: string): number | undefined => {
  const [, hour = "", minute = ""] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const at = Number(hour) * 60 + Number(minute);
  return hour === "" || Number(minute) > 59 || at > 24 * 60 ? undefined : at;
};
