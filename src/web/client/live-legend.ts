import type { ChartSpec, Panel } from "../../core/chart.ts";
import { hiddenIn } from "../../core/chart-hide.ts";
import { isHeat } from "../../graphs/chart-heat.ts";
import { PALETTES, seriesColour, type Theme } from "../../graphs/chart-theme.ts";
import type { Place } from "./draw.ts";
import { createClassed, createElement } from "./element.ts";

/** What the legend shows: the whole chart, what of it is hidden, and what a press does. */
export interface LegendOptions {
  readonly spec: ChartSpec;
  readonly hidden: readonly string[];
  readonly theme: Theme;
  toggle(name: string): void;
  showAll(): void;
}

const buttonOf = (panel: Panel, place: number, { theme, toggle }: LegendOptions): HTMLButtonElement => {
  const series = panel.series[place];
  const swatch = createClassed("span", series?.dashed ? "swatch dashed" : "swatch");
  if (series) swatch.style.setProperty("--series", seriesColour(series, place, PALETTES[theme]));
  const name = series?.name ?? "";
  const button = createElement("button", "", [swatch, createElement("span", name)]);
  button.type = "button";
  button.dataset.series = name;
  button.addEventListener("click", () => toggle(name));
  return button;
};

/** Places in the panel, in the order that the buttons have already: what moves up or down does not move under a finger. */
const inKnownOrder = (box: HTMLElement, { series }: Panel): readonly number[] => {
  const known = [...box.querySelectorAll<HTMLElement>("[data-series]")].map((button) => button.dataset.series ?? "");
  const rank = (name: string): number => (known.includes(name) ? known.indexOf(name) : known.length);
  return series
    .map((_, place) => place)
    .sort((a, b) => rank(series[a]?.name ?? "") - rank(series[b]?.name ?? "") || a - b);
};

const fill = (box: HTMLElement, panel: Panel, options: LegendOptions): void => {
  const shown = JSON.stringify([
    options.theme,
    panel.series.map(({ name, hue, tone, dashed }) => [name, hue, tone, dashed]),
  ]);
  if (box.dataset.shown !== shown) {
    const focused = box.contains(document.activeElement) ? document.activeElement : undefined;
    const had = focused instanceof HTMLElement ? focused.dataset.series : undefined;
    const all = createElement("button", "Show all");
    all.type = "button";
    all.className = "all";
    all.addEventListener("click", () => options.showAll());
    box.replaceChildren(...inKnownOrder(box, panel).map((place) => buttonOf(panel, place, options)), all);
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `What ${panel.title || "the chart"} shows: press a name to hide or show it`);
    box.dataset.shown = shown;
    for (const button of box.querySelectorAll("button")) if (button.dataset.series === had && had) button.focus();
  }
  const hidden = hiddenIn(panel, options.hidden);
  for (const button of box.querySelectorAll<HTMLButtonElement>("button[data-series]")) {
    const { series = "" } = button.dataset;
    button.setAttribute("aria-pressed", String(!hidden.has(series)));
    button.disabled = hidden.has(series) && !options.hidden.includes(series);
  }
  const all = box.querySelector<HTMLButtonElement>("button.all");
  if (all) all.hidden = hidden.size === 0;
};

/** The names of all series below their charts, as buttons that hide and show them. */
export const showLegends = (places: readonly Place[], options: LegendOptions): void => {
  for (const [at, { legend }] of places.entries()) {
    const panel = options.spec.panels[at];
    legend.hidden = panel === undefined || panel.series.length < 2 || isHeat(panel);
    if (panel && !legend.hidden) fill(legend, panel, options);
  }
};
