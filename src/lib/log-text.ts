/** What stands between quotes that hold the whole text: such words are looked for as they are; undefined for anything else. */
export const literalOf = (text: string): string | undefined => /^"([^"]+)"$/.exec(text.trim())?.[1];
