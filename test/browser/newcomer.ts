import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { type Demo, startDemo } from "../../src/cli/demo-run.ts";
import { endAfter, launchChromium, PHONE, toView } from "./chromium.ts";

/** The path of somebody who starts the demo and opens its page, in a real browser; a picture of each step. */

const LIMIT_MS = 240_000;
const OPEN_WITHIN_MS = 10_000;
const DESKTOP = { viewport: { width: 1280, height: 860 } };
const NASTY = "<img src=x onerror=alert(1)> <!channel> *x*";

const folder = process.argv[2] ?? "screenshots";
const startedMs = performance.now();
const faults: string[] = [];

const say = (words: string): void => {
  process.stdout.write(`${String(Math.round(performance.now() - startedMs)).padStart(6)} ms  ${words}\n`);
};

const shoot = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: join(folder, `${name}.png`) });
  say(name);
};

/** A page whose errors, refused scripts and failed requests fail the run. */
const watched = (page: Page): Page => {
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return page;
};

const open = async (browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> => {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(15_000);
  const page = watched(await context.newPage());
  await page.goto(url);
  await page.locator("body[data-ready]").waitFor();
  return page;
};

/** The newest message with these words. */
const said = (page: Page, words: string | RegExp): Locator =>
  page.locator("#timeline .said", { hasText: words }).last();

const type = async (page: Page, words: string): Promise<void> => {
  const box = page.getByRole("combobox", { name: "Message #ops" });
  await box.click();
  await box.pressSequentially(words, { delay: 4 });
};

const seesAnAlert = async (page: Page): Promise<void> => {
  await page.getByRole("region", { name: "Welcome" }).waitFor();
  await shoot(page, "01-welcome-light");
  await page
    .getByRole("button", { name: /^I'm on it / })
    .first()
    .waitFor();
  await shoot(page, "02-first-alert-light");
};

/** The story's first card belongs to a source that knows no acks: it is claimed here. */
const claims = async (page: Page): Promise<void> => {
  const button = page.getByRole("button", { name: /^I'm on it / }).first();
  const card = page.locator("#timeline .said", { has: button }).first();
  const ts = await card.getAttribute("data-ts");
  await button.click();
  const same = page.locator(`#timeline .said[data-ts="${ts}"]`);
  await same.filter({ hasText: "Ana Kovac is on it" }).waitFor();
  assert.equal(await same.getByRole("button", { name: /^I'm on it / }).count(), 0, "a claimed card is claimed");
  await toView(same);
  await shoot(page, "03-claimed-light");
};

const storyIsTold = async (page: Page): Promise<void> => {
  for (const words of ['"502s" found 10 matches', "IOError - closed stream", "p99 latency over 2 s", "all clear"])
    await said(page, words).waitFor({ timeout: 90_000 });
  await said(page, "IOError - closed stream").getByText("Resolved", { exact: false }).first().waitFor();
  await page.emulateMedia({ colorScheme: "light" });
  await toView(page.locator("#timeline .said").last());
  await shoot(page, "18-story-told-light");
};

/** A storm makes one message of many, and is over when it is over. */
const weathersStorm = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Start a storm" }).click();
  await said(page, /Storm/).first().waitFor({ timeout: 30_000 });
  await page.waitForTimeout(20_000);
  await toView(said(page, /Storm/).first());
  await shoot(page, "19-storm-light");
  assert.ok((await page.locator("#timeline .said").count()) < 80, "a storm of 150 problems is no 150 messages");
};

const asksForNumbers = async (page: Page): Promise<Locator> => {
  await type(page, "/on");
  const hint = page.getByRole("option", { name: /^\/oncall/ });
  await hint.waitFor();
  await shoot(page, "04-hint-light");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#room-words").inputValue(), "/oncall ", "Enter takes the hint");
  const wanted = page.getByRole("option", { name: "/oncall stats this week", selected: true });
  for (let step = 0; step < 5 && (await wanted.count()) === 0; step += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#room-words").inputValue(), "/oncall stats this week", "the usage hint is offered");
  await page.keyboard.press("Enter");
  await said(page, /On call · this week|this week/i).waitFor();
  const picture = page.locator("#timeline .picture img").last();
  await picture.waitFor();
  await page.waitForFunction(() => {
    const all = document.querySelectorAll<HTMLImageElement>("#timeline .picture img");
    return (all[all.length - 1]?.naturalWidth ?? 0) > 0;
  });
  assert.ok(((await picture.getAttribute("alt")) ?? "").length > 20, "the picture has a sentence as its alt text");
  return page.locator("#timeline .said", { has: page.locator(".picture") }).last();
};

const enlarges = async (page: Page, answer: Locator): Promise<void> => {
  await page.waitForTimeout(300);
  await shoot(page, "05-answer-light");
  await answer.getByRole("button", { name: /^Enlarge/ }).click();
  await page.locator("#lightbox[open] img").waitFor();
  await shoot(page, "06-enlarged-light");
  await page.keyboard.press("Escape");
};

const opensLiveView = async (page: Page, demo: Demo, answer: Locator): Promise<void> => {
  const [live] = await Promise.all([
    page.context().waitForEvent("page"),
    answer.getByRole("link", { name: /Live view/ }).click(),
  ]);
  watched(live);
  await live.locator("html[data-ready]").waitFor();
  await live.locator("#numbers").evaluate((details) => details.setAttribute("open", ""));
  await live.locator("#state[data-state=live]").waitFor();
  await live.locator("#tables td").first().waitFor();
  const before = await live.locator("#tables").innerText();
  await shoot(live, "07-live-light");
  demo.account.trigger({ service: "Billing", title: NASTY });
  await live.waitForFunction((old) => document.getElementById("tables")?.innerText !== old, before);
  say("the live page counted a new alert");
  await live.emulateMedia({ colorScheme: "dark" });
  await shoot(live, "08-live-dark");
};

/** What an alert is called reaches the page as words and nothing else. */
const showsNastyTitle = async (page: Page): Promise<void> => {
  const card = said(page, NASTY);
  await card.waitFor();
  assert.equal(await page.locator("img[src=x]").count(), 0, "a title is never markup");
  assert.equal(await card.locator(".mention").count(), 0, "a title mentions nobody");
};

const asksAside = async (page: Page): Promise<void> => {
  await type(page, "/oncall live");
  await page.keyboard.press("Enter");
  const mine = said(page, "Only visible to you").filter({ hasText: "live view" });
  await mine.getByRole("link", { name: /Open the live view/ }).waitFor();
  await type(page, "/oncall statz");
  await page.keyboard.press("Enter");
  await said(page, /did you mean/i).waitFor();
  await page.waitForTimeout(200);
  await shoot(page, "09-only-you-light");
  await page.locator("#become").selectOption({ label: "Ben Carter" });
  await page.locator("body[data-ready=U0000000002]").waitFor();
  assert.equal(await page.getByText("Only visible to you").count(), 0, "Ben does not see what only Ana sees");
  await page.locator("#become").selectOption({ label: "Ana Kovac" });
  await page.locator("body[data-ready=U0000000001]").waitFor();
};

const cutsSlackOff = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Cut Slack off" }).click();
  await page.getByRole("button", { name: "Put Slack back" }).waitFor();
  await type(page, "/oncall help");
  await page.keyboard.press("Enter");
  await said(page, "/oncall failed because the app did not respond").waitFor();
  await shoot(page, "10-cut-off-light");
  await page.getByRole("button", { name: "Put Slack back" }).click();
  await page.locator(".state[data-state=on]").waitFor();
};

const repliesInThread = async (page: Page): Promise<void> => {
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await page.getByRole("region", { name: "Welcome" }).count(), 0, "whoever asked needs no welcome");
  const card = said(page, NASTY);
  await card.hover();
  await card.getByRole("button", { name: "Reply" }).click();
  const box = page.getByRole("combobox", { name: "Reply…" });
  await box.fill("Looking into it, `db-2` is full :eyes:");
  await box.press("Enter");
  await page.locator("#thread-list .said", { hasText: "Looking into it" }).waitFor();
  await card.getByText("1 reply").waitFor();
  await page.mouse.move(640, 70);
  await shoot(page, "11-thread-dark");
  await page.getByRole("button", { name: "Close the thread" }).click();
  await toView(page.locator("#timeline .picture").last());
  await shoot(page, "12-answer-dark");
};

/** Somebody who reads older messages stays where they are, and is told that there is something new. */
const readsOlderMessages = async (page: Page): Promise<void> => {
  const timeline = page.locator("#timeline");
  await timeline.evaluate((box) => box.scrollTo(0, 0));
  await page.getByRole("button", { name: "Page somebody" }).click();
  await page.getByRole("button", { name: /New messages/ }).click();
  await said(page, "Node not ready").waitFor();
  const left = await timeline.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  assert.ok(left < 5, `the newest message is ${left} px below the window`);
};

const fitsPhone = async (page: Page): Promise<void> => {
  const { scrollWidth, innerWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    innerWidth: window.innerWidth,
  }));
  assert.ok(scrollWidth <= innerWidth, `the page is ${scrollWidth} wide on a screen of ${innerWidth}`);
};

const onPhone = async (browser: Browser, demo: Demo, liveUrl: string): Promise<void> => {
  const phone = await open(browser, demo.url, { ...PHONE, colorScheme: "dark" });
  await shoot(phone, "13-phone-welcome-dark");
  await phone.getByRole("button", { name: "Dismiss the welcome" }).click();
  await toView(phone.locator("#timeline .picture").last());
  await fitsPhone(phone);
  await shoot(phone, "14-phone-answer-dark");
  await phone.emulateMedia({ colorScheme: "light" });
  await toView(phone.locator("#timeline .said").first());
  await shoot(phone, "15-phone-cards-light");
  await phone.locator("#menu").click();
  await phone.getByRole("button", { name: /^channel general/ }).waitFor();
  await shoot(phone, "16-phone-menu-light");
  await phone.goto(liveUrl);
  await phone.locator("html[data-ready]").waitFor();
  await fitsPhone(phone);
  await shoot(phone, "17-phone-live-light");
  await phone.context().close();
};

const walk = async (browser: Browser, demo: Demo): Promise<void> => {
  const page = await open(browser, demo.url, { ...DESKTOP, colorScheme: "light" });
  const openedMs = performance.now() - startedMs;
  assert.ok(openedMs < OPEN_WITHIN_MS, `the page was ready after ${openedMs} ms`);
  await seesAnAlert(page);
  demo.account.stopLife();
  await claims(page);
  const answer = await asksForNumbers(page);
  await enlarges(page, answer);
  const link = await answer.getByRole("link", { name: /Live view/ }).getAttribute("href");
  assert.ok(link, "the picture has a live link");
  await opensLiveView(page, demo, answer);
  await page.bringToFront();
  await showsNastyTitle(page);
  await asksAside(page);
  const quiet = faults.splice(0);
  await cutsSlackOff(page);
  faults.unshift(...quiet);
  await repliesInThread(page);
  await readsOlderMessages(page);
  await onPhone(browser, demo, link);
  await page.bringToFront();
  await storyIsTold(page);
  await weathersStorm(page);
  assert.deepEqual(faults, [], "no page had an error");
};

mkdirSync(folder, { recursive: true });
const tooLong = endAfter(LIMIT_MS);
const demo = await startDemo();
say(`the demo runs at ${demo.url}`);
const browser = await launchChromium();
try {
  await walk(browser, demo);
  say("done");
} finally {
  await browser.close();
  await demo.stop();
  clearTimeout(tooLong);
}
