import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from "chart.js";
import type { ChartSpec, Panel } from "../../core/chart.ts";
import { chartConfig, type PanelConfig } from "../../graphs/chart-config.ts";
import { fittedPanel, isHeat } from "../../graphs/chart-heat.ts";
import { panelHeight } from "../../graphs/chart-size.ts";
import { isSpans } from "../../graphs/chart-spans.ts";
import { FAMILIES, FONT, type Theme } from "../../graphs/chart-theme.ts";
import { tooltipCallbacks } from "../../graphs/chart-tooltip.ts";
import { createClassed, createElement } from "./element.ts";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale);
Chart.register(LineController, LineElement, LogarithmicScale, PointElement, Tooltip);

/** Logical pixels per CSS pixel: 24 logical pixels of text are then about 16 on the screen, on phones too. */
const SCALE = 1.45;

/** The same where somebody asks for larger letters. */
const scaleNow = (): number => {
  const rootPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return rootPx > 0 ? (SCALE * 16) / rootPx : SCALE;
};

/** Loads what the texts need of our fonts; a canvas does not wait for them by itself. */
export const loadFonts = async (spec: ChartSpec): Promise<void> => {
  const text = JSON.stringify(spec);
  const wanted = FAMILIES.flatMap((family) => [400, 700].map((weight) => `${weight} 24px "${family}"`));
  await Promise.allSettled(wanted.map((one) => document.fonts.load(one, text)));
};

/** Numbers under the pointer; the names stand below the picture as buttons. */
const addTooltip = (config: PanelConfig, panel: Panel, tz: string): void => {
  const { options } = config;
  if (!options) return;
  const font = { family: FONT, size: 22 };
  options.events = ["mousemove", "mouseout", "click", "touchstart", "touchmove"];
  const lone = isHeat(panel) || isSpans(panel);
  options.interaction = lone
    ? { mode: "nearest", intersect: true, axis: "xy" }
    : { mode: "index", intersect: false, axis: options.indexAxis ?? "x" };
  options.plugins = {
    ...options.plugins,
    legend: { ...options.plugins?.legend, display: false },
    tooltip: {
      ...{
        enabled: true,
        animation: false,
        padding: 14,
        boxPadding: 8,
        caretSize: 8,
        cornerRadius: 8,
        backgroundColor: "#141517",
      },
      ...{ titleFont: { ...font, weight: 700 }, bodyFont: font },
      callbacks: tooltipCallbacks(panel, tz),
    },
  };
};

/** One panel on the page. */
export interface Place {
  readonly canvas: HTMLCanvasElement;
  /** Where the names of its series go. */
  readonly legend: HTMLElement;
  readonly panel: Panel;
  readonly chart: Chart;
}

/** The charts of one page, one canvas a panel. */
export class Panels {
  readonly #box: HTMLElement;
  places: readonly Place[] = [];

  #pointer: { readonly clientX: number; readonly clientY: number } | undefined;

  constructor(box: HTMLElement) {
    this.#box = box;
    box.addEventListener("mousemove", ({ clientX, clientY, isTrusted }) => {
      if (isTrusted) this.#pointer = { clientX, clientY };
    });
    box.addEventListener("mouseleave", () => {
      this.#pointer = undefined;
    });
  }

  /** Draws all panels anew at the width the page has now. */
  draw(spec: ChartSpec, theme: Theme): void {
    for (const { chart } of this.places) chart.destroy();
    const figures = this.#figures(spec);
    this.places = spec.panels.flatMap((panel, place) => {
      const figure = figures[place];
      const [canvas, legend] = [figure?.querySelector("canvas"), figure?.querySelector<HTMLElement>(".legend")];
      return canvas && legend ? [{ canvas, legend, panel, chart: this.#chart(canvas, panel, spec, theme) }] : [];
    });
    this.#pointAgain();
  }

  /** The numbers under a resting pointer are those of the new chart. */
  #pointAgain(): void {
    const at = this.#pointer;
    const under = at && document.elementFromPoint(at.clientX, at.clientY);
    if (this.places.some(({ canvas }) => canvas === under)) under?.dispatchEvent(new MouseEvent("mousemove", at));
  }

  #figures(spec: ChartSpec): readonly HTMLElement[] {
    const known = [...this.#box.querySelectorAll("figure")];
    if (known.length === spec.panels.length) return known;
    const made = spec.panels.map(() =>
      createElement("figure", "", [
        createClassed("div", "plot", [createElement("canvas")]),
        createClassed("div", "legend"),
      ]),
    );
    this.#box.replaceChildren(...made);
    return made;
  }

  #chart(canvas: HTMLCanvasElement, panel: Panel, spec: ChartSpec, theme: Theme): Chart {
    const shown = canvas.parentElement?.clientWidth || this.#box.clientWidth;
    const width = Math.round(Math.min(1600, Math.max(480, shown * scaleNow())));
    const height = panelHeight(panel, width);
    const pixelRatio = (window.devicePixelRatio * shown) / width;
    const config = chartConfig(panel, spec, theme, { width, height, pixelRatio });
    addTooltip(config, fittedPanel(panel, width), spec.tz);
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = "100%";
    canvas.style.height = "auto";
    canvas.classList.toggle("timed", panel.timesMs !== undefined);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${panel.title}. ${spec.summary}`);
    return new Chart(canvas, config);
  }
}
