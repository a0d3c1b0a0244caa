import { type Document, LineCounter, parseDocument } from "yaml";

/** A YAML text that knows on which line each of its values stands. */
export interface Lined {
  readonly value: unknown;
  /** What is wrong with it as YAML, each with its line. */
  readonly problems: readonly string[];
  /** Line of the value at a path, else of the nearest that stands around it. */
  lineOf(path: readonly PropertyKey[]): number;
}

const plain = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((key) => (typeof key === "symbol" ? key.toString() : key));

const toValue = (document: Document): unknown => {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
};

/** Where a value begins: its own range, or that of the name before it. */
const offsetOf = (document: Document, path: readonly (string | number)[]): number | undefined => {
  const node = document.getIn(path, true);
  if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range))
    return Number(node.range[0]);
  const holder = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  if (typeof holder !== "object" || holder === null || !("items" in holder) || !Array.isArray(holder.items)) return;
  for (const item of holder.items)
    if (item?.key?.value === path.at(-1) && Array.isArray(item.key.range)) return Number(item.key.range[0]);
  return undefined;
};

/** Reads YAML; never throws. */
export const readLined = (text: string): Lined => {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    stringKeys: true,
    logLevel: "error",
  });
  const value = toValue(document);
  const problems = document.errors.map(
    ({ message, pos }) => `line ${counter.linePos(pos[0]).line} is not YAML: ${message.split("\n")[0]}`,
  );
  return {
    value: value instanceof ReferenceError ? {} : value,
    problems: value instanceof ReferenceError ? [...problems, `is not YAML: ${value.message}`] : problems,
    lineOf(path) {
      for (let depth = path.length; depth > 0; depth -= 1) {
        const offset = offsetOf(document, plain(path.slice(0, depth)));
        if (offset !== undefined) return counter.linePos(offset).line;
      }
      return 1;
    },
  };
};
