import type { ChartSpec } from "../../core/chart.ts";
import { formatMoment } from "../../graphs/chart-time.ts";
import { loadFonts, Panels } from "./draw.ts";
import { createElement, requireElement } from "./element.ts";
import { Feed } from "./feed.ts";
import { followNow, isRange, queryDays, rangeChoices, withRange } from "./ranges.ts";
import { tablesOf } from "./tables.ts";
import { currentTheme, startTheme } from "./theme.ts";

const STATES = {
  live: "Live",
  reconnecting: "Reconnecting…",
  over: "Not live: this range is over",
  failed: "Not available",
} as const;

const query = new URLSearchParams(location.search);
const panels = new Panels(requireElement("panels", HTMLElement));
const numbers = requireElement("numbers", HTMLDetailsElement);
const nowMs = (): number => performance.timeOrigin + performance.now();

let shown: ChartSpec | undefined;
let updatedMs = 0;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const isLive = (value: unknown): value is { spec: ChartSpec; open: boolean } =>
  isRecord(value) && typeof value.open === "boolean" && isRecord(value.spec) && Array.isArray(value.spec.panels);

const readLive = (value: unknown): { spec: ChartSpec; open: boolean } | undefined =>
  isLive(value) ? value : undefined;

const setText = (id: string, text: string): void => {
  requireElement(id, HTMLElement).textContent = text;
};

const showState = (state: keyof typeof STATES): void => {
  const element = requireElement("state", HTMLElement);
  if (element.dataset.state === state) return;
  element.dataset.state = state;
  element.textContent = STATES[state];
};

const agoWords = (seconds: number): string =>
  seconds < 90
    ? `${Math.round(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;

const showFresh = (): void => {
  if (!shown) return;
  const asOf = shown.asOfMs === null ? "no data yet" : `as of ${formatMoment(shown.asOfMs, shown.tz)}`;
  setText("fresh", `${asOf}, updated ${agoWords((nowMs() - updatedMs) / 1000)} ago`);
};

const showTables = (): void => {
  const box = requireElement("tables", HTMLElement);
  if (shown && numbers.open) box.replaceChildren(...tablesOf(shown));
};

const showRanges = (tz: string, open: boolean): void => {
  const chips = rangeChoices(nowMs(), tz, Number(document.documentElement.dataset.weekStart ?? 1)).map((range) => {
    const chip = createElement("a", range.words);
    chip.href = withRange(query, range, tz);
    if (isRange(query, range, tz)) chip.setAttribute("aria-current", "true");
    return chip;
  });
  requireElement("chips", HTMLElement).replaceChildren(...chips);
  const follow = requireElement("follow", HTMLAnchorElement);
  follow.hidden = open;
  follow.href = withRange(query, followNow(query, nowMs(), tz), tz);
};

const draw = (): void => {
  if (shown) panels.draw(shown, currentTheme());
};

const showSpec = async (spec: ChartSpec, open: boolean): Promise<void> => {
  shown = spec;
  updatedMs = nowMs();
  document.title = `${spec.title} · Dr. M`;
  setText("title", spec.title);
  setText("subtitle", spec.subtitle);
  setText("summary", spec.summary);
  setText("definition", [spec.definition, spec.read].filter(Boolean).join(" · "));
  requireElement("problem", HTMLElement).hidden = true;
  showFresh();
  showRanges(spec.tz, open);
  showTables();
  await loadFonts(spec);
  draw();
  document.documentElement.dataset.ready = "true";
};

const startForm = (): void => {
  const [from, to] = [requireElement("from", HTMLInputElement), requireElement("to", HTMLInputElement)];
  const tz = (): string => shown?.tz ?? query.get("tz") ?? "UTC";
  const days = queryDays(query, nowMs(), tz());
  from.value = days.first;
  to.value = days.last;
  requireElement("custom", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const [first = "", last = ""] = [from.value, to.value].sort();
    location.assign(withRange(query, { words: "", from: first, to: last }, tz()));
  });
};

const startResize = (): void => {
  let width = 0;
  new ResizeObserver(([entry]) => {
    const next = Math.round(entry?.contentRect.width ?? 0);
    if (next !== width && width !== 0) requestAnimationFrame(draw);
    width = next;
  }).observe(requireElement("panels", HTMLElement));
};

startTheme(draw);
startForm();
startResize();
setInterval(showFresh, 1000);
numbers.addEventListener("toggle", showTables);
const base = location.pathname.replace(/\/$/, "");
await new Feed(
  { first: `${base}/spec${location.search}`, events: `${base}/events${location.search}`, read: readLive },
  {
    data({ spec, open }) {
      void showSpec(spec, open);
      return open;
    },
    state: showState,
    failed: (tell) => {
      showState("failed");
      const problem = requireElement("problem", HTMLElement);
      problem.textContent = tell;
      problem.hidden = false;
    },
  },
).start();
