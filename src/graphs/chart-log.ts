import type { Scale } from "chart.js";
import { formatLogTicks, roundMultiples, tickStep } from "../core/measure/units.ts";

/** As many numbers as are read without one lying on the next. */
const MOST = 10;
const FEWEST = 3;

const within = (values: readonly number[], min: number, max: number): readonly number[] =>
  values.filter((value) => value >= min * 0.999 && value <= max * 1.001);

/** Where a range is too short for round multiples: even steps, of its unit where those are short enough. */
const evenTicks = (min: number, max: number, unit: string): readonly number[] => {
  const least = (max - min) / (MOST / 2);
  const ten = 10 ** Math.floor(Math.log10(least));
  const ofUnit = tickStep(max - min, unit, MOST / 2) ?? Number.POSITIVE_INFINITY;
  const step = ofUnit <= 2 * least ? ofUnit : ([1, 2, 5].find((nice) => nice * ten >= least) ?? 10) * ten;
  const first = Math.ceil(min / step - 1e-9);
  return Array.from({ length: Math.floor(max / step + 1e-9) - first + 1 }, (_, at) => (first + at) * step);
};

/** Round numbers on a logarithmic axis, as many as there is room for; steps that its unit has: 1 KiB, 32 KiB, 1 MiB. */
export const logTicks = (min: number, max: number, unit: string): readonly number[] => {
  if (!(min > 0 && max > min)) return [max];
  const fitting = roundMultiples(unit, min, max)
    .map((values) => within(values, min, max))
    .findLast((values) => values.length <= MOST && values.length > 0);
  return fitting && fitting.length >= FEWEST ? fitting : evenTicks(min, max, unit);
};

/** What Chart.js is told of the numbers on a logarithmic axis. */
export const logTickOptions = (unit: string) => ({
  afterBuildTicks: (scale: Scale) => {
    scale.ticks = logTicks(scale.min, scale.max, unit).map((value) => ({ value }));
  },
  callback: (_value: unknown, place: number, ticks: readonly { readonly value: number }[]) =>
    formatLogTicks(
      ticks.map(({ value }) => value),
      unit,
    )[place] ?? "",
});
