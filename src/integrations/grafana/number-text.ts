/** A number as people read it: six digits that count, integers whole; anything else as it came. */
export const numberText = (text: string): string => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) return text;
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
};
