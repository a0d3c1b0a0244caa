import { h } from "./dom.ts";

/** Shows a picture large until it is clicked, closed or left with Escape. */
export const enlarge = (dialog: HTMLDialogElement, src: string, alt: string): void => {
  const close = h(
    "button",
    { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() },
    "×",
  );
  dialog.replaceChildren(close, h("img", { src, alt }), h("p", {}, alt));
  dialog.onclick = ({ target }) => {
    if (target === dialog || target instanceof HTMLImageElement) dialog.close();
  };
  dialog.showModal();
};
