import * as z from "zod";

/** Text that may be null or absent; anything else counts as absent, because few fields are worth a refusal. */
export const Text = z.string().nullish().catch(undefined);

/** Text, number or yes/no as text; null, absent and anything else is undefined. */
export const Scalar = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((value): string | undefined => String(value))
  .optional()
  .catch(undefined);

/** A text that is not longer than `most` characters; what is cut is marked. */
export const clip = (text: string, most = 1000): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;

/** A list whose unreadable members are left out; no list is an empty one. */
export const listOf = <T>(item: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((values) =>
      values.flatMap((value) => {
        const result = item.safeParse(value);
        return result.success ? [result.data] : [];
      }),
    );

/** Names and texts; members that are no text, number or yes/no are left out, anything else is empty. */
export const Texts = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((members) =>
    Object.fromEntries(
      Object.entries(members).flatMap(([name, value]): [string, string][] =>
        typeof value === "string" || typeof value === "number" || typeof value === "boolean"
          ? [[name, String(value)]]
          : [],
      ),
    ),
  );

/** Facts without those that are absent or empty. */
export const present = (labels: Readonly<Record<string, string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]): [string, string][] => {
      const text = value?.trim();
      return text ? [[name, clip(text)]] : [];
    }),
  );

/** The first text that is not blank, in one line of at most 1,000 characters. */
export const firstText = (...texts: readonly (string | null | undefined)[]): string | undefined => {
  for (const text of texts) {
    const line = text?.slice(0, 4000).replaceAll(/\s+/g, " ").trim();
    if (line) return clip(line);
  }
  return undefined;
};

/** A link into the web, or none. */
export const webLink = (...texts: readonly (string | null | undefined)[]): string | undefined => {
  for (const text of texts) {
    const url = text?.trim();
    if (url && /^https?:\/\//i.test(url) && URL.canParse(url)) return url;
  }
  return undefined;
};

/** Milliseconds of a time as text; undefined when it is none, or the year 1 that Go sends for "never". */
export const timeOf = (text: string | null | undefined): number | undefined => {
  const ms = Date.parse(text ?? "");
  return ms > 0 ? ms : undefined;
};

const LINES = 20;

/** Lines of a longer text, at most 20 of them, and how many more there were. */
export const someLines = (lines: readonly string[], most = LINES): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`];

/** A longer text as lines for the thread; blank ones are left out. */
export const linesOf = (text: string | null | undefined, most = LINES): readonly string[] =>
  someLines(
    (text ?? "")
      .split(/\r?\n/)
      .map((line) => line.trimEnd())
      .filter((line) => line !== "")
      .map((line) => clip(line, 2000)),
    most,
  );
