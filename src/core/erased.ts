/** The id that somebody's facts and turns get when they are erased: the same at every source, so that they stay one person. */
export const erasedId = (random: string): string => `somebody-${random.slice(0, 8)}`;

/** Whether it is such an id. */
export const isErased = (id: string): boolean => /^somebody-[0-9a-f]{8}$/.test(id);
