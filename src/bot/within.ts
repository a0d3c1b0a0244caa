/** How waiting for something ended. */
export type Ended =
  | { readonly end: "done" }
  | { readonly end: "late" }
  | { readonly end: "failed"; readonly error: unknown };

/** Waits for `work` at most `limitMs`: "done", "failed" with why, or "late" while it goes on behind. Never throws. */
export const within = async (work: Promise<unknown>, limitMs: number): Promise<Ended> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Ended>((resolve) => {
    timer = setTimeout(() => resolve({ end: "late" }), limitMs);
  });
  const settled = work.then(
    (): Ended => ({ end: "done" }),
    (error: unknown): Ended => ({ end: "failed", error }),
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
};
