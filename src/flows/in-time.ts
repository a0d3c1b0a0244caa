/** Stands for an answer that did not come in time. */
export const LATE = Symbol("late");

/** What `work` answers, or LATE after that many milliseconds, while it goes on behind; leaves no timer. Throws what it throws. */
export const inTime = async <T>(work: Promise<T>, limitMs: number): Promise<T | typeof LATE> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, limitMs, LATE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
