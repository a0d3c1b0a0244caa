/** Colours that names share; the palette's next one, a grey, is for all others together. */
export const HUES = 8;

/** Colours behind the grey, for those who come when all others are taken. */
const MORE_HUES = 4;

const hueOf = (name: string): number =>
  [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521, 7) % HUES;

/**
 * In the order of their names, each with a place in the palette that comes from the name: while one watches, a colour
 * stays with its name though another gets ahead. Of two that want the same place, the later takes the next free one; twelve
 * are told apart.
 */
export const steadyHues = <T extends { readonly name: string }>(
  all: readonly T[],
): readonly (T & { hue: number })[] => {
  const taken = new Set<number>();
  return all
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((one) => {
      let hue = taken.size < HUES ? hueOf(one.name) : HUES + 1 + ((taken.size - HUES) % MORE_HUES);
      while (taken.size < HUES && taken.has(hue)) hue = (hue + 1) % HUES;
      taken.add(hue);
      return { ...one, hue };
    });
};
