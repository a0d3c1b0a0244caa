/** What one person is known by. */
export interface Identity {
  /** Address at the pager, in lower case. */
  readonly email: string;
  /** Chat ids. */
  readonly userIds: readonly string[];
  /** Who they are at each source. */
  readonly people: readonly { readonly source: string; readonly id: string }[];
  /** As sources and the chat call them. */
  readonly names: readonly string[];
}

/** Who they are from now on in texts. */
export const SOMEBODY = "somebody";

/** Shorter ids may be part of any word. */
const TELLING = 6;
const NO_KEYS: ReadonlySet<string> = new Set();

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Longest first, so that "Ana Kovac Maier" goes before "Ana Kovac". */
const anyOf = (texts: readonly string[]): RegExp | undefined =>
  texts.length === 0
    ? undefined
    : new RegExp(
        `(?<![\\p{L}\\p{N}_])(?:${[...texts]
          .sort((a, b) => b.length - a.length)
          .map(escaped)
          .join("|")})(?![\\p{L}\\p{N}_])`,
        "giu",
      );

const idsOf = ({ userIds, people }: Identity): readonly string[] => [...userIds, ...people.map(({ id }) => id)];

/** Takes one person out of texts and JSON values, and says whether they are in one. */
export interface Forget {
  /** The text without them. */
  text(text: string): string;
  /** The same for every text of a JSON value; what stands under one of the keys `keep` stays. */
  json(value: unknown, keep?: ReadonlySet<string>): unknown;
  /** Quick: whether text or JSON may speak of them. */
  mentions(text: string): boolean;
}

/**
 * Names of several words, addresses and longer ids are found anywhere in a text; a name of one word only where it stands
 * alone or in a list ("Ana, Bo"), since it may be a word of another text as well.
 */
export const createForget = (who: Identity): Forget => {
  const ids = new Set(idsOf(who));
  const whole = new Set([...who.names, ...ids, who.email].map((one) => one.toLowerCase()));
  const telling = [
    who.email,
    ...who.names.filter((name) => /\s/.test(name.trim())),
    ...[...ids].filter((id) => id.length >= TELLING),
  ];
  const anywhere = anyOf(telling);
  const needles = [...whole].map((one) => JSON.stringify(one).slice(1, -1));
  const text = (said: string): string => {
    const parts = said.split(", ").map((part) => (whole.has(part.toLowerCase()) ? SOMEBODY : part));
    return anywhere ? parts.join(", ").replace(anywhere, SOMEBODY) : parts.join(", ");
  };
  const json = (value: unknown, keep: ReadonlySet<string> = NO_KEYS): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map((one) => json(one, keep));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, keep.has(key) ? inner : json(inner, keep)]),
    );
  };
  return {
    text,
    json,
    mentions(said) {
      const low = said.toLowerCase();
      return needles.some((needle) => low.includes(needle));
    },
  };
};
