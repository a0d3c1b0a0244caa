/** One cell: a number as it is, a text, or nothing ("" is no data, which is not zero). */
export type Cell = string | number | null;

/** What spreadsheets would run instead of showing it: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r]/;

const textOf = (cell: Cell): string => {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/**
 * Rows as CSV, the first of them the header (https://www.rfc-editor.org/rfc/rfc4180): lines end in CRLF; a text that a
 * spreadsheet would take for a formula gets an apostrophe before it.
 */
export const formatCsv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(textOf).join(",")}\r\n`).join("");
