import { Temporal } from "temporal-polyfill";
import { type Moment, momentAt, type TimeRange } from "./types.ts";

const WEEKDAYS = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS = ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (value: number): string => String(value).padStart(2, "0");
const dayText = (at: Moment): string => `${WEEKDAYS[at.dayOfWeek]} ${at.day} ${MONTHS[at.month]}`;
const timeText = (at: Moment): string => `${two(at.hour)}:${two(at.minute)}`;
const startsDay = (at: Moment): boolean => at.startOfDay().epochMilliseconds === at.epochMilliseconds;

/** "Wed 18 Nov 14:23" in a zone. */
export const formatMoment = (atMs: number, tz: string): string => {
  const at = momentAt(atMs, tz);
  return `${dayText(at)} ${timeText(at)}`;
};

/** "Wed 18 Nov" in a zone. */
export const formatDate = (atMs: number, tz: string): string => dayText(momentAt(atMs, tz));

/** A moment of another year than the span's other end is said with its year. */
const spanMoment = (at: Moment, other: Moment): string =>
  at.year === other.year ? `${dayText(at)} ${timeText(at)}` : `${dayText(at)} ${at.year} ${timeText(at)}`;

/** Whole days as "Mon 9 Nov – Sun 15 Nov 2026", other spans with their times. */
export const formatSpan = (fromMs: number, toMs: number, tz: string): string => {
  const from = momentAt(fromMs, tz);
  const to = momentAt(toMs, tz);
  if (!startsDay(from) || !startsDay(to) || toMs <= fromMs) {
    const sameDay = from.toPlainDate().equals(to.toPlainDate());
    return `${spanMoment(from, to)} – ${sameDay ? timeText(to) : spanMoment(to, from)}`;
  }
  const last = momentAt(toMs - 1, tz);
  if (from.toPlainDate().equals(last.toPlainDate())) return `${dayText(from)} ${from.year}`;
  return `${dayText(from)}${from.year === last.year ? "" : ` ${from.year}`} – ${dayText(last)} ${last.year}`;
};

/** The resolved range with its zone: "Mon 16 Nov 00:00 – now, Europe/Berlin". */
export const formatRange = ({ fromMs, toMs, endMs, tz }: TimeRange): string =>
  `${toMs < endMs ? `${spanMoment(momentAt(fromMs, tz), momentAt(toMs, tz))} – now` : formatSpan(fromMs, toMs, tz)}, ${tz}`;

/** The parts of a day "2026-11-16" as a person writes them: Mon, 16, Nov, 2026. */
export const dayName = (
  day: string,
): { readonly weekday: string; readonly date: number; readonly month: string; readonly year: number } => {
  const date = Temporal.PlainDate.from(day);
  return {
    weekday: WEEKDAYS[date.dayOfWeek] ?? "",
    date: date.day,
    month: MONTHS[date.month] ?? "",
    year: date.year,
  };
};
