import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { createPrometheusDemo, type PrometheusDemo } from "../../src/demo/metrics/prometheus.ts";
import { freePort } from "../support/free-port.ts";
import { FAST, openHouse, startBot } from "../support/house.ts";
import { endAfter, fits, launchChromium, PHONE, toView } from "./chromium.ts";

/**
 * A graph mid-incident with the whole bot, in a real browser: asked for in the workspace, looked at live, zoomed, compared,
 * and posted from its page; a picture of each step. Usage: graphs.ts FOLDER
 */

const LIMIT_MS = 150_000;
const DESKTOP = { viewport: { width: 1280, height: 960 } };
const QUERY = 'sum by (instance) (rate(http_requests_total{job="checkout"}[5m]))';
const TITLE = "Requests <img src=x onerror=alert(1)>";
const COMMENT = "it began with the deploy <!channel> *now*";

const folder = process.argv[2] ?? "screenshots";
const startedMs = performance.now();
const faults: string[] = [];

const say = (words: string): void => {
  process.stdout.write(`${String(Math.round(performance.now() - startedMs)).padStart(6)} ms  ${words}\n`);
};

const shoot = async (page: Page, name: string, whole = false): Promise<void> => {
  await page.screenshot({ path: join(folder, `graphs-${name}.png`), fullPage: whole });
  say(name);
};

/** A page whose errors, refused scripts and failed requests fail the run; 403 is told to those who only look. */
const watched = (page: Page): Page => {
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/403 \(Forbidden\)/.test(message.text()))
      faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return page;
};

const open = async (browser: Browser, url: string, options: BrowserContextOptions, ready: string): Promise<Page> => {
  const context = await browser.newContext({
    ...{ locale: "en-GB", timezoneId: "America/New_York", reducedMotion: "reduce" },
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = watched(await context.newPage());
  await page.goto(url);
  await page.locator(ready).waitFor();
  return page;
};

const said = (page: Page, words: string | RegExp): Locator =>
  page.locator("#timeline .said", { hasText: words }).last();

const type = async (page: Page, words: string): Promise<void> => {
  const box = page.getByRole("combobox", { name: "Message #ops" });
  await box.fill(words);
  await page.keyboard.press("Escape");
  await box.press("Enter");
};

/** The newest message with a picture that has loaded. */
const pictured = async (page: Page, words: string | RegExp): Promise<Locator> => {
  const message = page.locator("#timeline .said", { has: page.locator(".picture img"), hasText: words }).last();
  await message.waitFor();
  const image = message.locator(".picture img");
  await page.waitForFunction(
    (all) => all.some((one) => one instanceof HTMLImageElement && one.naturalWidth > 0),
    await image.elementHandles(),
  );
  await toView(message);
  return message;
};

const asks = async (page: Page): Promise<string> => {
  await type(page, `/graph ${QUERY} last 1h title:"${TITLE}"`);
  const answer = await pictured(page, TITLE);
  await shoot(page, "01-asked");
  const link = await answer.getByRole("link", { name: /Live view/ }).getAttribute("href");
  assert.ok(link, "the picture has a live link");
  return link;
};

const legendOf = (page: Page, name: string): Locator => page.locator(".legend button", { hasText: name }).first();

const dragOver = async (page: Page, from: number, to: number, shot?: string): Promise<void> => {
  const box = await page.locator("canvas.timed").first().boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * from, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + box.height / 2, { steps: 6 });
  await page.locator(".selection").waitFor();
  if (shot) await shoot(page, shot);
  await page.mouse.up();
};

const rangeOf = (page: Page): { readonly from: string; readonly to: string; readonly minutes: number } => {
  const query = new URL(page.url()).searchParams;
  const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
  return { from, to, minutes: (Date.parse(to) - Date.parse(from)) / 60_000 };
};

/** Toggles, zooms, compares and follows, by mouse and by keyboard; nothing leaves the page. */
const looks = async (page: Page): Promise<void> => {
  assert.equal(
    await page.locator("img[src=x], script:not([src]):not([type=importmap])").count(),
    0,
    "no name is markup",
  );
  const opens = await page.locator("#open-in").getAttribute("href");
  assert.match(opens ?? "", /^http:\/\/127\.0\.0\.1.*g0\.expr=/);
  await shoot(page, "02-live-light", true);
  await legendOf(page, "web-2").click();
  await page.waitForURL(/#hide=web-2/);
  assert.equal(await legendOf(page, "web-2").getAttribute("aria-pressed"), "false");
  await page.getByText(/Hidden: web-2/).waitFor();
  const first = rangeOf(page);
  await dragOver(page, 0.5, 0.75, "03-selecting");
  await page.waitForFunction((from) => !location.search.includes(encodeURIComponent(from)), first.from);
  assert.match(page.url(), /#hide=web-2/, "what is hidden stays hidden");
  await page.locator("#state[data-state=over]").waitFor();
  const zoomed = rangeOf(page);
  assert.ok(zoomed.minutes > 10 && zoomed.minutes < 25, `${zoomed.minutes} min`);
  await page.keyboard.press("c");
  await page.waitForURL(/vs=1d/);
  await legendOf(page, "before").or(legendOf(page, "earlier")).or(legendOf(page, "yesterday")).waitFor();
  await page.mouse.move(640, 560);
  await shoot(page, "04-compared", true);
  await page.keyboard.press("-");
  await page.waitForFunction((from) => !location.search.includes(encodeURIComponent(from)), zoomed.from);
  assert.ok(Math.abs(rangeOf(page).minutes - 2 * zoomed.minutes) < 0.1, "zooming out doubles");
  await page.keyboard.press("ArrowLeft");
  await page.locator("#from").focus();
  const before = page.url();
  await page.keyboard.press("c");
  assert.equal(page.url(), before, "keys mean nothing while somebody types");
  await page.locator("#title").click();
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keyboard" }).waitFor();
  await shoot(page, "05-keys");
  await page.keyboard.press("Escape");
  await page.keyboard.press("c");
  await page.keyboard.press("c");
  await page.waitForURL((url) => !url.search.includes("vs="));
  await page.locator("#chips a", { hasText: "15 min" }).click();
  await page.waitForURL(/to=now/);
  await page.locator("#state[data-state=live]").waitFor();
};

/** Until a slow source answers, the page says that the picture is not yet what was asked for, and posts nothing. */
const waits = async (page: Page, prometheus: PrometheusDemo): Promise<void> => {
  prometheus.slow(1_500);
  await page.locator("#chips a", { hasText: "6 h" }).click();
  await page.locator("#state[data-state=loading]").waitFor();
  await page.locator("#panels[aria-busy=true]").waitFor();
  assert.ok(await page.locator("#snapshot").isDisabled());
  await shoot(page, "05-waiting");
  prometheus.slow(0);
  await page.locator("#panels[aria-busy=false]").waitFor();
  await page.locator("#chips a", { hasText: "15 min" }).click();
  await page.locator("#panels[aria-busy=false]").waitFor();
  await page.locator("#state[data-state=live]").waitFor();
  const asked = page.waitForRequest(/\/spec\?/);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await asked;
  await page.locator("#state[data-state=live]").waitFor();
};

/** The copied link opens the same view in a browser that was never let in. */
const copies = async (page: Page, browser: Browser): Promise<void> => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.keyboard.press("l");
  await page.getByText(/Copied: it opens this view/).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await open(browser, link, DESKTOP, "html[data-ready]");
  assert.equal(other.url(), page.url());
  assert.equal(await legendOf(other, "web-2").getAttribute("aria-pressed"), "false", "what is hidden is hidden there");
  await other.context().close();
};

/** Whoever reads the numbers stays where they are when newer ones come. */
const reads = async (page: Page): Promise<void> => {
  await page.locator("#numbers > summary").click();
  const box = page.locator("#tables .scroll");
  await box.locator("td").first().waitFor();
  await box.evaluate((one) => {
    one.scrollTop = 200;
  });
  await box.locator("table").evaluate((one) => {
    one.dataset.before = "true";
  });
  await page.locator("#tables [data-before]").waitFor({ state: "detached", timeout: 20_000 });
  assert.equal(await box.evaluate((one) => one.scrollTop), 200, "the table stays where it was");
  await page.locator("#numbers > summary").click();
  await page.evaluate(() => window.scrollTo(0, 0));
};

/** What is on the screen goes to the channel, in Ana's name; without a link of her own she is told how. */
const posts = async (page: Page, workspace: Page): Promise<void> => {
  await page.keyboard.press("s");
  await page.getByText(/Type \/graph live in Slack/).waitFor();
  await shoot(page, "06-nobody-yet");
  await page.keyboard.press("Escape");
  await workspace.bringToFront();
  await type(workspace, "/graph live");
  const mine = await said(workspace, "Your live view")
    .getByRole("link", { name: /Open the live view/ })
    .getAttribute("href");
  assert.ok(mine);
  const own = watched(await page.context().newPage());
  await own.goto(mine);
  await own.locator("html[data-ready]").waitFor();
  await own.close();
  await page.bringToFront();
  await page.keyboard.press("s");
  await page.locator("#post-channels label").first().waitFor();
  await page.locator("#post-what", { hasText: "It is posted in the name of Ana Kovac." }).waitFor();
  await page.keyboard.type("#ops");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "post-comment", "Enter takes a channel, no more");
  await page.keyboard.type(COMMENT);
  await shoot(page, "07-post");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Posted in #ops.").waitFor({ timeout: 30_000 });
  await shoot(page, "08-posted");
  await page.keyboard.press("Escape");
};

/** The picture is in the channel, with name, comment and links; nobody was pinged. */
const appears = async (workspace: Page): Promise<string> => {
  await workspace.bringToFront();
  const message = await pictured(workspace, "it began with the deploy");
  await message
    .getByText(/Ana Kovac/)
    .first()
    .waitFor();
  const alt = await message.locator(".picture img").getAttribute("alt");
  assert.match(alt ?? "", /Hidden: web-2/, "what was hidden on the screen is hidden on the picture");
  assert.equal(await message.locator(".mention").count(), 0, "a comment mentions nobody");
  await shoot(workspace, "09-in-the-channel");
  const frozen = await message.getByRole("link", { name: /Frozen/ }).getAttribute("href");
  assert.ok(frozen);
  return frozen;
};

/** The frozen page, and what a pasted link shows. */
const freezes = async (browser: Browser, workspace: Page, frozen: string, live: string): Promise<void> => {
  const page = await open(browser, frozen, { ...DESKTOP, colorScheme: "dark" }, "img");
  await page.waitForFunction(() => (document.querySelector("img")?.naturalWidth ?? 0) > 0);
  await page.getByText(/by Ana Kovac\. It does not change/).waitFor();
  await page.getByRole("link", { name: /Open in Prometheus/ }).waitFor();
  await shoot(page, "10-frozen", true);
  await page.context().close();
  const copied = new URL(live);
  copied.searchParams.delete("k");
  copied.searchParams.set("from", new Date(Date.now() - 2 * 3_600_000).toISOString());
  for (const [name, url] of [
    ["11-pasted-frozen", frozen],
    ["12-pasted-live", live],
    ["12-pasted-copied", copied.href],
  ] as const) {
    await type(workspace, `look: ${url}`);
    const pasted = said(workspace, "look:");
    await pasted.locator(".unfurl img").first().waitFor();
    await toView(pasted);
    await shoot(workspace, name);
  }
};

const onPhone = async (browser: Browser, live: string): Promise<void> => {
  const phone = await open(browser, live, { ...PHONE, colorScheme: "dark" }, "html[data-ready]");
  await fits(phone);
  await shoot(phone, "13-phone-dark", true);
  const box = await phone.locator("canvas.timed").first().boundingBox();
  assert.ok(box);
  const touch = await phone.context().newCDPSession(phone);
  const at = (part: number) => [{ x: box.x + box.width * part, y: box.y + box.height / 2 }];
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0.5) });
  for (const part of [0.55, 0.6, 0.7, 0.75])
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(part) });
  await phone.locator(".selection").waitFor();
  await shoot(phone, "14-phone-selecting");
  const before = rangeOf(phone).from;
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await phone.waitForFunction((from) => !location.search.includes(encodeURIComponent(from)), before);
  await phone.emulateMedia({ colorScheme: "light" });
  await fits(phone);
  await shoot(phone, "15-phone-light", true);
  await phone.context().close();
};

/** A laptop whose clock is wrong asks for the time that it really is. */
const keepsTime = async (browser: Browser, live: string): Promise<void> => {
  const context = await browser.newContext(DESKTOP);
  context.setDefaultTimeout(15_000);
  await context.addInitScript(() => {
    const origin = performance.timeOrigin + 20 * 60_000;
    Object.defineProperty(performance, "timeOrigin", { get: () => origin });
  });
  const page = watched(await context.newPage());
  await page.goto(live);
  await page.locator("html[data-ready]").waitFor();
  await page.locator("#chips a", { hasText: "15 min" }).click();
  await page.waitForURL(/to=now/);
  await page.locator("#state[data-state=live]").waitFor();
  const nowMs = performance.timeOrigin + performance.now();
  const minutes = (nowMs - Date.parse(rangeOf(page).from)) / 60_000;
  assert.ok(minutes > 14.9 && minutes < 17, `it begins ${minutes} min ago`);
  assert.match((await page.locator("#fresh").textContent()) ?? "", /updated \d+ s ago/);
  await context.close();
};

/** A source that fails is told in clear words, and the page comes back by itself. */
const recovers = async (browser: Browser, live: string, prometheus: PrometheusDemo): Promise<void> => {
  const quiet = faults.splice(0);
  prometheus.fail("error");
  const page = await open(
    browser,
    live.replace("&to=", "&vs=1w&to="),
    { ...DESKTOP, colorScheme: "light" },
    "#problem",
  );
  await page.locator("#problem", { hasText: "Prometheus" }).waitFor();
  await page.locator("#state[data-state=reconnecting]").waitFor();
  await shoot(page, "16-source-fails");
  prometheus.fail(undefined);
  await page.locator("html[data-ready]").waitFor();
  assert.ok(await page.locator("#problem").isHidden());
  await page.context().close();
  faults.splice(0, faults.length, ...quiet);
};

const walk = async (browser: Browser, url: string, prometheus: PrometheusDemo): Promise<void> => {
  const workspace = await open(browser, url, { ...DESKTOP, colorScheme: "light" }, "body[data-ready]");
  const dismiss = workspace.getByRole("button", { name: "Dismiss the welcome" });
  if ((await dismiss.count()) > 0) await dismiss.click();
  const live = await asks(workspace);
  const page = await open(browser, live, { ...DESKTOP, colorScheme: "light" }, "html[data-ready]");
  await looks(page);
  await waits(page, prometheus);
  await copies(page, browser);
  await reads(page);
  await posts(page, workspace);
  await page.keyboard.press("t");
  await shoot(page, "02-live-dark", true);
  const frozen = await appears(workspace);
  await freezes(browser, workspace, frozen, live);
  await onPhone(browser, live);
  await keepsTime(browser, live);
  await recovers(browser, live, prometheus);
  assert.deepEqual(faults, [], "no page had an error");
};

mkdirSync(folder, { recursive: true });
const tooLong = endAfter(LIMIT_MS);
const port = await freePort();
const prometheus = await createPrometheusDemo({
  clock: () => Math.round(performance.timeOrigin + performance.now()),
});
const house = await openHouse({ limits: false, face: true, unfurlDomains: ["127.0.0.1"] });
const settings = { PROMETHEUS_URL: prometheus.url, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
const app = await startBot(house, settings, FAST);
const browser = await launchChromium();
try {
  await walk(browser, house.workspace.url, prometheus);
  say("done");
} finally {
  await browser.close();
  await app.stop();
  await house.close();
  await prometheus.stop();
  clearTimeout(tooLong);
}
