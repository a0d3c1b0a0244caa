import type { Duty } from "../../core/duty.ts";
import type { Clock } from "../../core/log.ts";
import { ApiIncident, ApiLogEntry } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import type { Doubts } from "./doubts.ts";
import { type Due, daysOf, dutyKey } from "./due.ts";
import { readDuties } from "./duties.ts";
import { pages, TooDeep } from "./paging.ts";
import { sinceUntil, type Window } from "./slices.ts";

/** Who was on call from the beginning of a UTC day to the end of one or now. */
export interface DutySpan extends Window {
  readonly duties: readonly Duty[];
}

/** What reading needs. */
export interface Reading {
  readonly client: Client;
  readonly clock: Clock;
  readonly doubts: Doubts;
  readonly due: Due;
}

/** What the API told about one slice. */
export interface Slice extends Window {
  /** Created in the slice. */
  readonly incidents: readonly ApiIncident[];
  /** When the list of incidents was asked for. */
  readonly readAtMs: number;
  /** In the order of the API: newest first. */
  readonly entries: readonly ApiLogEntry[];
  /** Of its days, when they were due. */
  readonly duties: DutySpan | undefined;
}

const all = async <T>(list: AsyncIterable<readonly T[]>): Promise<readonly T[]> => {
  const rows: T[] = [];
  for await (const page of list) rows.push(...page);
  return rows;
};

/** A token that may not read schedules stops nothing else. */
const readDays = async ({ client, clock, doubts, due }: Reading, slice: Window): Promise<DutySpan | undefined> => {
  const days = daysOf(slice).filter((day) => due.is(dutyKey(day), day.toMs));
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return undefined;
  const span = { fromMs: first.fromMs, toMs: Math.min(last.toMs, clock()) };
  if (span.fromMs >= span.toMs) return undefined;
  const duties = await doubts.unlessLasting("who was on call", () => readDuties(client, span));
  if (duties !== "unreadable") return { ...span, duties };
  for (const day of days) due.done(dutyKey(day), day.fromMs);
  return undefined;
};

const readSlice = async (reading: Reading, slice: Window): Promise<Slice> => {
  const { client, clock } = reading;
  const readAtMs = clock();
  const window = sinceUntil(slice);
  const [incidents, entries, duties] = await Promise.all([
    all(pages(client, "/incidents", "incidents", ApiIncident, { ...window, sort_by: "created_at:asc" })),
    all(pages(client, "/log_entries", "log_entries", ApiLogEntry, { ...window, is_overview: "false" })),
    readDays(reading, slice),
  ]);
  return { ...slice, incidents, readAtMs, entries, duties };
};

/**
 * Reads a slice: its incidents, log entries and duties beside each other. TooDeep, where it is too full, is a
 * value: a slice that is read ahead must not end what is under way.
 */
export const trySlice = async (reading: Reading, slice: Window): Promise<Slice | TooDeep> => {
  try {
    return await readSlice(reading, slice);
  } catch (error) {
    if (error instanceof TooDeep) return error;
    throw error;
  }
};
