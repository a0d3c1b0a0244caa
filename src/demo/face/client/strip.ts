import { h } from "./dom.ts";
import type { Link } from "./wire.ts";

/** What the strip does. */
export interface StripHands {
  alert(): void;
  away(away: boolean): void;
}

const stateOf = (link: Link, open: boolean): { name: string; words: string } => {
  if (!open) return { name: "off", words: "Page reconnecting…" };
  if (link.away) return { name: "off", words: "Slack is cut off: alerts wait inside Dr. M" };
  return link.connected
    ? { name: "on", words: "Dr. M is connected" }
    : { name: "wait", words: "Dr. M is reconnecting…" };
};

/** The controls of the demo, above everything else. */
export class Strip {
  readonly #state = h("span", { class: "state", role: "status" });
  readonly #cut = h("button", { type: "button" });
  #away = false;

  constructor(box: HTMLElement, hands: StripHands) {
    const alert = h("button", { type: "button", id: "trigger", onclick: () => hands.alert() }, "Trigger an alert now");
    this.#cut.id = "cut";
    this.#cut.addEventListener("click", () => hands.away(!this.#away));
    box.replaceChildren(h("b", {}, "Demo"), alert, this.#cut, this.#state);
  }

  draw(link: Link, open: boolean): void {
    const { name, words } = stateOf(link, open);
    this.#away = link.away;
    this.#cut.textContent = link.away ? "Put Slack back" : "Cut Slack off";
    this.#cut.setAttribute("aria-pressed", String(link.away));
    this.#state.dataset.state = name;
    if (this.#state.textContent !== words) this.#state.textContent = words;
  }
}
