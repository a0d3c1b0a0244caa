import { type Json, objects, text } from "../../slack/json.ts";
import { h } from "./dom.ts";
import { plainOf } from "./paint-text.ts";

/** Space between a button and its menu, px. */
const GAP = 4;

/** Below its button, or above where there is no room; never beyond the page. */
const place = (menu: HTMLElement, button: HTMLElement): void => {
  const at = button.getBoundingClientRect();
  const { offsetHeight: height, offsetWidth: width } = menu;
  const below = at.bottom + GAP + height <= innerHeight;
  menu.style.top = `${below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - height)}px`;
  menu.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
};

/** "…" that opens a menu of a few things; `choose` gets the value of the chosen one. */
export const paintMenu = (element: Json, choose: (value: string, button: HTMLElement) => void): HTMLElement => {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto" });
  const button = h(
    "button",
    {
      type: "button",
      class: "button dots",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "data-focus": text(element.action_id),
      onclick: () => menu.togglePopover(),
    },
    "⋯",
  );
  const pick = (value: string): void => {
    menu.hidePopover();
    choose(value, button);
  };
  menu.append(
    ...objects(element.options).map((option) =>
      h("button", { type: "button", role: "menuitem", onclick: () => pick(text(option.value)) }, plainOf(option.text)),
    ),
  );
  menu.addEventListener("toggle", () => {
    const open = menu.matches(":popover-open");
    button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    place(menu, button);
    menu.querySelector("button")?.focus();
  });
  return h("span", { class: "more" }, button, menu);
};
