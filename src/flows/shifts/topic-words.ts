/** How our part of a topic begins: it is known by that. */
const MARK = "On call:";
const BETWEEN = " | ";
/** Most characters of a topic: https://docs.slack.dev/reference/methods/conversations.setTopic */
const MOST = 250;
/** Fewer characters name nobody. */
const LEAST = 24;

/** Our part of a topic: begins with the mark, on one line, and has no border of parts within. */
export const segmentOf = (texts: readonly string[]): string => {
  const line = texts
    .map((text) =>
      text
        .replace(/\s+/g, " ")
        .replace(/\s*\|\s*/g, ", ")
        .trim(),
    )
    .filter(Boolean)
    .join(" · ");
  return line.startsWith(MARK) ? line : `${MARK} ${line}`;
};

/** A border has spaces around it: other signs of that kind are people's own, "<#C1|general>". */
const partsOf = (topic: string): readonly string[] =>
  topic
    .replace(/^[\s|]+|[\s|]+$/g, "")
    .split(/\s\|\s/)
    .map((part) => part.trim())
    .filter(Boolean);

/** Our part of a topic as it stands there: the one that is `said` to be ours, else the first that begins as ours do. */
export const shownIn = (topic: string, said?: string): string | undefined => {
  const parts = partsOf(topic);
  return parts.find((part) => part === said) ?? parts.find((part) => part.startsWith(MARK));
};

const cut = (text: string, most: number): string =>
  text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .toWellFormed()
        .trimEnd()}…`;

/**
 * The topic with our part in it, where it stood before or behind people's own words; an empty topic becomes ours.
 * Undefined when people's words leave no room.
 */
export const placeInTopic = (current: string, segment: string, said?: string): string | undefined => {
  const ours = shownIn(current, said);
  const parts = partsOf(current);
  const at = ours === undefined ? parts.length : parts.indexOf(ours);
  const before = parts.slice(0, at).join(BETWEEN);
  const after = parts.slice(at + 1).join(BETWEEN);
  const own = [before, after].filter(Boolean);
  const room = MOST - own.reduce((sum, text) => sum + text.length + BETWEEN.length, 0);
  if (room < Math.min(LEAST, segment.length)) return undefined;
  return [before, cut(segment, room), after].filter(Boolean).join(BETWEEN);
};
