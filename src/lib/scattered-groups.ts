import type { By } from "../core/measure.ts";
import type { ScatteredRow } from "./scattered-points.ts";

const MADE: Readonly<Record<By["how"], (values: readonly number[]) => number>> = {
  avg: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  sum: (values) => values.reduce((a, b) => a + b, 0),
  max: (values) => values.reduce((a, b) => Math.max(a, b)),
  min: (values) => values.reduce((a, b) => Math.min(a, b)),
};

/** One row for each value of a label, made of the numbers that share it and a time; the rows as they are without `by`. */
export const groupRows = (rows: readonly ScatteredRow[], by: By | undefined): readonly ScatteredRow[] => {
  if (!by) return rows;
  return [...Map.groupBy(rows, ({ labels }) => labels[by.label] ?? "")].map(([value, members]) => {
    const points = members.flatMap((row) => row.points).filter((point): point is [number, number] => point[1] !== null);
    const times = [...Map.groupBy(points, ([atMs]) => atMs)].sort(([a], [b]) => a - b);
    return {
      labels: value === "" ? {} : { [by.label]: value },
      otherwise: value || `no ${by.label}`,
      points: times.map(([atMs, some]) => [atMs, MADE[by.how](some.map(([, one]) => one))] as const),
    };
  });
};
