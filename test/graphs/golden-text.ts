const WIDEST = 110;

/** Plain data as indented JSON in which small lists and objects take one line; functions are left out. */
export const goldenText = (value: unknown): string => {
  const write = (part: unknown, indent: string): string => {
    const short = JSON.stringify(part);
    if (short.length <= WIDEST || typeof part !== "object" || part === null) return short;
    const inner = `${indent} `;
    const [open, close] = Array.isArray(part) ? "[]" : "{}";
    const lines = Object.entries(part)
      .filter(([, one]) => JSON.stringify(one) !== undefined)
      .map(([key, one]) => `${inner}${Array.isArray(part) ? "" : `${JSON.stringify(key)}: `}${write(one, inner)}`);
    return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
  };
  return `${write(value, "")}\n`;
};
