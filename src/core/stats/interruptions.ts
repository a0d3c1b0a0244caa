import { dayOfWall, hourOfWall, weekdayOf } from "../time/zone-clock.ts";
import { compareText, type Roster, type Someone } from "./roster.ts";
import type { Span, StatsFact } from "./rows.ts";

/** Notifications of one person within this long of the last counted one are the same interruption, milliseconds. */
const SAME_INTERRUPTION_MS = 60_000;

/** Facts read from before a range, so that a burst of notifications that runs into it is counted where it began. */
export const BURST_MS = 10 * 60_000;

/** Part of a day in a person's own zone. */
export type DayPart = "sleep" | "business" | "off";

/** One person was interrupted. */
export interface Interruption {
  readonly person: Someone;
  readonly atMs: number;
  /** Wall time of the person as if it were UTC, milliseconds. */
  readonly wallMs: number;
  readonly part: DayPart;
  /** What its first notification says; of several at one millisecond, the one with the first incident key. */
  readonly fact: StatsFact;
}

/** Whether a fact is a notification that interrupts: push, SMS or phone to somebody; e-mail never does. */
export const interrupts = ({ kind, channel, personId }: StatsFact): boolean =>
  kind === "notified" && personId !== undefined && (channel === "push" || channel === "sms" || channel === "phone");

/** Whether a wall time lies between 22:00 and 08:00. */
const isNight = (wallMs: number): boolean => {
  const hour = hourOfWall(wallMs);
  return hour >= 22 || hour < 8;
};

/** Sleep 22-08 every day, tested first; business 08-18 Monday to Friday; the rest is off. */
export const partOf = (wallMs: number): DayPart => {
  if (isNight(wallMs)) return "sleep";
  return hourOfWall(wallMs) < 18 && weekdayOf(dayOfWall(wallMs)) <= 5 ? "business" : "off";
};

/** The day number of the evening that a wall time at night belongs to. */
export const eveningOf = (wallMs: number): number => dayOfWall(wallMs) - (hourOfWall(wallMs) < 8 ? 1 : 0);

const inOrder = (a: StatsFact, b: StatsFact): number => a.atMs - b.atMs || compareText(a.incidentKey, b.incidentKey);

const sorted = (facts: readonly StatsFact[]): readonly StatsFact[] => {
  let before: StatsFact | undefined;
  for (const fact of facts) {
    if (before && inOrder(before, fact) > 0) return [...facts].sort(inOrder);
    before = fact;
  }
  return facts;
};

/**
 * Visits every notification that interrupts, in order of time, and says whether it is counted: those within 60 s of the
 * last counted one of the same person are the same interruption (https://support.pagerduty.com/main/docs/responder-insights).
 */
export const eachNotification = (
  facts: readonly StatsFact[],
  roster: Roster,
  visit: (person: Someone, fact: StatsFact, counts: boolean) => void,
): void => {
  const lastCountedMs = new Map<Someone, number>();
  for (const fact of sorted(facts.filter(interrupts))) {
    const person = roster.of(fact.source, fact.personId ?? "");
    const last = lastCountedMs.get(person);
    const counts = last === undefined || fact.atMs - last > SAME_INTERRUPTION_MS;
    if (counts) lastCountedMs.set(person, fact.atMs);
    visit(person, fact, counts);
  }
};

/** A counted notification as an interruption. */
export const interruptionOf = (person: Someone, fact: StatsFact): Interruption => {
  const wallMs = person.clock.wallMs(fact.atMs);
  return { person, atMs: fact.atMs, wallMs, part: partOf(wallMs), fact };
};

/** Interruptions within each of the (disjoint) spans, oldest first. Facts before a span only say what was counted already. */
export const interruptionsIn = (
  facts: readonly StatsFact[],
  roster: Roster,
  spans: readonly Span[],
): readonly (readonly Interruption[])[] => {
  const found = spans.map((): Interruption[] => []);
  eachNotification(facts, roster, (person, fact, counts) => {
    if (!counts) return;
    const at = spans.findIndex(({ fromMs, toMs }) => fact.atMs >= fromMs && fact.atMs < toMs);
    found[at]?.push(interruptionOf(person, fact));
  });
  return found;
};
