import type { Alert } from "../../src/core/alert.ts";

/** An alert of one problem at a time, for tests of the reducers. */
export const alert = (state: Alert["state"], atMs: number, more: Partial<Alert> = {}): Alert => ({
  source: "prometheus",
  key: "disk:web1",
  eventId: `${more.key ?? ""}${more.member ?? ""}${state}-${atMs}`,
  state,
  severity: "error",
  title: "Disk is full",
  atMs,
  labels: {},
  details: [],
  ...more,
});

/** Numbers in [0, 1) that are the same in each run (mulberry32). */
export const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** The same things in another order. */
export const shuffled = <T>(items: readonly T[], random: () => number): readonly T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
