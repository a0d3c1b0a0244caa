/** Repeatable chance: the same seed gives the same row of numbers, ids and choices. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Whole number in [min, max]. */
  int(min: number, max: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** `prefix` and random upper-case letters and digits, `length` long in all. */
  id(prefix: string, length: number): string;
  hex(length: number): string;
}

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** mulberry32: small and even enough for made-up data; not for secrets that matter. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const letters = (count: number, base: number): string => {
    let text = "";
    while (text.length < count) text += LETTERS[int(0, base - 1)];
    return text;
  };
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (from) => from[int(0, from.length - 1)] ?? from[0],
    id: (prefix, length) => prefix + letters(length - prefix.length, 36),
    hex: (length) => letters(length, 16).toLowerCase(),
  };
};
