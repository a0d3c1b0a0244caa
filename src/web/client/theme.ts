import type { Theme } from "../../graphs/chart-theme.ts";
import { requireElement } from "./element.ts";

const KEY = "drm-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

const chosen = (): Theme | undefined => {
  const kept = sessionStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : undefined;
};

/** The theme now: what was chosen in this tab, else the system's. */
export const currentTheme = (): Theme => chosen() ?? (system.matches ? "dark" : "light");

const paint = (button: HTMLButtonElement): void => {
  const theme = currentTheme();
  document.documentElement.dataset.theme = theme;
  button.textContent = theme === "dark" ? "Light" : "Dark";
  button.setAttribute("aria-label", `Switch to ${theme === "dark" ? "light" : "dark"} colours`);
};

/** Follows the system and the page's button; calls back after every change. */
export const startTheme = (changed: () => void): void => {
  const button = requireElement("theme", HTMLButtonElement);
  const repaint = (): void => {
    paint(button);
    changed();
  };
  paint(button);
  system.addEventListener("change", repaint);
  button.addEventListener("click", () => {
    sessionStorage.setItem(KEY, currentTheme() === "dark" ? "light" : "dark");
    repaint();
  });
};
