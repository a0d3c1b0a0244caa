import { h } from "./dom.ts";
import { type Hint, type Hints, hintsFor } from "./hints.ts";
import type { World } from "./world.ts";

/** Where words are typed: Enter sends, Shift+Enter breaks the line, "/" and "@" offer what fits. */
export class Composer {
  readonly #words: HTMLTextAreaElement;
  readonly #list: HTMLElement;
  readonly #box: HTMLElement;
  readonly #send: HTMLButtonElement;
  readonly #sent: (words: string) => void;
  #world: World | undefined;
  #hints: Hints = { title: "", items: [], eager: false };
  #chosen = -1;

  /** Fills `box`; `id` tells two composers of one page apart. */
  constructor(box: HTMLElement, id: string, sent: (words: string) => void) {
    this.#box = box;
    this.#sent = sent;
    this.#list = h("div", {
      class: "hints",
      role: "listbox",
      id: `${id}-hints`,
      "aria-label": "Suggestions",
      hidden: true,
    });
    this.#words = h("textarea", {
      id: `${id}-words`,
      rows: 1,
      role: "combobox",
      autocomplete: "off",
      spellcheck: "true",
      enterkeyhint: "send",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-hints`,
    });
    this.#send = h("button", { type: "button", class: "send", "aria-label": "Send", disabled: true }, "➤");
    this.#send.addEventListener("click", () => this.#submit());
    this.#words.addEventListener("input", () => this.#look());
    this.#words.addEventListener("click", () => this.#look());
    this.#words.addEventListener("blur", () => this.#offer({ title: "", items: [], eager: false }));
    this.#words.addEventListener("keydown", (event) => this.#key(event));
    box.replaceChildren(this.#list, h("div", { class: "field" }, this.#words, this.#send));
  }

  /** What the empty field says; undefined reason means that one may write. */
  draw(world: World, label: string, closed?: string): void {
    this.#world = world;
    this.#words.placeholder = closed ?? label;
    this.#words.setAttribute("aria-label", label);
    this.#words.disabled = closed !== undefined;
  }

  focus(): void {
    this.#words.focus({ preventScroll: true });
  }

  /** Puts words into the field, ready to be sent. */
  fill(words: string): void {
    this.#words.value = words;
    this.focus();
    this.#words.setSelectionRange(words.length, words.length);
    this.#look();
  }

  #look(): void {
    const { value, selectionStart } = this.#words;
    this.#send.disabled = value.trim() === "";
    this.#words.style.height = "auto";
    this.#words.style.height = `${Math.min(this.#words.scrollHeight, 200)}px`;
    if (this.#world === undefined) return;
    const { commands, people } = this.#world.scene;
    this.#offer(hintsFor(value, selectionStart, commands, people));
  }

  #offer(hints: Hints): void {
    this.#hints = hints;
    const open = hints.items.length > 0;
    this.#list.hidden = !open;
    this.#words.setAttribute("aria-expanded", String(open));
    const rows = hints.items.map((hint, place) => this.#row(hint, place));
    this.#list.replaceChildren(h("div", { class: "about", role: "presentation" }, hints.title), ...rows);
    this.#choose(hints.eager ? 0 : -1);
  }

  #row(hint: Hint, place: number): HTMLElement {
    const row = h(
      "div",
      { role: "option", id: `${this.#list.id}-${place}`, "aria-selected": "false" },
      h("b", {}, hint.label),
      hint.detail !== "" && h("span", {}, hint.detail),
    );
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#take(hint);
    });
    return row;
  }

  #choose(place: number): void {
    this.#chosen = place;
    const rows = [...this.#list.querySelectorAll("[role=option]")];
    for (const [at, row] of rows.entries()) row.setAttribute("aria-selected", String(at === place));
    const row = rows[place];
    if (row === undefined) this.#words.removeAttribute("aria-activedescendant");
    else this.#words.setAttribute("aria-activedescendant", row.id);
  }

  #take(hint: Hint): void {
    this.#words.value = hint.text;
    this.#words.setSelectionRange(hint.caret, hint.caret);
    this.#look();
  }

  #key(event: KeyboardEvent): void {
    const count = this.#hints.items.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (count > 0 && step !== undefined) {
      event.preventDefault();
      const from = this.#chosen < 0 && step < 0 ? 0 : this.#chosen;
      this.#choose((from + step + count) % count);
      return;
    }
    if (count > 0 && event.key === "Escape") {
      event.stopPropagation();
      this.#offer({ title: "", items: [], eager: false });
      return;
    }
    const chosen = this.#hints.items[event.key === "Tab" ? Math.max(0, this.#chosen) : this.#chosen];
    if (chosen !== undefined && (event.key === "Enter" || event.key === "Tab") && !event.isComposing) {
      event.preventDefault();
      this.#take(chosen);
      return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    }
  }

  #submit(): void {
    const words = this.#words.value.trim();
    if (words === "" || this.#box.hidden) return;
    this.#words.value = "";
    this.#look();
    this.#sent(words);
  }
}
