/** One line of the table: what was measured, in rounds or as one number, beside its aim. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  /** What it should be at most, or at least with `atLeast`; absent for what is only told. */
  readonly aim?: number;
  readonly atLeast?: boolean;
  /** One value a round; the median is shown. */
  readonly rounds: readonly number[];
  readonly note?: string;
}

/** Value below which `share` (0 to 1) of the numbers lie, between closest ranks; NaN for none. */
export const quantile = (numbers: readonly number[], share: number): number => {
  const sorted = Float64Array.from(numbers).sort();
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
};

/** The middle one. */
export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

/** Three digits are all that a shared machine gives. */
const short = (value: number): string => {
  if (!Number.isFinite(value)) return "none";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
};

const aimWords = ({ aim, atLeast, unit }: Figure): string =>
  aim === undefined ? "" : `${atLeast ? "≥" : "≤"} ${short(aim)} ${unit}`;

const verdict = ({ aim, atLeast }: Figure, value: number): string => {
  if (aim === undefined) return "";
  const kept = atLeast ? value >= aim : value <= aim;
  const ratio = aim === 0 ? "" : `${(value / aim).toFixed(2)} `;
  return `${ratio}${kept ? "kept" : "MISSED"}`;
};

const COLUMNS = ["what", "aim", "measured", "÷ aim", "rounds", "note"];

const cellsOf = (figure: Figure): readonly string[] => {
  const value = median(figure.rounds);
  const rounds = figure.rounds.length > 1 ? figure.rounds.map(short).join(" ") : "";
  return [
    figure.what,
    aimWords(figure),
    `${short(value)} ${figure.unit}`,
    verdict(figure, value),
    rounds,
    figure.note ?? "",
  ];
};

/** The figures as a table in plain text. */
export const formatTable = (figures: readonly Figure[]): string => {
  const lines = [COLUMNS, ...figures.map(cellsOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(" | ")
        .trimEnd(),
    )
    .join("\n");
};
