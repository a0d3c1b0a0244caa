/**
 * What `work` makes of each, in order; up to `most` run before they are asked for, and `all` is not read further than that.
 * The first that throws ends it there.
 */
export async function* ahead<T, R>(
  all: Iterable<T>,
  most: number,
  work: (one: T) => Promise<R>,
): AsyncGenerator<readonly [T, R]> {
  const running: (readonly [T, Promise<R>])[] = [];
  const waiting = all[Symbol.iterator]();
  const fill = (): void => {
    while (running.length < most) {
      const next = waiting.next();
      if (next.done) return;
      const result = work(next.value);
      // Whoever asks for it hears of it; until then it is no unhandled rejection.
      result.catch(() => undefined);
      running.push([next.value, result]);
    }
  };
  for (fill(); running.length > 0; fill())
    for (const [one, result] of running.splice(0, 1)) yield [one, await result] as const;
}
