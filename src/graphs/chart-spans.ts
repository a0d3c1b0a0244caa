import type { Panel } from "../core/chart.ts";
import { formatDuration } from "../core/number-words.ts";
import type { Data } from "./chart-datasets.ts";
import type { Palette } from "./chart-theme.ts";
import { formatMoment } from "./chart-time.ts";

/** Of what lasted too short to be seen, logical pixels. */
const SHORTEST = 5;

/** Whether a panel's bars lie from a moment to another. */
export const isSpans = ({ kind }: Panel): boolean => kind === "spans";

/** The n-th span of each row makes a dataset: they share the row. */
export const spanData = ({ categories, spans = [] }: Panel, palette: Palette): Data[] => {
  const most = Math.max(0, ...spans.map((row) => row.length));
  return Array.from({ length: most }, (_, nth) => ({
    type: "bar",
    label: "",
    data: categories.map((_name, row): [number, number] | null => {
      const span = spans[row]?.[nth];
      return span ? [span.fromMs, span.toMs] : null;
    }),
    backgroundColor: palette.marks.bad,
    borderRadius: 3,
    borderSkipped: false,
    grouped: false,
    barPercentage: 0.6,
    categoryPercentage: 1,
    maxBarThickness: 40,
    minBarLength: SHORTEST,
  }));
};

/** "Wed 18 Nov 2026, 14:03–14:20 (17 min)", with both days where they differ. */
export const spanWords = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }, tz: string): string => {
  const [from, to] = [formatMoment(fromMs, tz), formatMoment(toMs, tz)];
  const end = from.slice(0, -5) === to.slice(0, -5) ? `–${to.slice(-5)}` : ` – ${to}`;
  return `${from}${end} (${formatDuration(toMs - fromMs)})`;
};
