import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Web } from "../../src/web/index.ts";
import { HOSTILE, tellStory } from "../web/story.ts";
import { endAfter, fits, launchChromium, PHONE, toView } from "./chromium.ts";
import { alerts, clock, links, nextPress, startWeb, work } from "./live-double.ts";

/** The live list in a real browser, over problems in memory; a picture of each step. Usage: live-list.ts FOLDER */

const LIMIT_MS = 90_000;
const DESKTOP = { viewport: { width: 1280, height: 900 } };

const folder = process.argv[2] ?? "screenshots";
const startedMs = performance.now();
const faults: string[] = [];

const say = (words: string): void => {
  process.stdout.write(`${String(Math.round(performance.now() - startedMs)).padStart(6)} ms  ${words}\n`);
};

const shoot = async (page: Page, name: string, whole = false): Promise<void> => {
  await page.screenshot({ path: join(folder, `live-${name}.png`), fullPage: whole });
  say(name);
};

const open = async (browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> => {
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("dialog", (dialog) => {
    faults.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  await page.locator("html[data-ready]").waitFor();
  await page.locator("#state[data-state=live]").waitFor();
  await fits(page);
  return page;
};

const rowOf = (page: Page, title: string) => page.locator("#rows > li, #muted-rows > li", { hasText: title }).first();

const acts = async (page: Page): Promise<void> => {
  const row = rowOf(page, "www.example.com is down");
  await row.getByRole("button", { name: /^I’m on it/ }).click();
  await row.getByText("Asked to take it…").waitFor();
  await shoot(page, "05-asked");
  work(await nextPress());
  await row.getByText("taken by Ana Kovac").waitFor();
  say("taken");
  const search = rowOf(page, "IOError: closed stream");
  await search.getByRole("button", { name: /^Mute/ }).click();
  await search.getByRole("combobox").selectOption("30");
  await page.keyboard.press("Tab");
  await page.keyboard.type("deploy under way");
  await shoot(page, "06-mute-form");
  await page.keyboard.press("Enter");
  const press = await nextPress();
  assert.deepEqual([press.verb, press.minutes, press.because, press.userId], ["mute", 30, "deploy under way", "UANA"]);
  alerts.outcomes.set(press.id, { failed: 'PagerDuty does not know your e-mail address. Say "oncall link".' });
  await search.getByText("does not know your e-mail").waitFor();
  await shoot(page, "07-failed");
  const login = rowOf(page, "Net::ReadTimeout in NewsletterJob");
  await login.getByRole("button", { name: /^Page on-call/ }).click();
  await login.getByRole("button", { name: "Page now" }).click();
  work(await nextPress());
  await login.getByText("PagerDuty called by Ana Kovac").waitFor();
  await login.getByRole("button", { name: /^Resolve/ }).click();
  work(await nextPress());
  await page
    .getByRole("heading", { name: "Net::ReadTimeout in NewsletterJob", exact: true })
    .waitFor({ state: "detached" });
  assert.ok(
    await page.evaluate(() => document.activeElement?.matches("#rows > li")),
    "the keyboard stays in the list when a problem leaves it",
  );
  say("paged");
};

const opensDetails = async (page: Page): Promise<void> => {
  const group = rowOf(page, "Disk almost full");
  await group.locator("summary").click();
  await group.getByText("Together here").waitFor();
  const taken = rowOf(page, "Checkout p95");
  await taken.locator("summary").click();
  await taken.getByText("note added by Ben Carter").waitFor();
  await toView(group);
  await shoot(page, "08-details");
};

/** Somebody who has the keyboard in the list keeps it while the list changes. */
const keepsFocus = async (page: Page): Promise<void> => {
  await page.evaluate(() => window.scrollTo(0, 0));
  const button = rowOf(page, "Payments API: error rate").getByRole("button", { name: /^Resolve/ });
  await button.focus();
  alerts.hear({
    source: "pingdom",
    key: "new",
    atMs: clock(),
    severity: "critical",
    title: "A new problem arrives",
    labels: { service: "Website" },
  });
  await rowOf(page, "A new problem arrives").waitFor();
  assert.ok(await button.evaluate((element) => element === document.activeElement), "the button keeps the focus");
  assert.match((await page.locator("#news").textContent()) ?? "", /New: A new problem arrives/);
  assert.match(await page.title(), /^\(\d+\) Dr\. M$/);
};

const filters = async (page: Page): Promise<void> => {
  await page.keyboard.press("Escape");
  await page.locator("#severities button", { hasText: "Critical" }).click();
  await page.locator("#words").fill("payments");
  await page.waitForFunction(() => location.search.includes("q=payments"));
  await page.waitForFunction(() => document.querySelectorAll("#rows > li").length < 6);
  await shoot(page, "04-filtered");
  await page.reload();
  await page.locator("html[data-ready]").waitFor();
  assert.equal(await page.locator("#words").inputValue(), "payments");
  await page.locator("#clear").click();
  await page.waitForFunction(() => document.querySelectorAll("#rows > li").length > 15);
  await page.locator("#states button", { hasText: "Resolved" }).click();
  await rowOf(page, "queue depth is high").waitFor();
  await shoot(page, "09-resolved");
  await page.locator("#states button", { hasText: "Open" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#rows > li").length > 15);
};

const showsMuted = async (page: Page): Promise<void> => {
  await page.locator("#muted > summary").click();
  await page.locator("#muted-rows > li").first().waitFor();
  await toView(page.locator("#muted"));
  await shoot(page, "10-muted");
};

const showsRaw = async (page: Page): Promise<void> => {
  await page.getByRole("link", { name: /^generic, / }).click();
  await page.getByRole("heading", { name: "Could not read this: generic" }).waitFor();
  const text = (await page.locator("pre").textContent()) ?? "";
  assert.ok(text.includes(HOSTILE) && text.includes("[secret]") && !text.includes("sk_live"));
  await shoot(page, "11-raw-delivery");
  await page.getByRole("link", { name: "Live list" }).click();
  await page.locator("html[data-ready]").waitFor();
};

const losesConnection = async (page: Page, web: Web): Promise<Web> => {
  const quiet = faults.splice(0);
  await web.stop();
  await page.locator("#lost:not([hidden])").waitFor();
  await page.getByText("The connection is lost").waitFor();
  await shoot(page, "12-lost");
  const again = await startWeb();
  await page.locator("#state[data-state=live]").waitFor({ timeout: 15_000 });
  assert.ok(await page.locator("#lost").isHidden());
  say("connected again");
  faults.splice(0, faults.length, ...quiet);
  return again;
};

/** 500 problems on the page: how long the browser is busy with one change. */
const staysSmooth = async (page: Page): Promise<void> => {
  for (let place = 0; place < 500; place++)
    alerts.hear({
      source: "alertmanager",
      key: `storm-${place}`,
      atMs: clock() - place,
      severity: "warning",
      title: `Storm problem ${place}`,
      labels: { service: `svc-${place % 7}`, host: `web${place}` },
    });
  alerts.storming = [{ channel: "#ops", sinceMs: clock() - 60_000, problems: 500 }];
  await page.waitForFunction(() => document.querySelectorAll("#rows > li").length === 200);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.waitForTimeout(1200);
  await shoot(page, "13-storm");
  await page.locator("#more button").click();
  await page.waitForFunction(() => document.querySelectorAll("#rows > li").length === 400);
  await page.evaluate(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        document.body.dataset.longest = String(Math.max(Number(document.body.dataset.longest ?? 0), entry.duration));
    }).observe({ type: "longtask" });
  });
  for (let round = 0; round < 3; round++) {
    alerts.hear({
      source: "pingdom",
      key: `late-${round}`,
      atMs: clock(),
      severity: "critical",
      title: `Late ${round}`,
      labels: {},
    });
    await rowOf(page, `Late ${round}`).waitFor();
  }
  const longest = Number((await page.evaluate(() => document.body.dataset.longest)) ?? 0);
  say(`longest task with 400 rows: ${Math.round(longest)} ms`);
  assert.ok(longest < 400, `${longest} ms`);
};

const walk = async (browser: Browser, first: Web): Promise<Web> => {
  const shared = links.shared("/live", new URLSearchParams());
  const personal = links.personal("/live", new URLSearchParams(), "UANA");
  const phone = await open(browser, shared, { ...PHONE, colorScheme: "light" });
  await phone.getByText("This link only reads").waitFor();
  assert.equal(await phone.locator(".act:visible").count(), 0, "a shared link shows no buttons");
  assert.equal(
    await phone.locator("img[src=x], script:not([src]):not([type=importmap])").count(),
    0,
    "no title is markup",
  );
  assert.equal(await phone.locator("a[href^=javascript]").count(), 0, "no link runs code");
  await shoot(phone, "01-phone-light");
  await phone.context().close();
  const dark = await open(browser, personal, { ...PHONE, colorScheme: "dark" });
  await shoot(dark, "02-phone-dark");
  await shoot(dark, "02-phone-dark-whole", true);
  await dark.getByRole("link", { name: "Stream", exact: true }).tap();
  await shoot(dark, "02-phone-stream");
  await dark.evaluate(() => window.scrollTo(0, 0));
  await dark.locator("#narrow").tap();
  await dark.locator("#sources button").first().tap();
  await dark.getByRole("button", { name: "Filters (1)" }).waitFor();
  await fits(dark);
  await shoot(dark, "02-phone-filters");
  await dark.context().close();
  const page = await open(browser, personal, { ...DESKTOP, colorScheme: "light" });
  await shoot(page, "03-desktop-light");
  await filters(page);
  await acts(page);
  await opensDetails(page);
  await keepsFocus(page);
  await showsMuted(page);
  await showsRaw(page);
  const web = await losesConnection(page, first);
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, "14-desktop-dark");
  await staysSmooth(page);
  assert.deepEqual(faults, [], "the page had no error");
  return web;
};

mkdirSync(folder, { recursive: true });
tellStory(alerts, clock());
const tooLong = endAfter(LIMIT_MS);
let web = await startWeb();
const browser = await launchChromium();
try {
  web = await walk(browser, web);
  say("done");
} finally {
  await browser.close();
  await web.stop();
  clearTimeout(tooLong);
}
