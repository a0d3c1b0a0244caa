/** What `work` makes of each, in order; up to `most` run before they are asked for. The first that throws ends it there. */
export async function* ahead<T, R>(
  all: readonly T[],
  most: number,
  work: (one: T) => Promise<R>,
): AsyncGenerator<readonly [T, R]> {
  const running: (readonly [T, Promise<R>])[] = [];
  let next = 0;
  const fill = (): void => {
    for (const one of all.slice(next, next + most - running.length)) {
      const result = work(one);
      // Whoever asks for it hears of it; until then it is no unhandled rejection.
      result.catch(() => undefined);
      running.push([one, result]);
      next += 1;
    }
  };
  for (fill(); running.length > 0; fill())
    for (const [one, result] of running.splice(0, 1)) yield [one, await result] as const;
}
