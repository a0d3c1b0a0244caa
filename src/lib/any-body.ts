import { Failure } from "../core/failure.ts";
import { readJson, textOf } from "./payload.ts";

const FORM = /^\s*[\w.[\]%+-]+=/;

/** Fields of a urlencoded form by name; of a repeated name the first counts. */
const fieldsOf = (text: string): Record<string, string> =>
  Object.fromEntries([...new URLSearchParams(text.trim())].reverse());

/**
 * A body as a value, whatever content type it was sent with: JSON (also as text/plain), a form whose `payload` is JSON,
 * or a plain form as an object of its fields. Throws Failure("unreadable").
 */
export const readAnyBody = (body: Uint8Array): unknown => {
  const text = textOf(body);
  if (!FORM.test(text)) return readJson(text);
  const fields = fieldsOf(text);
  const payload = fields.payload?.trim() ?? "";
  if (!/^[{[]/.test(payload)) return fields;
  return readJson(payload);
};

/** Throws Failure("unreadable") unless the value is an object; `what` names what it should have been. */
export const requireObject = (value: unknown, what: string): Readonly<Record<string, unknown>> => {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Failure("unreadable", `not ${what}: the body is no object`);
  return Object.fromEntries(Object.entries(value));
};
