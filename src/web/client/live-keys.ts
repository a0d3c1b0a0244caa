import { createElement, requireElement } from "./element.ts";

/** A key, its name for people, what it does in words, and how. */
export interface Key {
  readonly keys: readonly string[];
  readonly name: string;
  readonly words: string;
  press(): void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input, select, textarea, [contenteditable], .scroll") !== null;

/** Listens for them, not while somebody types or a dialog is open; "?" and a button show the list of them. */
export const startKeys = (keys: readonly Key[]): void => {
  const dialog = requireElement("keys", HTMLDialogElement);
  const list = keys.flatMap(({ name, words }) => [
    createElement("dt", "", [createElement("kbd", name)]),
    createElement("dd", words),
  ]);
  requireElement("key-list", HTMLElement).replaceChildren(...list);
  const open = (): void => dialog.showModal();
  requireElement("show-keys", HTMLButtonElement).addEventListener("click", open);
  requireElement("close-keys", HTMLButtonElement).addEventListener("click", () => dialog.close());
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, target, defaultPrevented } = event;
    if (ctrlKey || metaKey || altKey || defaultPrevented || isTyping(target)) return;
    if (document.querySelector("dialog[open]")) return;
    const pressed = key === "?" ? { press: open } : keys.find((one) => one.keys.includes(key));
    if (!pressed) return;
    event.preventDefault();
    pressed.press();
  });
};
