/**
 * Whether all pages of a range went to one person: their hours, nights and evenings are then for that person and leads,
 * though nobody was asked for by name.
 */
export const isOfOne = (people: readonly { readonly pages: number }[]): boolean =>
  people.filter(({ pages }) => pages > 0).length === 1;

/** What stands where their hours would. */
export const OF_ONE = "Only one person was paged: hours and nights are for them and for leads alone.";
