import { readAnyBody, requireObject } from "../../lib/any-body.ts";
import { textOf } from "../../lib/payload.ts";

/** Values by lower-case dotted name. */
export type Fields = ReadonlyMap<string, string>;

const DEEPEST = 6;

const bare = (text: string): string => (/^".*"$/s.test(text) ? text.slice(1, -1) : text).trim();

const unfilled = (text: string): boolean => text.startsWith("${{") && text.endsWith("}}");

const flatten = (value: unknown, name: string, into: Map<string, string>, depth: number): void => {
  if (typeof value === "object" && value !== null) {
    if (depth >= DEEPEST) return;
    for (const [member, one] of Object.entries(value))
      flatten(one, name ? `${name}.${member}` : member, into, depth + 1);
    return;
  }
  if (value === null || value === undefined) return;
  const text = bare(String(value));
  if (text !== "" && text !== "null" && !unfilled(text)) into.set(name.toLowerCase(), text);
};

const FREE_TEXT = /(message|display_name|msg|text)$/i;
const LINE = /^\s*"([A-Z]+\.[\w.]+)"\s*:/;

/** Lines of our template whose free text holds a quote or a line end, so that they are no JSON any more. */
const salvage = (text: string): Record<string, string> => {
  const found: [name: string, value: string][] = [];
  for (const line of text.split(/\r?\n/)) {
    const [head, name] = LINE.exec(line) ?? [];
    const last = found.at(-1);
    if (head !== undefined && name !== undefined) found.push([name, line.slice(head.length)]);
    else if (last && FREE_TEXT.test(last[0])) last[1] += `\n${line}`;
  }
  const tidy = (value: string): string => value.trim().replace(/\}$/, "").trimEnd().replace(/,$/, "");
  return Object.fromEntries(found.map(([name, value]) => [name, tidy(value)]));
};

const read = (body: Uint8Array): unknown => {
  try {
    return readAnyBody(body);
  } catch (failure) {
    const found = salvage(textOf(body));
    if (Object.keys(found).length < 2) throw failure;
    return found;
  }
};

/**
 * What a delivery carries, flat: the dotted names of the outgoing webhook (also nested), or the form of the escalation
 * webhook, whose texts come wrapped in double quotes. Variables that were not filled in are absent. Throws
 * Failure("unreadable").
 */
export const readFields = (body: Uint8Array): Fields => {
  const fields = new Map<string, string>();
  flatten(requireObject(read(body), "a webhook of Splunk On-Call"), "", fields, 0);
  return fields;
};

/** The first of the named values that is there. */
export const pick = (fields: Fields, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = fields.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
};

/** The values of a list: `name.0`, `name.1` and so on. */
export const list = (fields: Fields, name: string): readonly string[] =>
  [...fields].flatMap(([key, value]) =>
    key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1)) ? [value] : [],
  );
