/** A JSON object whose members nobody has checked yet. */
export type Json = Record<string, unknown>;

/** True for objects that are neither null nor lists. */
export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value when it is a text, else "". */
export const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The value when it is a list, else an empty one. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The objects of a list; everything else is left out. */
export const objects = (value: unknown): readonly Json[] => list(value).filter(isJson);

/** Text -> value; undefined when it is not JSON. */
export const readJson = (source: string): unknown => {
  try {
    return JSON.parse(source);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** A copy that shares nothing with the original. */
export const copyOf = <T>(value: T): T => structuredClone(value);
