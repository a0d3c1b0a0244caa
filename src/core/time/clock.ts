import { Temporal } from "temporal-polyfill";

const TIME =
  /^(?:at )?(?:(?<hour>\d{1,2})(?::(?<minute>\d{2})(?::(?<second>\d{2}))?)?(?: ?(?<half>am|pm))?|(?<word>noon|midnight))$/;

/** "9am", "09:00", "noon" -> wall time; undefined for other words, a bare number is no time. */
export const timeOf = (text: string): Temporal.PlainTime | undefined => {
  const { hour, minute, second, half, word } = TIME.exec(text)?.groups ?? {};
  if (word !== undefined) return Temporal.PlainTime.from({ hour: word === "noon" ? 12 : 0 });
  if (hour === undefined || (minute === undefined && half === undefined)) return undefined;
  const given = Number(hour);
  if (half !== undefined && (given < 1 || given > 12)) return undefined;
  const hour24 = half === undefined ? given : (given % 12) + (half === "pm" ? 12 : 0);
  if (hour24 > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return undefined;
  return Temporal.PlainTime.from({ hour: hour24, minute: Number(minute ?? 0), second: Number(second ?? 0) });
};
