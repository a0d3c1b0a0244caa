import { h } from "./dom.ts";

const KEY = "face-welcomed";

/** Whether the newcomer has put the welcome away. */
export const isWelcomed = (): boolean => localStorage.getItem(KEY) === "yes";

/** Puts the welcome away for good. */
export const setWelcomed = (): void => localStorage.setItem(KEY, "yes");

/** The first thing a newcomer reads; `type` puts words into the composer. */
export const paintWelcome = (type: (words: string) => void, away: () => void): HTMLElement => {
  const words = "/oncall stats this week";
  const close = (): void => {
    setWelcomed();
    away();
  };
  return h(
    "section",
    { class: "welcome", "aria-label": "Welcome" },
    h("button", { type: "button", class: "close", "aria-label": "Dismiss the welcome", onclick: close }, "×"),
    h("h2", {}, "Dr. M is on call"),
    h(
      "ol",
      {},
      h("li", {}, h("b", {}, "Alerts arrive by themselves."), " One message per problem, kept up to date."),
      h("li", {}, h("b", {}, "Press a button."), " The card says who is on it, and the pager agrees."),
      h(
        "li",
        {},
        h("b", {}, "Ask."),
        " Who is on call, what is open, the week in numbers with a picture and a live page.",
      ),
    ),
    h(
      "button",
      { type: "button", class: "button primary", onclick: () => type(words) },
      "Type ",
      h("code", {}, words),
      " for me",
    ),
  );
};
