import type { Store } from "../../core/store.ts";
import type { Holder, Look } from "./look.ts";

/** What was last said of one schedule. */
export interface SaidShift {
  /** When the schedule was learned. */
  readonly sinceMs: number;
  /** Changes said since then. */
  readonly changes: number;
  readonly people: readonly Holder[];
  /** They are being said: kept before it is said and cleared after, so that a crash in between says it once. */
  readonly saying?: readonly Holder[] | undefined;
}

/** A change that was seen once. */
export interface Candidate {
  readonly who: string;
  readonly atMs: number;
}

/** What is to be done about a look. */
export type Verdict =
  /** Nothing changed but ends of turns and names, if anything. */
  | { readonly is: "same" }
  /** It may be over at the next look. */
  | { readonly is: "seen"; readonly candidate: Candidate }
  | { readonly is: "changed" };

/** The people of a look, whatever their order and ends. */
export const whoOf = (people: readonly Holder[]): string =>
  people
    .map(({ id }) => id)
    .sort()
    .join(" ");

/** The turn of those who are gone had come to its end, and somebody took over: no flicker. */
const isHandover = (said: SaidShift, look: Look): boolean => {
  const now = new Set(look.people.map(({ id }) => id));
  const gone = said.people.filter(({ id }) => !now.has(id));
  return (
    now.size > 0 && gone.length > 0 && gone.every(({ untilMs }) => untilMs !== null && untilMs <= look.atMs + 1_000)
  );
};

/** A turn that ended and went on to somebody else counts at once; everything else when two looks one after the other show it. */
export const judgeLook = (said: SaidShift, look: Look, candidate: Candidate | undefined): Verdict => {
  const who = whoOf(look.people);
  if (who === whoOf(said.people)) return { is: "same" };
  if (isHandover(said, look)) return { is: "changed" };
  if (candidate?.who !== who) return { is: "seen", candidate: { who, atMs: look.atMs } };
  return look.atMs > candidate.atMs ? { is: "changed" } : { is: "seen", candidate };
};

const nameOf = (scheduleId: string): string => `shift:${scheduleId}`;

/** What was last said, undefined for a schedule that was never looked at; and when it was stored. */
export const readSaid = async (
  store: Pick<Store, "known">,
  scheduleId: string,
): Promise<{ readonly said: SaidShift; readonly atMs: number } | undefined> => {
  const row = await store.known.read(nameOf(scheduleId));
  if (!row) return undefined;
  const said: SaidShift = JSON.parse(row.value);
  return { said, atMs: row.atMs };
};

/** Remembers it, for all processes. */
export const saveSaid = (
  store: Pick<Store, "known">,
  scheduleId: string,
  said: SaidShift,
  nowMs: number,
): Promise<void> => store.known.save(nameOf(scheduleId), JSON.stringify(said), nowMs);
