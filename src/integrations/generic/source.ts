import * as z from "zod";
import { firstText } from "../../lib/shape.ts";

/** Where a field stands: a dot path ("check.0.url"), a text with paths in it ("{host} is {state}"), or several to try; "" is nowhere. */
export const Source = z.union([z.string(), z.array(z.string())]);

/** One path or template, or several in the order they are tried. */
export type Source = z.infer<typeof Source>;

/** The value at a dot path; undefined when there is none. Names that contain dots are found as a whole. */
export const valueAt = (value: unknown, path: string): unknown => {
  const own = (holder: unknown, name: string): unknown =>
    typeof holder === "object" && holder !== null ? Object.getOwnPropertyDescriptor(holder, name)?.value : undefined;
  return own(value, path) ?? path.split(".").reduce(own, value);
};

/** Variables that the sender left unfilled: *alertDetails*, $HOSTNAME$, {EVENT.ID}. */
const UNFILLED = /^(\*\w+\*|\$\w+\$|\{[A-Z][\w.]*\})$/;

/** A text, number or yes/no at a path, as text; undefined when blank or unfilled. */
export const textAt = (value: unknown, path: string): string | undefined => {
  const found = valueAt(value, path);
  if (typeof found !== "string" && typeof found !== "number" && typeof found !== "boolean") return undefined;
  const text = String(found).trim();
  return text === "" || UNFILLED.test(text) ? undefined : text;
};

/** A template counts only when every path in it leads somewhere. */
const filled = (value: unknown, template: string): string | undefined => {
  let complete = true;
  const text = template.replaceAll(/\{([^{}]+)\}/g, (_whole, path: string) => {
    const found = textAt(value, path.trim());
    complete = complete && found !== undefined;
    return firstText(found) ?? "";
  });
  return complete ? text : undefined;
};

/** The first of the sources that says something. */
export const readSource = (value: unknown, source: Source): string | undefined => {
  for (const one of typeof source === "string" ? [source] : source) {
    const text = one.includes("{") ? filled(value, one) : textAt(value, one);
    if (text !== undefined) return text;
  }
  return undefined;
};
