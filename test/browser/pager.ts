import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { FAST, type House, openHouse, startBot } from "../support/house.ts";
import { endAfter, launchChromium, PHONE, toView } from "./chromium.ts";
import { sendForms } from "./pager-forms.ts";

/** The pager in chat with the whole bot: the phrases people type most, each form and the home tab: `node test/browser/pager.ts FOLDER`. */

const LIMIT_MS = 180_000;
const DESKTOP = { viewport: { width: 1100, height: 900 } } as const;
const folder = process.argv[2] ?? "screenshots";
const faults: string[] = [];

/** What is typed, and what the answer says. */
const PHRASES: readonly (readonly [string, RegExp])[] = [
  ["/oncall who", /On call now/],
  ["/oncall incidents", /open incidents/],
  ["@drm who's on call for payments?", /Payments/],
  ["@drm pager ack 0", /cked|cknowledged/],
  ["/oncall schedule payments", /Payments Primary/],
  ["@drm pager sup", /open incidents/],
  ["@drm am I on call?", /Platform|not on call/],
  ["/oncall my schedule 14", /Platform/],
  ['/oncall page "Hari Menon" the cache is on fire', /paged|Paged|Hari Menon/],
  ["/oncall take payments for 60m", /Payments Primary/],
  ["/oncall cover me tomorrow 9:00 - tomorrow 17:00", /cover|turn/i],
  ["/oncall resolve all", /Resolve/],
  ["/oncall reasign 3 to ben", /do not know|Did you mean/],
  ["/oncall schedule primary", /Which/],
  ["/oncall audit today", /oncall/],
  ["/drm status", /fine|well/],
  ["/oncall help", /What I can do/],
];

const open = async (browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> => {
  const context = await browser.newContext({
    locale: "en-GB",
    reducedMotion: "reduce",
    colorScheme: "light",
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  await page.goto(url);
  await page.locator("body[data-ready]").waitFor();
  const dismiss = page.getByRole("button", { name: "Dismiss the welcome" });
  if ((await dismiss.count()) > 0) await dismiss.click();
  return page;
};

const shoot = async (page: Page, name: string): Promise<void> => {
  await page.waitForTimeout(150);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  process.stdout.write(`${name}\n`);
};

const type = async (page: Page, words: string): Promise<void> => {
  const box = page.getByRole("combobox", { name: "Message #ops" });
  await box.fill(words);
  await page.keyboard.press("Escape");
  await box.press("Enter");
};

const ask = async (page: Page, at: number, words: string, answer: RegExp): Promise<void> => {
  const before = await page.locator("#timeline .said").count();
  await type(page, words);
  const answers = page.locator("#timeline .said", { hasText: answer });
  await page.waitForFunction((count) => document.querySelectorAll("#timeline .said").length > count, before);
  await answers.last().waitFor();
  await page.waitForTimeout(400);
  await toView(page.locator("#timeline .said").last());
  await shoot(page, `${String(at + 1).padStart(2, "0")}-${words.replace(/[^a-z0-9]+/gi, "-").slice(0, 30)}`);
};

/** Words below the card, a slip taken back, and one of several things that were meant. */
const pressesOn = async (page: Page, house: House): Promise<void> => {
  house.account.trigger({ title: "Search is slow", service: "Search" });
  const card = page.locator("#timeline .said", { hasText: "Search is slow" });
  await card.getByRole("button", { name: "Reply" }).click();
  const box = page.locator("#thread-composer").getByRole("combobox");
  await box.fill("@drm ack that one");
  await box.press("Enter");
  const below = page.locator("#thread-list .said", { hasText: "Search is slow: acked" });
  await below.waitFor();
  await shoot(page, "18-that-one");
  await below.getByRole("button", { name: "Undo" }).click();
  await page.locator("#thread-list .said", { hasText: /Taken back: nobody is on/ }).waitFor();
  await shoot(page, "19-undone");
  await page.getByRole("button", { name: "Close the thread" }).click();
  const choice = page.locator("#timeline .said", { hasText: 'Which "primary" do you mean?' });
  await choice.getByRole("button", { name: "Payments Primary" }).click();
  await page.locator("#timeline .said", { hasText: "Payments Primary · next 30 days" }).last().waitFor();
  await shoot(page, "20-choice");
};

const typesPhrases = async (page: Page, house: House): Promise<void> => {
  const newest = house.account.open().at(-1)?.number ?? 0;
  for (const [at, [words, answer]] of PHRASES.entries()) await ask(page, at, words.replace(" 0", ` ${newest}`), answer);
};

/** The bot's own conversation, on its Home tab. */
const showsHome = async (page: Page, name: string): Promise<void> => {
  const menu = page.getByRole("button", { name: "Conversations" });
  if (await menu.isVisible()) await menu.click();
  await page.locator("#side").getByText("drm").first().click();
  const tab = page.getByRole("tab", { name: "Home" });
  await tab.click();
  await page
    .getByText(/On call now/)
    .first()
    .waitFor();
  await page.waitForTimeout(1_500);
  await shoot(page, `${name}-home-top`);
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: 3_000 });
  await shoot(page, `${name}-home`);
};

const run = async (browser: Browser, name: string, options: BrowserContextOptions): Promise<void> => {
  const house: House = await openHouse({ limits: false, face: true });
  const app = await startBot(house, { PAGERDUTY_PAGE_SERVICE: "Checkout API" }, FAST);
  try {
    house.account.trigger({ title: "Checkout is slow", service: "Checkout API" });
    const page = await open(browser, house.workspace.url, options);
    if (name === "phone") {
      await typesPhrases(page, house);
      await pressesOn(page, house);
    }
    const newest = house.account.open().at(-1)?.number ?? 0;
    await sendForms(page, newest, type, (shown, what) => shoot(shown, `${name}-${what}`));
    await showsHome(page, name);
  } finally {
    await app.stop();
    await house.close();
  }
};

mkdirSync(folder, { recursive: true });
const tooLong = endAfter(LIMIT_MS);
const browser = await launchChromium();
try {
  await run(browser, "phone", PHONE);
  await run(browser, "desktop", { ...DESKTOP, colorScheme: "dark" });
} finally {
  await browser.close();
  clearTimeout(tooLong);
}
if (faults.length > 0) {
  process.stderr.write(`${faults.join("\n")}\n`);
  process.exitCode = 1;
}
