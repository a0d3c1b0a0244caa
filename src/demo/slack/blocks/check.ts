import { isJson, type Json } from "../json.ts";

/** Adds what is wrong with `value`, each with the pointer `at`, in Slack's words. */
export type Check = (value: unknown, at: string, problems: string[]) => void;

const say = (problems: string[], words: string, at: string): void => {
  problems.push(`${words} [json-pointer:${at}]`);
};

/** A text of `min` to `max` characters, as Slack counts them (UTF-16). */
export const str =
  (max: number, min = 1): Check =>
  (value, at, problems) => {
    if (typeof value !== "string") say(problems, "must provide a string", at);
    else if (value.length < min) say(problems, `must be more than ${min - 1} characters`, at);
    else if (value.length > max) say(problems, `must be less than ${max + 1} characters`, at);
  };

/** One of these texts. */
export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, at, problems) => {
    if (typeof value !== "string") say(problems, "must provide a string", at);
    else if (!allowed.includes(value)) say(problems, "must be a valid enum value", at);
  };

/** A text of this form. */
export const matching =
  (pattern: RegExp): Check =>
  (value, at, problems) => {
    if (typeof value !== "string") say(problems, "must provide a string", at);
    else if (!pattern.test(value)) say(problems, `must match pattern \`${pattern.source}\``, at);
  };

/** true or false, not as text. */
export const bool: Check = (value, at, problems) => {
  if (typeof value !== "boolean") say(problems, "must provide a boolean", at);
};

/** A whole number from `min` to `max`. */
export const int =
  (min: number, max: number): Check =>
  (value, at, problems) => {
    if (typeof value !== "number" || !Number.isInteger(value)) say(problems, "must provide an integer", at);
    else if (value < min) say(problems, `must be greater than or equal to ${min}`, at);
    else if (value > max) say(problems, `must be less than or equal to ${max}`, at);
  };

/** A list of `min` to `max` items. */
export const arr =
  (item: Check, max: number, min = 1): Check =>
  (value, at, problems) => {
    if (!Array.isArray(value)) {
      say(problems, "must provide an array", at);
      return;
    }
    if (value.length < min) say(problems, `no less than ${min} items allowed`, at);
    if (value.length > max) say(problems, `no more than ${max} items allowed`, at);
    value.forEach((one, index) => {
      item(one, `${at}/${index}`, problems);
    });
  };

/** An object with these members and no others. */
export const obj =
  (
    required: Readonly<Record<string, Check>>,
    optional: Readonly<Record<string, Check>> = {},
    more?: (value: Json, at: string, problems: string[]) => void,
  ): Check =>
  (value, at, problems) => {
    if (!isJson(value)) {
      say(problems, "must provide an object", at);
      return;
    }
    for (const name of Object.keys(value)) {
      const check = Object.hasOwn(required, name)
        ? required[name]
        : Object.hasOwn(optional, name)
          ? optional[name]
          : undefined;
      if (check === undefined) say(problems, `invalid additional property: ${name}`, at);
      else check(value[name], `${at}/${name}`, problems);
    }
    for (const name of Object.keys(required)) {
      if (!Object.hasOwn(value, name)) say(problems, `missing required field: ${name}`, at);
    }
    more?.(value, at, problems);
  };

/** An object whose `type` chooses the check; others are "unsupported type". */
export const byType =
  (types: Readonly<Record<string, Check>>): Check =>
  (value, at, problems) => {
    if (!isJson(value)) {
      say(problems, "must provide an object", at);
      return;
    }
    if (typeof value.type !== "string") {
      say(problems, "missing required field: type", at);
      return;
    }
    const check = Object.hasOwn(types, value.type) ? types[value.type] : undefined;
    if (check === undefined) say(problems, `unsupported type: ${value.type}`, `${at}/type`);
    else check(value, at, problems);
  };

/** A rule of its own: `why` when it does not hold. */
export const rule =
  (
    holds: (value: Json) => boolean,
    why: string,
    member = "",
  ): ((value: Json, at: string, problems: string[]) => void) =>
  (value, at, problems) => {
    if (!holds(value)) say(problems, why, `${at}${member}`);
  };
