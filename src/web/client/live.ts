import type { ChartSpec } from "../../core/chart.ts";
import { withoutSeries } from "../../core/chart-hide.ts";
import { loadFonts, Panels } from "./draw.ts";
import { requireElement } from "./element.ts";
import { Feed } from "./feed.ts";
import { nowMs, setServerTime } from "./list-times.ts";
import { BASE, hide, hrefOf, hrefVs, MEASURED, readAddress, zoneOf } from "./live-address.ts";
import { COMPARISONS, fillForm, showControls, startForm } from "./live-controls.ts";
import { startCopy } from "./live-copy.ts";
import { type Key, startKeys } from "./live-keys.ts";
import { showLegends } from "./live-legend.ts";
import { startAwake, startLinks, startResize } from "./live-listen.ts";
import { openPost, startPost } from "./live-post.ts";
import { readShown, type Shown } from "./live-shown.ts";
import { showFresh, showProblem, showState, showWords } from "./live-words.ts";
import { startZoom } from "./live-zoom.ts";
import { querySpan } from "./ranges.ts";
import { choiceOf, isOutgrown, lastOf, moved, type Span, scaled, spanFrom } from "./spans.ts";
import { fillTables } from "./tables.ts";
import { currentTheme, startTheme } from "./theme.ts";

const FOLLOW_MS = 10_000;
/** How much of its length a range moves: weeks stay weeks. */
const STEP = MEASURED ? 0.5 : 1;

const panels = new Panels(requireElement("panels", HTMLElement));
const numbers = requireElement("numbers", HTMLDetailsElement);

let address = readAddress();
let shown: Shown | undefined;
let feed: Feed<Shown> | undefined;

const tz = (): string => shown?.spec.tz ?? zoneOf(address.query.get("tz"));

const seen = (): ChartSpec | undefined => shown && withoutSeries(shown.spec, address.hidden);

const showTables = (): void => {
  const spec = seen();
  if (spec && numbers.open) fillTables(requireElement("tables", HTMLElement), spec);
};

const setHidden = (hidden: readonly string[]): void => {
  hide(hidden);
  address = readAddress();
  show();
};

const toggle = (name: string): void => {
  const { hidden } = address;
  setHidden(hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name]);
};

const draw = (): void => {
  const spec = seen();
  if (!spec || !shown) return;
  const theme = currentTheme();
  panels.draw(spec, theme);
  showLegends(panels.places, {
    ...{ spec: shown.spec, hidden: address.hidden, theme, toggle },
    showAll: () => setHidden([]),
  });
};

/** A comparison of two ranges has no range of its own to choose. */
const hasRange = ({ takes, query }: Shown): boolean => !(takes.includes("a") && /(?:^|&)a=[^&]*%2F/i.test(query));

/** What does not need the numbers: it is there also when they cannot be had. */
const showFrame = (): void => {
  requireElement("ranges", HTMLElement).hidden = shown !== undefined && !hasRange(shown);
  const comparable = shown === undefined ? MEASURED : shown.takes.includes("vs");
  showControls({
    address,
    tz: tz(),
    nowMs: nowMs(),
    open: shown?.open ?? address.query.get("to") === "now",
    comparable,
  });
  fillForm(address, nowMs(), tz());
};

const show = (): void => {
  const spec = seen();
  showFrame();
  if (!spec || !shown) return;
  showWords(spec);
  showFresh(spec, performance.now() - shown.atMs);
  showTables();
  draw();
};

/** What is shown answers another question than the address: nobody is to read it, or post it, as if it did not. */
const isBehind = (): boolean => shown !== undefined && shown.query !== address.query.toString();

const showBehind = (behind: boolean): void => {
  requireElement("panels", HTMLElement).setAttribute("aria-busy", String(behind));
  requireElement("snapshot", HTMLButtonElement).disabled =
    behind || !shown || shown.seal === "" || shown.spec.private === true;
  if (behind) showState("loading");
};

/** What can be done with what is shown: posted, unless it is the viewer's alone; saved as a file. */
const showDeeds = ({ csv, spec, query }: Shown): void => {
  showBehind(false);
  requireElement("private", HTMLElement).hidden = spec.private !== true;
  requireElement("copy", HTMLButtonElement).hidden = spec.private === true;
  const file = requireElement("csv", HTMLAnchorElement);
  file.hidden = !csv;
  file.href = `${BASE}/csv${query === "" ? "" : `?${query}`}`;
};

const take = async (next: Shown): Promise<void> => {
  shown = next;
  showProblem("");
  await loadFonts(next.spec);
  if (shown !== next) return;
  show();
  showDeeds(next);
  document.documentElement.dataset.ready = "true";
};

const follow = (): void => {
  feed?.stop();
  const question = address.query.toString();
  const search = question === "" ? "" : `?${question}`;
  feed = new Feed(
    {
      first: `${BASE}/spec${search}`,
      events: `${BASE}/events${search}`,
      read: (value) => readShown(value, question, performance.now()),
      fresh: MEASURED ? "/graph live" : "/oncall live",
    },
    {
      data(next) {
        if (next.open) showState("live");
        void take(next);
        return next.open;
      },
      state: showState,
      trouble(tell) {
        showProblem(tell);
        showState("stale");
      },
      tick: setServerTime,
      failed(tell) {
        showState("failed");
        showProblem(tell);
      },
    },
  );
  void feed.start();
};

/** Reads the address again: asks anew when it asks something else. */
const readAgain = (): void => {
  const before = address.query.toString();
  address = readAddress();
  if (address.query.toString() !== before) follow();
  show();
};

/** The same where a person asks for something else: until it is there the page says that it is not. */
const turn = (): void => {
  readAgain();
  showBehind(isBehind());
};

const go = (href: string): void => {
  history.pushState(null, "", href);
  turn();
};

const goTo = (span: Span): void => {
  if (shown !== undefined && !hasRange(shown)) return;
  go(hrefOf(address, choiceOf(span), tz(), span.follows ? nowMs() - span.fromMs : undefined));
};

const here = (): Span => querySpan(address.query, nowMs(), tz());

const compareNext = (): void => {
  if (!shown?.takes.includes("vs")) return;
  const now = COMPARISONS.findIndex(([vs]) => vs === (address.query.get("vs") ?? ""));
  go(hrefVs(address, COMPARISONS[(now + 1) % COMPARISONS.length]?.[0] ?? ""));
};

const post = (): void => {
  if (shown) openPost({ ...shown, hidden: address.hidden });
};

/** A window of a length moves along with now. */
const slide = (): void => {
  const { query, lastMs } = address;
  const { fromMs, follows } = here();
  if (
    lastMs === undefined ||
    !follows ||
    !isOutgrown(fromMs, lastMs, nowMs()) ||
    document.querySelector("dialog[open]")
  )
    return;
  history.replaceState(null, "", hrefOf({ ...address, query }, choiceOf(lastOf(lastMs, nowMs())), tz(), lastMs));
  readAgain();
};

const press = (id: string) => (): void => requireElement(id, HTMLButtonElement).click();

const measuredKeys = (): readonly Key[] => [
  { keys: ["+", "="], name: "+", words: "Zoom in", press: () => goTo(scaled(here(), 0.5, nowMs())) },
  { keys: ["-"], name: "−", words: "Zoom out", press: press("wider") },
  { keys: ["c"], name: "c", words: "Compare with another time", press: compareNext },
];

const startButtons = (): void => {
  requireElement("wider", HTMLButtonElement).hidden = !MEASURED;
  requireElement("wider", HTMLButtonElement).addEventListener("click", () => goTo(scaled(here(), 2, nowMs())));
  requireElement("snapshot", HTMLButtonElement).addEventListener("click", post);
  startKeys([
    { keys: ["ArrowLeft"], name: "←", words: "Earlier", press: () => goTo(moved(here(), -STEP, nowMs())) },
    { keys: ["ArrowRight"], name: "→", words: "Later", press: () => goTo(moved(here(), STEP, nowMs())) },
    ...(MEASURED ? measuredKeys() : []),
    { keys: ["s"], name: "s", words: "Snapshot to a channel", press: press("snapshot") },
    { keys: ["l"], name: "l", words: "Copy a link to this view", press: press("copy") },
    { keys: ["t"], name: "t", words: "Light or dark", press: press("theme") },
  ]);
};

startTheme(draw);
startForm(tz, nowMs, {
  span: goTo,
  days: (from, to) => go(hrefOf(address, { words: "", from, to }, tz())),
});
startButtons();
startPost();
startCopy(showProblem);
startLinks(go, turn);
startResize(draw);
startAwake(follow);
startZoom(
  requireElement("panels", HTMLElement),
  () => panels.places,
  (from, to) => goTo(spanFrom(from, to, nowMs())),
);
setInterval(() => shown && showFresh(shown.spec, performance.now() - shown.atMs), 1000);
setInterval(slide, FOLLOW_MS);
numbers.addEventListener("toggle", showTables);
showFrame();
follow();
