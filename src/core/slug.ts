/** Letters that Unicode does not take apart, as they are written without them. */
const LATIN: Readonly<Record<string, string>> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" },
};

const hex = (character: string): string => `u${(character.codePointAt(0) ?? 0).toString(16)}`;

const plain = (character: string): string =>
  LATIN[character] ?? (/[\p{L}\p{N}]/u.test(character) ? `_${hex(character)}_` : "_");

/** Graphite keeps each part as a file, whose name 255 bytes may have. */
const LONGEST = 120;
/** Where an id stands behind the name. */
const TAIL = 40;

const clipped = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - TAIL)}_${text.slice(-TAIL)}`;

/**
 * A name as one part of a metric's name, in what every StatsD keeps as it is (a-z, 0-9, "_"): "Ana Kovač" -> "ana_kovac",
 * "j.doe" -> "j_doe". Accents and case go, letters of other alphabets become their code points ("Ян" -> "u44f_u43d"), so
 * that different ones stay different; everything else parts words. "_" when nothing is left; what is very long loses its
 * middle. Names that differ only there, in accents, case or punctuation come out the same: `samplesOf` keeps people apart.
 */
export const slug = (name: string): string =>
  clipped(
    name
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[^\p{ASCII}]/gu, (character) => plain(character))
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, ""),
  ) || "_";

/** Slugs joined by dots: ["pagerduty", "Ana Kovac", "acked"] -> "pagerduty.ana_kovac.acked". */
export const metricName = (name: readonly string[]): string => name.map(slug).join(".");

/** More names than any team has; from then on they are written anew. */
const MOST_NAMES = 5_000;

/** `metricName` that remembers what it wrote: the same few names come thousands of times. */
export const createMetricNames = (): typeof metricName => {
  const written = new Map<string, string>();
  return (name) => {
    const key = name.join("\n");
    const had = written.get(key);
    if (had !== undefined) return had;
    if (written.size >= MOST_NAMES) written.clear();
    const fresh = metricName(name);
    written.set(key, fresh);
    return fresh;
  };
};
