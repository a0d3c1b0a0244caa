import type { Place } from "./draw.ts";
import { createClassed } from "./element.ts";

const FAR_PX = 8;

interface Drag {
  readonly place: number;
  readonly pointer: number;
  readonly fromPx: number;
  readonly mark: HTMLElement;
  toPx: number;
}

/** Pixels of the page from the left of the canvas -> the chart's own, kept between its axes. */
const inChart = ({ canvas, chart }: Place, px: number): number => {
  const own = (px / canvas.clientWidth) * chart.width;
  return Math.min(chart.chartArea.right, Math.max(chart.chartArea.left, own));
};

const momentAt = (place: Place, px: number): number | undefined =>
  place.chart.scales.x?.getValueForPixel(inChart(place, px));

const show = (place: Place, { mark, fromPx, toPx }: Drag): void => {
  const scale = place.canvas.clientWidth / place.chart.width;
  const ends = [inChart(place, fromPx) * scale, inChart(place, toPx) * scale];
  mark.style.left = `${Math.min(...ends)}px`;
  mark.style.width = `${Math.abs((ends[1] ?? 0) - (ends[0] ?? 0))}px`;
  mark.style.top = `${place.chart.chartArea.top * scale}px`;
  mark.style.height = `${(place.chart.chartArea.bottom - place.chart.chartArea.top) * scale}px`;
};

/** The numbers under the pointer hide what is being chosen. */
const setTooltip = (place: Place | undefined, enabled: boolean): void => {
  const tooltip = place?.chart.options.plugins?.tooltip;
  if (!place || !tooltip || tooltip.enabled === enabled) return;
  tooltip.enabled = enabled;
  place.chart.update("none");
};

const pxOf = (event: PointerEvent, { canvas }: Place): number => event.clientX - canvas.getBoundingClientRect().left;

/** Dragging over a chart with a time axis, by mouse or finger, chooses that stretch; Escape and a cut gesture choose nothing. */
export const startZoom = (
  box: HTMLElement,
  places: () => readonly Place[],
  chosen: (fromMs: number, toMs: number) => void,
): void => {
  let drag: Drag | undefined;
  const end = (): void => {
    if (drag) setTooltip(places()[drag.place], true);
    drag?.mark.remove();
    drag = undefined;
  };
  box.addEventListener("pointerdown", (event) => {
    const at = places().findIndex(({ canvas, panel }) => canvas === event.target && panel.timesMs !== undefined);
    const place = places()[at];
    if (!place || event.button !== 0 || !event.isPrimary) return end();
    end();
    const fromPx = pxOf(event, place);
    drag = { place: at, pointer: event.pointerId, fromPx, toPx: fromPx, mark: createClassed("div", "selection") };
  });
  box.addEventListener("pointermove", (event) => {
    const place = drag && places()[drag.place];
    if (!drag || !place || event.pointerId !== drag.pointer) return;
    drag.toPx = pxOf(event, place);
    if (!drag.mark.isConnected && Math.abs(drag.toPx - drag.fromPx) < FAR_PX) return;
    if (!drag.mark.isConnected) {
      place.canvas.setPointerCapture(event.pointerId);
      place.canvas.parentElement?.append(drag.mark);
      setTooltip(place, false);
    }
    show(place, drag);
  });
  box.addEventListener("pointerup", (event) => {
    const place = drag && places()[drag.place];
    if (!drag || !place || event.pointerId !== drag.pointer) return;
    const [from, to] = drag.mark.isConnected ? [momentAt(place, drag.fromPx), momentAt(place, drag.toPx)] : [];
    end();
    if (from !== undefined && to !== undefined && from !== to) chosen(Math.min(from, to), Math.max(from, to));
  });
  box.addEventListener("pointercancel", end);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && end());
};
