import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createLinks, createMetrics, createWeb, type Web } from "../../src/web/index.ts";
import { account } from "../graphs/stats-account.ts";
import { freePort } from "../support/free-port.ts";
import { statsPages } from "../web/stats-under-test.ts";
import { endAfter, fits, launchChromium, PHONE } from "./chromium.ts";

/**
 * Every live page of statistics in a real browser: wide and on a phone, light and dark, its table, its file, and what a link
 * of one person opens that a shared one does not; a picture of each. Usage: stats.ts FOLDER
 */

const LIMIT_MS = 150_000;
const DESKTOP = { viewport: { width: 1280, height: 960 } };
const WEEK = "from=2026-11-09&to=2026-11-15&tz=Europe/Berlin";
const PAGES = {
  "oncall-stats": WEEK,
  "oncall-load": WEEK,
  "oncall-nights": WEEK,
  "oncall-fairness": "from=2026-10-01&to=2026-11-15&tz=Europe/Berlin",
  "oncall-response": "from=2026-10-26&to=2026-11-20&tz=Europe/Berlin",
  "oncall-noise": WEEK,
  "oncall-services": WEEK,
  "oncall-availability": WEEK,
  "oncall-compare":
    "a=2026-11-01T23:00:00Z/2026-11-08T23:00:00Z&b=2026-11-08T23:00:00Z/2026-11-15T23:00:00Z&tz=Europe/Berlin",
} as const;
const PERSON = "from=2026-11-01&to=2026-11-15&tz=Europe/Berlin&person=ana@example.com";

const folder = process.argv[2] ?? "screenshots";
const startedMs = performance.now();
const faults: string[] = [];
const clock = (): number => Math.round(performance.timeOrigin + performance.now());
const nothing = (): void => undefined;
const port = await freePort();
const publicUrl = `http://127.0.0.1:${port}`;
const links = createLinks({ secrets: ["a secret for the browser"], publicUrl, clock });

const say = (words: string): void => {
  process.stdout.write(`${String(Math.round(performance.now() - startedMs)).padStart(6)} ms  ${words}\n`);
};

const startPages = (): Promise<Web> =>
  createWeb({
    ...{ host: "127.0.0.1", port, publicUrl, clock, hooks: {}, links, metrics: createMetrics() },
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    accept: async () => undefined,
    graphs: statsPages(account(100, 6)).graphs,
    snapshots: { read: async () => undefined },
    ready: async () => ({ ok: true, problems: [] }),
  });

const shoot = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: join(folder, `stats-${name}.png`), fullPage: true });
  say(name);
};

const open = async (browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> => {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "America/New_York", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/403 \(Forbidden\)/.test(message.text()))
      faults.push(`${page.url()}: ${message.text()}`);
  });
  await page.goto(url);
  return page;
};

const shown = (page: Page): Promise<unknown> => page.locator("html[data-ready]").waitFor();

/** The file behind the link of a page. */
const download = async (page: Page): Promise<{ readonly name: string; readonly text: string }> => {
  const coming = page.waitForEvent("download");
  await page.locator("#csv").click();
  const file = await coming;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
};

/** The numbers as a table, and the file. */
const reads = async (page: Page, name: string): Promise<void> => {
  await page.locator("#numbers > summary").click();
  await page.locator("#tables td").first().waitFor();
  assert.ok((await page.locator("#tables table").count()) >= 1, name);
  await page.locator("#numbers > summary").click();
  const file = await download(page);
  assert.match(file.name, new RegExp(`^${name}.*\\.csv$`));
  assert.ok(file.text.split("\r\n").length > 2, `${name}: ${file.text}`);
};

/** Under the pointer: what a cell says. */
const points = async (page: Page): Promise<void> => {
  const canvas = page.locator("canvas").first();
  const box = await canvas.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.45, box.y + box.height * 0.42);
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(folder, "stats-load-pointer.png") });
};

const eachPage = async (browser: Browser): Promise<void> => {
  for (const [name, query] of Object.entries(PAGES)) {
    const url = links.shared(`/g/${name}`, new URLSearchParams(query));
    const short = name.replace("oncall-", "");
    const page = await open(browser, url, { ...DESKTOP, colorScheme: "light" });
    await shown(page);
    await shoot(page, `${short}-light`);
    assert.ok(await page.locator("#private").isHidden(), `${name} is for everybody`);
    assert.notEqual(await page.locator("#summary").textContent(), "");
    await reads(page, name);
    if (name === "oncall-load") await points(page);
    await page.keyboard.press("t");
    await shoot(page, `${short}-dark`);
    if (name !== "oncall-compare") {
      await page.keyboard.press("ArrowLeft");
      await page.waitForURL((address) => address.search !== new URL(url).search && !address.search.includes("k="));
      await shown(page);
    } else assert.ok(await page.locator("#ranges").isHidden(), "two ranges have none of their own to choose");
    await page.context().close();
    const phone = await open(browser, url, { ...PHONE, colorScheme: "dark" });
    await shown(phone);
    await fits(phone);
    await shoot(phone, `${short}-phone`);
    await phone.context().close();
  }
};

/** A link of one person opens their own sheet; a shared one does not, and says how to get there. */
const privatePage = async (browser: Browser): Promise<void> => {
  const query = new URLSearchParams(PERSON);
  const refused = await open(browser, links.shared("/g/oncall-person", query), { ...DESKTOP, colorScheme: "light" });
  await refused.locator("#problem", { hasText: "/oncall stats person:me" }).waitFor();
  assert.equal(await refused.locator("canvas").count(), 0);
  await shoot(refused, "person-refused");
  const own = await refused.context().newPage();
  await own.goto(links.personal("/g/oncall-person", query, "UANA"));
  await shown(own);
  await own.locator("#private").waitFor();
  assert.ok(await own.locator("#snapshot").isDisabled(), "it cannot be posted");
  assert.match((await own.locator("#title").textContent()) ?? "", /Ana Kovac/);
  await reads(own, "oncall-person");
  await shoot(own, "person-light");
  await own.keyboard.press("t");
  await shoot(own, "person-dark");
  const nights = await own.context().newPage();
  await nights.goto(links.shared("/g/oncall-nights", new URLSearchParams(WEEK)));
  await shown(nights);
  await nights.locator("#private").waitFor();
  await shoot(nights, "nights-own");
  await refused.context().close();
  const other = await open(browser, links.personal("/g/oncall-person", query, "UBEN"), {
    ...PHONE,
    colorScheme: "dark",
  });
  await other.locator("#problem", { hasText: "shown to them" }).waitFor();
  await fits(other);
  await shoot(other, "person-other-phone");
  await other.context().close();
};

mkdirSync(folder, { recursive: true });
const tooLong = endAfter(LIMIT_MS);
const web = await startPages();
const browser = await launchChromium();
try {
  await eachPage(browser);
  await privatePage(browser);
  assert.deepEqual(faults, [], "no page had an error");
  say("done");
} finally {
  await browser.close();
  await web.stop();
  clearTimeout(tooLong);
}
