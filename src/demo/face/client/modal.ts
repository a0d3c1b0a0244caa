import { objects } from "../../slack/json.ts";
import { type BlockSurface, paintBlocks } from "./blocks.ts";
import { h } from "./dom.ts";
import type { Chosen, Field } from "./elements.ts";
import { plainOf } from "./paint-text.ts";
import type { Outcome, Shown } from "./wire.ts";

/** What a modal does. */
export interface ModalHands {
  submit(values: Readonly<Record<string, Chosen>>): Promise<Outcome>;
  close(): void;
}

/** The one modal somebody has before them. */
export class Modal {
  readonly #dialog: HTMLDialogElement;
  readonly #hands: ModalHands;
  #drawn: unknown;
  #fields = new Map<string, Field>();

  constructor(dialog: HTMLDialogElement, hands: ModalHands) {
    this.#dialog = dialog;
    this.#hands = hands;
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      hands.close();
    });
  }

  /** Shows this view, or closes; `errors` by block id stand below their inputs. */
  draw(shown: Shown | null, errors: Readonly<Record<string, string>>, surface: BlockSurface): void {
    if (shown?.body !== this.#drawn) this.#open(shown, surface);
    for (const input of this.#dialog.querySelectorAll<HTMLElement>(".input")) {
      input.querySelector(".error")?.remove();
      const wrong = errors[input.dataset.block ?? ""];
      if (wrong !== undefined) input.append(h("p", { class: "error", role: "alert" }, wrong));
    }
  }

  #open(shown: Shown | null, surface: BlockSurface): void {
    this.#drawn = shown?.body;
    this.#fields = new Map();
    if (shown === null) {
      this.#dialog.close();
      return;
    }
    const { body } = shown;
    const content = paintBlocks(objects(body.blocks), {
      ...surface,
      field: (block, action, field) => this.#fields.set(`${block}.${action}`, field),
    });
    const close = h(
      "button",
      { type: "button", class: "button", onclick: () => this.#hands.close() },
      plainOf(body.close) || "Cancel",
    );
    const submit = h("button", { type: "submit", class: "button primary" }, plainOf(body.submit) || "Submit");
    const feet = body.submit === undefined ? [close] : [close, submit];
    const form = h(
      "form",
      {},
      h("h2", {}, plainOf(body.title)),
      h("div", { class: "blocks" }, ...content),
      h("footer", {}, ...feet),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit(form, submit);
    });
    this.#dialog.replaceChildren(form);
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async #submit(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
    const values: Record<string, Chosen> = {};
    for (const [name, field] of this.#fields) {
      const value = field.value();
      if (value !== undefined) values[name] = value;
    }
    button.disabled = true;
    const outcome = await this.#hands.submit(values);
    button.disabled = false;
    form.querySelector(".failed")?.remove();
    if (!outcome.ok) form.append(h("p", { class: "failed", role: "alert" }, outcome.tell));
  }
}
