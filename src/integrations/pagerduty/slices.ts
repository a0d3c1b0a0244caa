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

/** The parts of the window that lie in one UTC day each, oldest first. */
export const slicesOf = (window: Window): readonly Window[] => {
  const { fromMs, toMs } = aligned(window);
  const slices: Window[] = [];
  for (let start = fromMs; start < toMs; start = slices.at(-1)?.toMs ?? toMs)
    slices.push({ fromMs: start, toMs: Math.min((Math.floor(start / DAY_MS) + 1) * DAY_MS, toMs) });
  return slices;
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
