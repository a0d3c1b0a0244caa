import type { ChartSpec } from "../../core/chart.ts";
import { formatMoment } from "../../graphs/chart-time.ts";
import { requireElement } from "./element.ts";

const STATES = {
  live: "Live",
  reconnecting: "Reconnecting…",
  stale: "Not up to date",
  over: "Not live: this range is over",
  failed: "Not available",
  loading: "Loading…",
} as const;

const setText = (id: string, text: string): void => {
  const element = requireElement(id, HTMLElement);
  if (element.textContent !== text) element.textContent = text;
};

/** Whether it is live, in words. */
export const showState = (state: keyof typeof STATES): void => {
  requireElement("state", HTMLElement).dataset.state = state;
  setText("state", STATES[state]);
};

/** What went wrong, for the person; "" when nothing did. */
export const showProblem = (tell: string): void => {
  setText("problem", tell.replaceAll("`", ""));
  requireElement("problem", HTMLElement).hidden = tell === "";
};

const agoWords = (seconds: number): string =>
  seconds < 90
    ? `${Math.round(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;

/** How old the numbers are, and how long ago they were heard. */
export const showFresh = (spec: ChartSpec, agoMs: number): void => {
  const asOf = spec.asOfMs === null ? "no data yet" : `as of ${formatMoment(spec.asOfMs, spec.tz)}`;
  setText("fresh", `${asOf}, updated ${agoWords(agoMs / 1000)} ago`);
};

/** Title, subtitle, summary, how the numbers are made, and where the same is at its source. */
export const showWords = (spec: ChartSpec): void => {
  document.title = `${spec.title} · Dr. M`;
  setText("title", spec.title);
  setText("subtitle", spec.subtitle);
  setText("summary", spec.summary);
  setText("definition", [spec.definition, spec.read].filter(Boolean).join(" · "));
  setText("zone", spec.tz);
  const link = requireElement("open-in", HTMLAnchorElement);
  const url = spec.openIn === undefined ? null : URL.parse(spec.openIn.url);
  link.hidden = url === null || !/^https?:$/.test(url.protocol);
  if (url !== null && !link.hidden) {
    link.href = url.href;
    link.textContent = spec.openIn?.label ?? "";
  }
};
