import type { LiveRow, LiveVerb } from "../../core/live-list.ts";
import type { Wish } from "./ask.ts";
import { createElement } from "./element.ts";

const LENGTHS = [
  [30, "30 min"],
  [60, "1 h"],
  [120, "2 h"],
  [240, "4 h"],
  [480, "8 h"],
  [1440, "1 day"],
  [10_080, "1 week"],
] as const;
const MOST_BECAUSE = 300;

const LABELS: Readonly<Record<LiveVerb, string>> = {
  ack: "I’m on it",
  resolve: "Resolve",
  mute: "Mute…",
  unmute: "Unmute",
  page: "Page on-call…",
};

/** Buttons of one problem, and the small forms that two of them open. */
export class Actions {
  readonly element = createElement("div");
  readonly #wanted: (wish: Wish) => void;
  #shown = "";

  constructor(wanted: (wish: Wish) => void) {
    this.element.className = "actions";
    this.#wanted = wanted;
  }

  /** A form that a person has open stays as it is. */
  show(row: LiveRow, pager: string | undefined): void {
    const { verbs } = row;
    const shown = JSON.stringify([verbs, pager]);
    if (shown === this.#shown || this.element.querySelector("form")) return;
    this.#shown = shown;
    this.#buttons(row, verbs, pager);
  }

  #buttons(row: LiveRow, verbs: readonly LiveVerb[], pager: string | undefined, focus?: LiveVerb): void {
    const buttons = verbs.map((verb) => {
      const button = createElement("button", LABELS[verb]);
      button.type = "button";
      button.className = verb === "ack" ? "act main" : "act";
      button.setAttribute("aria-label", `${LABELS[verb].replace("…", "")}: ${row.title}`);
      button.addEventListener("click", () => {
        if (verb === "mute") this.#form(row, "mute", this.#muteFields(), "Mute", pager);
        else if (verb === "page")
          this.#form(row, "page", [createElement("span", `Call whoever is on call, by ${pager}?`)], "Page now", pager);
        else this.#wanted({ incidentId: row.id, verb });
      });
      return button;
    });
    this.element.replaceChildren(...buttons);
    if (focus !== undefined) buttons[verbs.indexOf(focus)]?.focus();
  }

  #muteFields(): readonly HTMLElement[] {
    const long = createElement("select");
    long.name = "minutes";
    long.setAttribute("aria-label", "For how long");
    long.append(...LENGTHS.map(([minutes, words]) => new Option(words, String(minutes), false, minutes === 120)));
    const why = createElement("input");
    why.name = "because";
    why.maxLength = MOST_BECAUSE;
    why.placeholder = "because…";
    why.setAttribute("aria-label", "Because");
    why.autocomplete = "off";
    return [long, why];
  }

  #form(
    row: LiveRow,
    verb: "mute" | "page",
    fields: readonly HTMLElement[],
    yes: string,
    pager: string | undefined,
  ): void {
    const form = createElement("form");
    const submit = createElement("button", yes);
    const cancel = createElement("button", "Cancel");
    submit.className = "act main";
    cancel.type = "button";
    cancel.className = "act";
    form.append(...fields, submit, cancel);
    const close = (): void => this.#buttons(row, row.verbs, pager, verb);
    cancel.addEventListener("click", close);
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = new FormData(form);
      const because = String(given.get("because") ?? "").trim();
      const muting = { minutes: Number(given.get("minutes")), ...(because === "" ? {} : { because }) };
      close();
      this.#wanted({ incidentId: row.id, verb, ...(verb === "mute" ? muting : {}) });
    });
    this.element.replaceChildren(form);
    (fields.find((field) => field.matches("input, select")) ?? submit).focus();
  }
}
