/** Answers that are kept for a while. */
export interface Remembered<T> {
  /** Those who ask at the same time share one request; what fails is not kept. */
  get(key: string): Promise<T>;
  /** The newest answer, however old. */
  known(key: string): T | undefined;
}

const MOST = 100;

/** Keeps what was read for a while, by key; the newest 100. */
export const remember = <T>(freshMs: number, clock: () => number, read: (key: string) => Promise<T>): Remembered<T> => {
  const kept = new Map<string, { readonly value: T; readonly atMs: number }>();
  const asking = new Map<string, Promise<T>>();
  const ask = async (key: string): Promise<T> => {
    try {
      const value = await read(key);
      kept.delete(key);
      kept.set(key, { value, atMs: clock() });
      const oldest = kept.size > MOST ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      return value;
    } finally {
      asking.delete(key);
    }
  };
  return {
    known: (key) => kept.get(key)?.value,
    async get(key) {
      const found = kept.get(key);
      if (found && clock() - found.atMs < freshMs) return found.value;
      const running = asking.get(key) ?? ask(key);
      asking.set(key, running);
      return running;
    },
  };
};
