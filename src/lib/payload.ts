import * as z from "zod";
import { Failure } from "../core/failure.ts";

/** An id as text, whether it was sent as text or as a number. */
export const Id = z.union([z.string().min(1), z.number()]).transform(String);

/** Bytes as UTF-8 text, without a byte order mark; broken sequences become U+FFFD. */
export const textOf = (body: Uint8Array): string => new TextDecoder("utf-8").decode(body);

/** Numbers that a double cannot hold exactly are integers of at least 16 digits. */
const LONG = /\d{16}/;
const INTEGER = /^-?\d+$/;

const sourceOf = (context: unknown): string | undefined =>
  typeof context === "object" && context !== null && "source" in context && typeof context.source === "string"
    ? context.source
    : undefined;

/** The third argument holds the number as it was written: https://tc39.es/proposal-json-parse-with-source/ */
const keepLong = (_key: string, value: unknown, ...rest: readonly unknown[]): unknown => {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = sourceOf(rest[0]);
  return source !== undefined && INTEGER.test(source) ? source : value;
};

/** JSON text -> value; integers beyond 2^53 are kept as text. Throws Failure("unreadable"). */
export const readJson = (text: string): unknown => {
  try {
    return LONG.test(text) ? JSON.parse(text, keepLong) : JSON.parse(text);
  } catch (cause) {
    const why = text.trim() === "" ? "the body is empty" : "the body is not JSON";
    throw new Failure("unreadable", why, { cause });
  }
};

const reason = (error: z.ZodError): string => {
  const issue = error.issues[0];
  if (!issue) return "unexpected shape";
  return issue.path.length > 0 ? `${issue.path.join(".")}: ${issue.message}` : issue.message;
};

/** A value in the shape of `schema`. Throws Failure("unreadable") that names the first place that does not fit. */
export const requireShape = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Failure("unreadable", reason(result.error), { cause: result.error });
};

/** JSON text -> value in the shape of `schema`; integers beyond 2^53 are kept as text. Throws Failure("unreadable"). */
export const parseJson = <T>(schema: z.ZodType<T>, body: string | Uint8Array): T =>
  requireShape(schema, readJson(typeof body === "string" ? body : textOf(body)));

const FORM = /^[\w.[\]%+-]+=[^\n\r]*$/;

/** What a body without a content type most likely is, from its first characters. */
export const guessContentType = (body: Uint8Array): string => {
  const text = textOf(body).trim();
  if (/^[{[]/.test(text)) return "application/json";
  return FORM.test(text) ? "application/x-www-form-urlencoded" : "text/plain";
};
