import type { Alert } from "../../core/alert.ts";
import { factsOf, matches } from "../../core/match.ts";
import type { ExpectedBeat } from "../../core/policy.ts";

/** A sign of life that was heard. */
export interface Beat {
  readonly name: string;
  readonly source: string;
  readonly atMs: number;
}

const asksNothing = ({ match: { labels = {}, words = [] } }: ExpectedBeat): boolean =>
  Object.keys(labels).length === 0 && words.length === 0;

/** A Watchdog that is resolved is no sign of life: its Prometheus stopped saying so. */
const counts = (beat: ExpectedBeat, alert: Alert): boolean =>
  alert.state !== "resolved" && matches(beat.match, factsOf(alert));

/** The expected signs of life in one delivery that could be read; one that says nothing counts where anything does. */
export const beatsOf = (
  source: string,
  alerts: readonly Alert[],
  atMs: number,
  expected: readonly ExpectedBeat[],
): readonly Beat[] =>
  expected
    .filter((beat) => beat.source === source && (asksNothing(beat) || alerts.some((alert) => counts(beat, alert))))
    .map(({ name }) => ({ name, source, atMs }));

/** Whether an alert is a sign of life and no news; its end neither, for its silence is said. */
export const isOnlyBeat = (alert: Alert, expected: readonly ExpectedBeat[]): boolean =>
  expected.some((beat) => beat.hidden && beat.source === alert.source && matches(beat.match, factsOf(alert)));

/** The newest of each name. */
export const newestBeats = (beats: readonly Beat[]): readonly Beat[] => {
  const newest = new Map<string, Beat>();
  for (const beat of beats) if (beat.atMs >= (newest.get(beat.name)?.atMs ?? 0)) newest.set(beat.name, beat);
  return [...newest.values()];
};
