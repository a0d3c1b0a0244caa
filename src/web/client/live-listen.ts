import { requireElement } from "./element.ts";

const ASLEEP_MS = 20_000;

/** Links to this page change what it asks, and so do "back" and "forward"; the browser's own ways to open a link stay. */
export const startLinks = (go: (href: string) => void, readAgain: () => void): void => {
  document.addEventListener("click", (event) => {
    const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
    const link =
      target instanceof Element ? target.closest<HTMLAnchorElement>("#chips a, #compare a, #follow") : undefined;
    if (!link || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return;
    event.preventDefault();
    go(link.href);
  });
  window.addEventListener("popstate", readAgain);
};

/** Calls back when the charts have another width. */
export const startResize = (draw: () => void): void => {
  let width = 0;
  new ResizeObserver(([entry]) => {
    const next = Math.round(entry?.contentRect.width ?? 0);
    if (next !== width && width !== 0) requestAnimationFrame(draw);
    width = next;
  }).observe(requireElement("panels", HTMLElement));
};

/** Calls back when the page slept behind other tabs, or has its network back: what it shows may be older than it knows. */
export const startAwake = (awake: () => void): void => {
  let seenMs = performance.now();
  const look = (): void => {
    if (document.hidden) return;
    const sleptMs = performance.now() - seenMs;
    seenMs = performance.now();
    if (sleptMs > ASLEEP_MS) awake();
  };
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", awake);
};
