import type { ChartSpec, Panel } from "../../core/chart.ts";
import { formatValue } from "../../core/measure/units.ts";
import { isLying } from "../../graphs/chart-datasets.ts";
import { isSpans, spanWords } from "../../graphs/chart-spans.ts";
import { formatCategory, formatDate, formatMoment, isDaily } from "../../graphs/chart-time.ts";
import { barWords } from "../../graphs/chart-values.ts";
import { createElement } from "./element.ts";

/** With seconds: rows of one minute would all have one name. */
const formatSecond = (atMs: number, tz: string): string =>
  `${formatMoment(atMs, tz)}:${String(Math.floor(atMs / 1000) % 60).padStart(2, "0")}`;

/** What stands before each row: a time as exact as they are apart, or a category. */
export const rowNames = (panel: Panel, tz: string): readonly string[] => {
  const { timesMs } = panel;
  if (timesMs === undefined) return panel.categories.map((category) => [formatCategory(category)].flat().join(" "));
  const [first = 0, second = Number.POSITIVE_INFINITY] = timesMs;
  const format = isDaily(timesMs, tz) ? formatDate : second - first < 60_000 ? formatSecond : formatMoment;
  return timesMs.map((at) => format(at, tz));
};

const heading = (text: string, scope: "col" | "row"): HTMLTableCellElement => {
  const cell = createElement("th", text);
  cell.scope = scope;
  return cell;
};

/** A value as the table says it: what is measured in its unit and as exact as under the pointer, so that 0.0004 is not "0". */
export const cellWords = (panel: Panel, value: number | null | undefined): string => {
  const { timesMs, x, y } = panel;
  if (value === null || value === undefined) return "no data";
  return timesMs === undefined ? barWords(value, isLying(panel) ? x.unit : y.unit) : formatValue(value, y.unit);
};

/** What each row has, one cell a series; spans of time in one cell. */
const cellsOf = (panel: Panel, place: number, tz: string): readonly HTMLElement[] => {
  if (!isSpans(panel)) return panel.series.map(({ values }) => createElement("td", cellWords(panel, values[place])));
  const spans = (panel.spans?.[place] ?? []).map((span) => createElement("div", spanWords(span, tz)));
  return [createElement("td", spans.length === 0 ? "none" : "", spans)];
};

const tableOf = (panel: Panel, tz: string): HTMLElement => {
  const first = isLying(panel) ? panel.y.label : panel.x.label;
  const columns = isSpans(panel) ? [panel.x.label] : panel.series.map(({ name }) => name);
  const head = [first || "What", ...columns].map((name) => heading(name, "col"));
  const rows = rowNames(panel, tz).map((name, place) =>
    createElement("tr", "", [heading(name, "row"), ...cellsOf(panel, place, tz)]),
  );
  const table = createElement("table", "", [
    createElement("caption", rows.length === 0 ? `${panel.title}: ${panel.empty}` : panel.title),
    createElement("thead", "", [createElement("tr", "", head)]),
    createElement("tbody", "", rows),
  ]);
  const box = createElement("div", "", [table]);
  box.className = "scroll";
  return box;
};

/** Every panel's numbers as tables: what the pictures show, for those who cannot see them or want to copy. */
const tablesOf = (spec: ChartSpec): readonly HTMLElement[] => spec.panels.map((panel) => tableOf(panel, spec.tz));

/** Shows them in `box`; whoever reads in one stays at the same place when its numbers change. */
export const fillTables = (box: HTMLElement, spec: ChartSpec): void => {
  const made = tablesOf(spec);
  const had = [...box.children];
  if (had.length === made.length) for (const [at, one] of made.entries()) had[at]?.replaceChildren(...one.childNodes);
  else box.replaceChildren(...made);
};
