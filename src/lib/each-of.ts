const AT_ONCE = 4;

/** What `work` makes of each, in the order of `all`; at most four run at once. The first that throws ends it. */
export const eachOf = async <T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  for (let start = 0; start < all.length; start += AT_ONCE)
    results.push(...(await Promise.all(all.slice(start, start + AT_ONCE).map(work))));
  return results;
};
