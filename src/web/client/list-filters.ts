import { SEVERITIES } from "../../core/alert.ts";
import type { LiveList, Tallies } from "../../core/live-list.ts";
import { formatCount } from "../../core/number-words.ts";
import { createElement, requireElement } from "./element.ts";
import { capital, SEVERITY_WORDS } from "./list-words.ts";

const STATES = [
  ["", "Open"],
  ["firing", "Firing"],
  ["acked", "Taken"],
  ["resolved", "Resolved"],
  ["notice", "Notices"],
] as const;
const NAMES = ["state", "source", "service", "severity", "q"];
const MOST_SOURCES = 20;
const TYPING_MS = 250;

/** What the page is asked, as its own address says it. */
export const currentQuery = (): URLSearchParams => new URLSearchParams(location.search);

/** Whether anything narrows the list besides its state. */
export const isFiltered = (query: URLSearchParams): boolean =>
  NAMES.some((name) => name !== "state" && query.getAll(name).some(Boolean));

const set = (query: URLSearchParams, name: string, value: string): URLSearchParams => {
  const next = new URLSearchParams(query);
  next.delete("limit");
  next.delete(name);
  if (value !== "") next.set(name, value);
  return next;
};

/** With this value of `name` when it has none of it, without it when it has. */
const toggled = (query: URLSearchParams, name: string, value: string): URLSearchParams => {
  const next = new URLSearchParams(query);
  const had = next.getAll(name);
  next.delete("limit");
  next.delete(name);
  for (const one of had.includes(value) ? had.filter((other) => other !== value) : [...had, value])
    next.append(name, one);
  return next;
};

interface Chip {
  readonly words: string;
  readonly count?: number | undefined;
  readonly pressed: boolean;
  readonly next: URLSearchParams;
}

/** The filters above the list; calls back with the query that a person wants. */
export class Filters {
  readonly #changed: (query: URLSearchParams) => void;
  readonly #words = requireElement("words", HTMLInputElement);
  readonly #service = requireElement("service", HTMLSelectElement);
  #typing = 0;

  constructor(changed: (query: URLSearchParams) => void) {
    this.#changed = changed;
    this.#words.value = currentQuery().get("q") ?? "";
    this.#words.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = window.setTimeout(() => changed(set(currentQuery(), "q", this.#words.value.trim())), TYPING_MS);
    });
    this.#service.addEventListener("change", () => changed(set(currentQuery(), "service", this.#service.value)));
    requireElement("clear", HTMLButtonElement).addEventListener("click", () => {
      this.#words.value = "";
      changed(new URLSearchParams());
    });
    const narrow = requireElement("narrow", HTMLButtonElement);
    narrow.addEventListener("click", () => {
      const open = narrow.getAttribute("aria-expanded") !== "true";
      narrow.setAttribute("aria-expanded", String(open));
      requireElement("filters", HTMLElement).dataset.open = String(open);
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.#words.focus();
    });
  }

  /** Shows what can be chosen, with how much there is of it, and what is chosen. */
  show(query: URLSearchParams, { counts }: Pick<LiveList, "counts">): void {
    const states: Readonly<Record<string, number>> = Object.fromEntries(
      counts.states.map(({ name, count }) => [name, count]),
    );
    this.#chips(
      "states",
      STATES.map(([value, words]) => ({
        words,
        count: value === "" ? (states.firing ?? 0) + (states.acked ?? 0) : states[value],
        pressed: (query.get("state") ?? "") === value,
        next: set(query, "state", value),
      })),
    );
    this.#tallied("severities", "severity", query, this.#bySeverity(counts.severities));
    this.#tallied("sources", "source", query, counts.sources.slice(0, MOST_SOURCES));
    this.#services(query, counts.services);
    requireElement("clear", HTMLElement).hidden = !NAMES.some((name) => query.getAll(name).some(Boolean));
    const chosen = ["source", "service", "severity"].flatMap((name) => query.getAll(name).filter(Boolean)).length;
    requireElement("narrow", HTMLElement).textContent = chosen === 0 ? "Filters" : `Filters (${chosen})`;
    requireElement("filters", HTMLElement).hidden = false;
  }

  #bySeverity(tallies: Tallies): Tallies {
    return SEVERITIES.flatMap((name) => tallies.filter((one) => one.name === name));
  }

  #tallied(id: string, name: string, query: URLSearchParams, tallies: Tallies): void {
    const chosen = query.getAll(name).filter(Boolean);
    const missing = chosen.filter((one) => !tallies.some((tally) => tally.name === one));
    const words = (value: string): string =>
      name === "severity" ? (Object.entries(SEVERITY_WORDS).find(([one]) => one === value)?.[1] ?? value) : value;
    this.#chips(
      id,
      [...tallies, ...missing.map((one) => ({ name: one, count: 0 }))].map((tally) => ({
        words: words(tally.name),
        count: tally.count,
        pressed: chosen.includes(tally.name),
        next: toggled(query, name, tally.name),
      })),
    );
  }

  /** Buttons stay the same elements as long as the choice is the same, so that the keyboard does not lose its place. */
  #chips(id: string, chips: readonly Chip[]): void {
    const box = requireElement(id, HTMLElement);
    const known = new Map([...box.querySelectorAll("button")].map((button) => [button.dataset.words, button]));
    const buttons = chips.map(({ words, count, pressed, next }) => {
      const button = known.get(words) ?? createElement("button");
      const shown = count === undefined ? words : `${words} ${formatCount(count)}`;
      if (button.textContent !== shown)
        button.replaceChildren(words, ...(count === undefined ? [] : [" ", createElement("b", formatCount(count))]));
      button.type = "button";
      button.dataset.words = words;
      button.setAttribute("aria-pressed", String(pressed));
      button.onclick = () => this.#changed(next);
      return button;
    });
    if (buttons.length !== box.childElementCount || buttons.some((button, place) => box.children[place] !== button))
      box.replaceChildren(...buttons);
    box.hidden = chips.length === 0;
  }

  #services(query: URLSearchParams, services: Tallies): void {
    const chosen = query.get("service") ?? "";
    const names =
      services.some(({ name }) => name === chosen) || chosen === ""
        ? services
        : [{ name: chosen, count: 0 }, ...services];
    const state = JSON.stringify([chosen, names]);
    if (this.#service.dataset.shown === state || document.activeElement === this.#service) return;
    this.#service.dataset.shown = state;
    this.#service.replaceChildren(
      new Option("All services", ""),
      ...names.map(
        ({ name, count }) => new Option(`${capital(name)} (${formatCount(count)})`, name, false, name === chosen),
      ),
    );
    this.#service.hidden = names.length === 0;
  }
}
