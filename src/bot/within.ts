/** How waiting for something ended. */
export type Ended<T = unknown> =
  | { readonly end: "done"; readonly value: T }
  | { readonly end: "late" }
  | { readonly end: "failed"; readonly error: unknown };

/** Waits for `work` at most `limitMs`: "done" with what came, "failed" with why, or "late" while it goes on behind. Never throws. */
export const within = async <T>(work: Promise<T>, limitMs: number): Promise<Ended<T>> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Ended<T>>((resolve) => {
    timer = setTimeout(() => resolve({ end: "late" }), limitMs);
  });
  const settled = work.then(
    (value): Ended<T> => ({ end: "done", value }),
    (error: unknown): Ended<T> => ({ end: "failed", error }),
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
};
