import assert from "node:assert/strict";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";

/** Debian's Chromium, that asks nobody else anything. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** A phone held upright. */
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Scrolls there at once, also where the element is being painted anew meanwhile. */
export const toView = (one: Locator): Promise<void> =>
  one.evaluate((element) => element.scrollIntoView({ block: "nearest", behavior: "instant" }));

/** No page is wider than its screen. */
export const fits = async (page: Page): Promise<void> => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  const screen = page.viewportSize()?.width ?? 0;
  assert.ok(wide <= screen, `the page is ${wide} wide on a screen of ${screen}`);
};

/** Ends a run that takes too long; to be cleared when it is done. */
export const endAfter = (limitMs: number): NodeJS.Timeout =>
  setTimeout(() => {
    process.stderr.write(`not done within ${limitMs} ms\n`);
    process.exit(1);
  }, limitMs);
