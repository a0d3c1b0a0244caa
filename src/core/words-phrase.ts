/** Words that others taught people: what they match, and our words for the same; undefined when they mean something else. */
export type Phrase = readonly [
  from: RegExp,
  to: string | ((...groups: readonly (string | undefined)[]) => string | undefined),
];

const QUOTES = '"“”„«»';
const WRITTEN: Readonly<Record<string, string>> = {
  " ": "\\s{1,9}",
  " ?": "\\s{0,9}",
  "'": "['’‘`]?",
  '"': `[${QUOTES}]`,
  '[^"]': `[^${QUOTES}]`,
};

/**
 * A pattern of whole phrases, small and large letters alike: a space is any space, ' may be curly or missing, " is any
 * double quote, and whatever a person ends a sentence with may follow unless the pattern ends in free text, `(.+)`. Runs are
 * bounded, so that no text takes long to read.
 */
export const phrase = (pattern: string): RegExp => {
  const body = pattern.replace(/\[\^"\]| \?| |'|"/g, (written) => WRITTEN[written] ?? written);
  return new RegExp(`^${body}${pattern.endsWith("(.+)") ? "" : "[\\s?!.]{0,99}"}$`, "isu");
};

/** The words of the first phrase that fits, else the text as it is. */
export const applyPhrases = (text: string, phrases: readonly Phrase[]): string => {
  for (const [from, to] of phrases) {
    const match = from.exec(text);
    if (!match) continue;
    const said = typeof to === "string" ? fill(to, match) : to(...match.slice(1));
    if (said !== undefined) return said.trim();
  }
  return text;
};

const fill = (template: string, match: RegExpExecArray): string =>
  template.replace(/\$(\d)/g, (_all, at: string) => match[Number(at)] ?? "");
