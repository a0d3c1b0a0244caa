/** A group that repeats without end and holds another endless repeat: its time can double with each character. */
const NESTED = /\((?:[^()\\]|\\.)*(?:[+*]|\{\d+,\})(?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\})/;

/** Why a pattern cannot be used to redact; undefined when it can. */
export const refusePattern = (text: string): string | undefined => {
  let pattern: RegExp;
  try {
    pattern = new RegExp(text, "gu");
  } catch (error) {
    return `is no pattern: ${error instanceof Error ? error.message.replace(/^.*\/\w*: /, "") : error}`;
  }
  if (text === "" || pattern.test("")) return "matches nothing at all, so it would match everywhere";
  if (/\\(?:[1-9]|k<)/.test(text)) return "refers back to a group, which can take for ever on a long text";
  return NESTED.test(text) ? "repeats a repeat, which can take for ever on a long text" : undefined;
};
