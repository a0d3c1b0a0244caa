import type { TimeWindow } from "./responding.ts";

/** One shift as words and forms name it: schedule by id at the pager, half-open. */
export interface ShiftRef extends TimeWindow {
  readonly scheduleId: string;
}

/** "PABC123@1763370000-1763974800": id of the schedule, beginning and end in epoch seconds. */
export const formatShiftRef = ({ scheduleId, fromMs, toMs }: ShiftRef): string =>
  `${scheduleId}@${Math.floor(fromMs / 1_000)}-${Math.floor(toMs / 1_000)}`;

/** The same read back; undefined for other words. */
export const readShiftRef = (text: string): ShiftRef | undefined => {
  const [, scheduleId, from, to] = /^([\w.:-]{1,100})@(\d{1,11})-(\d{1,11})$/.exec(text.trim()) ?? [];
  if (scheduleId === undefined) return undefined;
  const [fromMs, toMs] = [Number(from) * 1_000, Number(to) * 1_000];
  return toMs > fromMs ? { scheduleId, fromMs, toMs } : undefined;
};
