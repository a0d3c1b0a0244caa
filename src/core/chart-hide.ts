import type { ChartSpec, Panel } from "./chart.ts";

const NAMED = 3;

/** Of a panel's series, by name, those that are not shown when these are hidden: what is compared with them goes along. */
export const hiddenIn = ({ series }: Panel, names: readonly string[]): ReadonlySet<string> => {
  const wanted = new Set(names);
  const hues = new Set(series.flatMap(({ name, hue, dashed }) => (wanted.has(name) && !dashed ? [hue] : [])));
  hues.delete(undefined);
  const hidden = series.filter(({ name, hue, dashed }) => wanted.has(name) || (dashed && hues.has(hue)));
  return new Set(hidden.map(({ name }) => name));
};

/** Colours stay as they were: what had its colour by its place gets it by name of the place. */
const without = (panel: Panel, names: readonly string[]): Panel => {
  const hidden = hiddenIn(panel, names);
  if (hidden.size === 0) return panel;
  const series = panel.series
    .map((one, place) => (one.tone === undefined && one.hue === undefined ? { ...one, hue: place } : one))
    .filter(({ name }) => !hidden.has(name));
  return series.length > 0 ? { ...panel, series } : { ...panel, series, empty: "Everything here is hidden." };
};

const hiddenWords = (names: readonly string[]): string => {
  const rest = names.length - NAMED;
  return `Hidden: ${names.slice(0, NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
};

/** The chart without the series of these names, in the same colours; its summary says that they are hidden. Pure. */
export const withoutSeries = (spec: ChartSpec, names: readonly string[]): ChartSpec => {
  const there = new Set(spec.panels.flatMap(({ series }) => series.map(({ name }) => name)));
  const hidden = [...new Set(names)].filter((name) => there.has(name));
  if (hidden.length === 0) return spec;
  return {
    ...spec,
    panels: spec.panels.map((panel) => without(panel, hidden)),
    summary: `${spec.summary} ${hiddenWords(hidden)}`,
  };
};
