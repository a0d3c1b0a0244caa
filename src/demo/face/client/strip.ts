import { h } from "./dom.ts";
import type { Link } from "./wire.ts";

/** What the strip does. */
export interface StripHands {
  alert(): void;
  story(): void;
  storm(): void;
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
    const button = (id: string, words: string, press: () => void): HTMLElement =>
      h("button", { type: "button", id, onclick: press }, words);
    const starts = [
      button("story", "Play the glitch again", () => hands.story()),
      button("storm", "Start a storm", () => hands.storm()),
      button("trigger", "Page somebody", () => hands.alert()),
    ];
    this.#cut.id = "cut";
    this.#cut.addEventListener("click", () => hands.away(!this.#away));
    box.replaceChildren(h("b", {}, "Demo"), ...starts, this.#cut, this.#state);
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
