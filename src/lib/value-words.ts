const LARGE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const SMALL = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** A measured value without the noise of floats: 7.190000057220459 -> "7.19", 1240.5 -> "1,240.5", 0.000123 -> "0.000123". */
export const formatValue = (value: number): string => (Math.abs(value) >= 1 ? LARGE : SMALL).format(value);

/** A text that is one number, as people read it; any other text as it is. */
export const tidyValue = (text: string | undefined): string | undefined => {
  if (text === undefined || !/^\s*-?\d+(\.\d+)?(e[+-]?\d+)?\s*$/i.test(text)) return text;
  const value = Number(text);
  return Math.abs(value) < 1e15 ? formatValue(value) : text;
};
