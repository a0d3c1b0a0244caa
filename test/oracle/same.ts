import assert from "node:assert/strict";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** `actual`, with what differs from a fraction of `expected` only by the order of a sum put right; undefined fields left out. */
const settled = (actual: unknown, expected: unknown): unknown => {
  if (
    typeof actual === "number" &&
    typeof expected === "number" &&
    !(Number.isInteger(actual) && Number.isInteger(expected))
  )
    return Math.abs(actual - expected) <= 1e-12 * Math.abs(expected) ? expected : actual;
  if (Array.isArray(actual))
    return actual.map((one, index) => settled(one, Array.isArray(expected) ? expected[index] : undefined));
  if (!isObject(actual)) return actual;
  const other = isObject(expected) ? expected : {};
  return Object.fromEntries(
    Object.entries(actual).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, settled(value, other[name])]],
    ),
  );
};

const UNTOLD = new Set(["read", "notes"]);

/** Throws unless both answers say the same: all numbers, lists and orders; what was read and what is told about filters aside. */
export const assertSame = (actual: object, expected: object, about: string): void => {
  const told = (answer: object) => Object.fromEntries(Object.entries(answer).filter(([name]) => !UNTOLD.has(name)));
  const right = settled(told(expected), told(expected));
  assert.deepStrictEqual(settled(told(actual), right), right, about);
};
