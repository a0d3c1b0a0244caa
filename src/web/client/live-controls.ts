import { createElement, requireElement } from "./element.ts";
import { type Address, hrefOf, hrefVs, MEASURED } from "./live-address.ts";
import { followNow, isRange, queryDays, querySpan, rangeChoices, wallMs, wallText } from "./ranges.ts";
import { choiceOf, LENGTHS, lastOf, type Span, spanFrom } from "./spans.ts";

/** What the controls show and where they lead. */
export interface ControlOptions {
  readonly address: Address;
  readonly tz: string;
  readonly nowMs: number;
  /** The range still runs. */
  readonly open: boolean;
  /** It can be compared with another time. */
  readonly comparable: boolean;
}

/** Comparisons by name: value of `vs`, words. */
export const COMPARISONS = [
  ["", "Off"],
  ["1d", "Yesterday"],
  ["1w", "Last week"],
] as const;

const chip = (words: string, href: string, current: boolean): HTMLAnchorElement => {
  const made = createElement("a", words);
  made.href = href;
  if (current) made.setAttribute("aria-current", "true");
  return made;
};

const lengthChips = ({ address, tz, nowMs }: ControlOptions): readonly HTMLAnchorElement[] =>
  LENGTHS.map(({ words, ms }) => {
    const current = address.lastMs === ms && querySpan(address.query, nowMs, tz).follows;
    return chip(words, hrefOf(address, choiceOf(lastOf(ms, nowMs)), tz, ms), current);
  });

const weekChips = ({ address, tz, nowMs }: ControlOptions): readonly HTMLAnchorElement[] =>
  rangeChoices(nowMs, tz, Number(document.documentElement.dataset.weekStart ?? 1)).map((range) =>
    chip(range.words, hrefOf(address, range, tz), isRange(address.query, range, tz)),
  );

/** Where the "Follow now" link leads: as long as what is shown, up to now. */
const followHref = ({ address, tz, nowMs }: ControlOptions): string => {
  if (!MEASURED) return hrefOf(address, followNow(address.query, nowMs, tz), tz);
  const { fromMs, toMs } = querySpan(address.query, nowMs, tz);
  return hrefOf(address, choiceOf(lastOf(toMs - fromMs, nowMs)), tz, toMs - fromMs);
};

/** The same words again change nothing, so that a keyboard's place is kept. */
const replace = (box: HTMLElement, made: readonly HTMLAnchorElement[]): void => {
  const had = [...box.querySelectorAll("a")];
  if (had.length !== made.length) box.replaceChildren(...made);
  for (const [place, one] of made.entries()) {
    const there = had[place];
    if (!there) continue;
    there.textContent = one.textContent;
    there.href = one.href;
    if (one.hasAttribute("aria-current")) there.setAttribute("aria-current", "true");
    else there.removeAttribute("aria-current");
  }
};

const showCompare = ({ address, comparable }: ControlOptions): void => {
  const now = address.query.get("vs") ?? "";
  const known = COMPARISONS.some(([vs]) => vs === now);
  const all = known ? COMPARISONS : [...COMPARISONS, [now, `${now} before`] as const];
  replace(
    requireElement("compare-choices", HTMLElement),
    all.map(([vs, words]) => chip(words, hrefVs(address, vs), vs === now)),
  );
  requireElement("compare", HTMLElement).hidden = !comparable;
};

/** Ranges, comparison and "Follow now", as links to the same page. */
export const showControls = (options: ControlOptions): void => {
  replace(requireElement("chips", HTMLElement), MEASURED ? lengthChips(options) : weekChips(options));
  showCompare(options);
  const follow = requireElement("follow", HTMLAnchorElement);
  follow.hidden = options.open;
  follow.href = followHref(options);
};

/** Shows a range in the fields "from" and "to", unless somebody is typing there. */
export const fillForm = ({ query }: Address, nowMs: number, tz: string): void => {
  const [from, to] = [requireElement("from", HTMLInputElement), requireElement("to", HTMLInputElement)];
  if (document.activeElement === from || document.activeElement === to) return;
  if (MEASURED) {
    const { fromMs, toMs } = querySpan(query, nowMs, tz);
    from.value = wallText(fromMs, tz);
    to.value = wallText(toMs, tz);
  } else {
    const days = queryDays(query, nowMs, tz);
    from.value = days.first;
    to.value = days.last;
  }
};

/** The form for any other range; `tz` says in which zone its times are. */
export const startForm = (
  tz: () => string,
  clock: () => number,
  go: { span(span: Span): void; days(from: string, to: string): void },
): void => {
  const [from, to] = [requireElement("from", HTMLInputElement), requireElement("to", HTMLInputElement)];
  if (MEASURED) for (const field of [from, to]) field.type = "datetime-local";
  requireElement("last-words", HTMLElement).hidden = !MEASURED;
  requireElement("other", HTMLDetailsElement).open = matchMedia("(min-width: 701px)").matches;
  requireElement("custom", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const [first = "", last = ""] = [from.value, to.value].sort();
    if (!MEASURED) return go.days(first, last);
    const [fromMs, toMs] = [wallMs(first, tz()), wallMs(last, tz())];
    if (!Number.isNaN(fromMs) && !Number.isNaN(toMs)) go.span(spanFrom(fromMs, toMs, clock()));
  });
};
