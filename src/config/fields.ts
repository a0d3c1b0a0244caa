import * as z from "zod";
import { editDistance } from "../core/words.ts";
import { DURATION_PATTERN, readDuration } from "./duration.ts";

/** The known name that a mistyped one is closest to; undefined when none is close. */
export const nearestName = (typed: string, names: readonly string[]): string | undefined => {
  const near = names
    .map((name) => ({ name, away: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.away - b.away)[0];
  return near && near.away <= Math.max(2, Math.floor(typed.length / 3)) ? near.name : undefined;
};

/** "is not known here; did you mean "channel"?" */
export const strangerWords = (typed: string, names: readonly string[]): string => {
  const near = nearestName(typed, names);
  return near === undefined
    ? `is not known here. It takes ${names.join(", ")}.`
    : `is not known here. Did you mean ${near}?`;
};

/** An object that takes these keys and no others; `about` is what editors show. */
export const section = <S extends z.ZodRawShape>(about: string, shape: S) =>
  z
    .strictObject(shape, {
      error: (issue) => (issue.code === "unrecognized_keys" ? undefined : "takes a list of names and values"),
    })
    .meta({ description: about });

/** A time span as text -> milliseconds. */
export const duration = (about: string) =>
  z
    .string({ error: 'takes a time span such as "10 min", "2 h" or "1 day"' })
    .meta({ description: about, pattern: DURATION_PATTERN, examples: ["10 min", "2 h", "1 day"] })
    .transform((text, context) => {
      const ms = readDuration(text);
      if (ms !== undefined) return ms;
      context.addIssue({ code: "custom", message: `"${text}" is no time span. It takes "10 min", "2 h" or "1 day".` });
      return z.NEVER;
    });

/** One line of text, not empty. */
export const line = (about: string) =>
  z
    .string({ error: "takes a text" })
    .trim()
    .min(1, { error: "is empty" })
    .max(500, { error: "is longer than 500 characters" })
    .meta({ description: about });

/** One of a closed list. */
export const oneOf = <const T extends readonly [string, ...string[]]>(about: string, values: T) =>
  z
    .enum(values, { error: (issue) => `is ${JSON.stringify(issue.input)}. It takes ${values.join(", ")}.` })
    .meta({ description: about });

/** A text or a list of texts -> the list. */
export const lines = (about: string) =>
  z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: "takes a text or a list of texts" })
    .meta({ description: about })
    .transform((value) => (typeof value === "string" ? [value] : value));

/** Switched off by the word or by false. */
export const off = z.union([z.literal("off"), z.literal(false)]);
