/** Half-open [fromMs, toMs). */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** The window on whole seconds: the API shows times without milliseconds, so a cut within a second could lose an entry. */
const aligned = ({ fromMs, toMs }: Window): Window => ({
  fromMs: Math.floor(fromMs / SECOND_MS) * SECOND_MS,
  toMs: Math.ceil(toMs / SECOND_MS) * SECOND_MS,
});

/** Rows that a slice should bring: many full pages, and far from the 10,000 that paging ends at. */
const WANTED = 3_000;
const MOST_DAYS = 28;

/** Slices of whole UTC days, oldest first. */
export interface Slices extends Iterable<Window> {
  /** How many rows a slice brought: the next ones get so long that pages are full, at most four weeks. */
  brought(slice: Window, rows: number): void;
}

/** The window in slices: a day each until it is known how much a day brings. */
export const slicesOf = (window: Window): Slices => {
  const { fromMs, toMs } = aligned(window);
  let days = 1;
  return {
    *[Symbol.iterator]() {
      for (let start = fromMs; start < toMs; ) {
        const end = Math.min((Math.floor(start / DAY_MS) + days) * DAY_MS, toMs);
        yield { fromMs: start, toMs: end };
        start = end;
      }
    },
    brought(slice, rows) {
      const perDay = rows / ((slice.toMs - slice.fromMs) / DAY_MS);
      days = Math.min(MOST_DAYS, days * 2, Math.max(1, Math.floor(WANTED / Math.max(perDay, 1))));
    },
  };
};

/** Two halves, oldest first; undefined when the slice is a second or less. */
export const halvesOf = ({ fromMs, toMs }: Window): readonly [Window, Window] | undefined => {
  const middle = Math.floor((fromMs + toMs) / 2 / SECOND_MS) * SECOND_MS;
  return middle > fromMs && middle < toMs
    ? [
        { fromMs, toMs: middle },
        { fromMs: middle, toMs },
      ]
    : undefined;
};

/** As query parameters. */
export const sinceUntil = ({ fromMs, toMs }: Window): { readonly since: string; readonly until: string } => ({
  since: new Date(fromMs).toISOString(),
  until: new Date(toMs).toISOString(),
});
