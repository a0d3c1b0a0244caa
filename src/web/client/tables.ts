import type { ChartSpec, Panel } from "../../core/chart.ts";
import { formatValue } from "../../core/measure-units.ts";
import { formatNumber } from "../../graphs/chart-text.ts";
import { formatCategory, formatMoment } from "../../graphs/chart-time.ts";
import { createElement } from "./element.ts";

const rowNames = (panel: Panel, tz: string): readonly string[] =>
  panel.timesMs !== undefined
    ? panel.timesMs.map((at) => formatMoment(at, tz))
    : panel.categories.map((category) => [formatCategory(category)].flat().join(" "));

const heading = (text: string, scope: "col" | "row"): HTMLTableCellElement => {
  const cell = createElement("th", text);
  cell.scope = scope;
  return cell;
};

/** A value as the table says it: what is measured in its unit and as exact as under the pointer, so that 0.0004 is not "0". */
export const cellWords = ({ timesMs, y }: Panel, value: number | null | undefined): string => {
  if (value === null || value === undefined) return "no data";
  return timesMs === undefined ? formatNumber(value) : formatValue(value, y.unit);
};

const tableOf = (panel: Panel, tz: string): HTMLElement => {
  const first = panel.kind === "stacked-bars-horizontal" ? panel.y.label : panel.x.label;
  const head = [first || "What", ...panel.series.map(({ name }) => name)].map((name) => heading(name, "col"));
  const rows = rowNames(panel, tz).map((name, place) =>
    createElement("tr", "", [
      heading(name, "row"),
      ...panel.series.map(({ values }) => createElement("td", cellWords(panel, values[place]))),
    ]),
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
export const tablesOf = (spec: ChartSpec): readonly HTMLElement[] =>
  spec.panels.map((panel) => tableOf(panel, spec.tz));
