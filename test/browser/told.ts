import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createLog } from "../../src/app/log.ts";
import { type App, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { nextDue } from "../../src/core/job-times.ts";
import { DEFAULT_CARE, defaultPolicy } from "../../src/core/policy-default.ts";
import type { Tired } from "../../src/flows/rest/tired.ts";
import { leadWords, restWords } from "../../src/flows/rest/words.ts";
import { FAST, type House, openHouse } from "../support/house.ts";
import { endAfter, launchChromium, PHONE } from "./chromium.ts";

/** Pictures of what comes by the clock, with the real bot: the weekly report, hand-overs, the question after a shift, a word on rest: `node test/browser/told.ts FOLDER`. */

const LIMIT_MS = 180_000;
const HOUR = 3_600_000;
const ANA = "ana.kovac@northwind.example";
const DESKTOP = { viewport: { width: 1100, height: 900 } } as const;
const SIZES: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { ...DESKTOP, colorScheme: "light" },
  phone: { ...PHONE, colorScheme: "light" },
  dark: { ...DESKTOP, colorScheme: "dark" },
};
const TIRED: Tired = {
  ...{ source: "pagerduty", personId: "PANA001", name: "Ben Carter", email: undefined, why: "run" },
  ...{ since: "2026-11-16", nights: 3, pages: 7, lastPages: 2 },
};

const folder = process.argv[2] ?? "screenshots";
let aheadMs = 0;
const clock = (): number => Date.now() + aheadMs;

const wait = async (check: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await check()) return;
    await sleep(50);
  }
  throw new Error(`${what}: not within 20 s`);
};

const start = (house: House, ending: AbortController): Promise<App> => {
  const shifts = house.account.account.schedules.map(({ name }) => ({ schedule: name, channel: "ops" }));
  return createApp(
    readConfig({ ...house.settings, HISTORY_DAYS: "21" }),
    { clock, log: createLog("error", process.stderr), signal: ending.signal },
    { ...FAST, policy: { ...defaultPolicy("ops"), shifts, care: { ...DEFAULT_CARE, verdicts: "off" } } },
  );
};

/** Lives through the next weeks until everything was said. */
const live = async ({ workspace }: House, app: App): Promise<void> => {
  const { store } = app.parts;
  const { jobs } = store;
  await wait(async () => (await store.cursor("pagerduty")) !== undefined, "history");
  const name = "report:weekly";
  await wait(async () => (await jobs.last(name)) !== undefined, "the first look at reports");
  await wait(async () => (await jobs.last("after-shifts:pagerduty")) !== undefined, "the first look at shifts");
  const dueMs = nextDue({ day: 1, atMin: 540, tz: "Europe/Berlin" }, clock());
  aheadMs += dueMs - clock() + 1_000;
  app.poll();
  const read = async (): Promise<number> => JSON.parse((await store.cursor("pagerduty")) ?? "{}").toMs;
  await wait(async () => (await read()) >= dueMs, "the poll");
  aheadMs += 61_000;
  app.poll();
  await wait(async () => (await jobs.last(name)) === dueMs, "the report");
  const asked = (): boolean => workspace.dm(ANA).messages.length > 0;
  for (let steps = 0; steps < 120 && !asked(); steps += 1) {
    aheadMs += 6 * HOUR;
    app.poll();
    await sleep(150);
  }
  await wait(asked, "the question");
  const { chat } = app.parts.late;
  const channel = workspace.person(ANA).id;
  await chat?.post({ channel }, { kind: "reply", reply: restWords(TIRED) }, "rest");
  await chat?.post({ channel }, { kind: "reply", reply: leadWords(TIRED, { told: true }) }, "lead");
};

const tall = async (page: Page): Promise<void> => {
  const height = await page.locator("#timeline").evaluate((box) => box.scrollHeight);
  const width = page.viewportSize()?.width ?? 0;
  await page.setViewportSize({ width, height: Math.min(6_000, Math.max(844, height + 170)) });
  await page.waitForTimeout(400);
};

const look = async (browser: Browser, { workspace }: House, size: string): Promise<void> => {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...SIZES[size] });
  const page = await context.newPage();
  page.on("pageerror", (error) => process.stderr.write(`${size}: ${error.message}\n`));
  await page.goto(workspace.url);
  await page.locator("body[data-ready]").waitFor();
  const dismiss = page.getByRole("button", { name: "Dismiss the welcome" });
  if ((await dismiss.count()) > 0) await dismiss.click();
  await page.getByText("On-call report").first().waitFor();
  await tall(page);
  await page.screenshot({ path: join(folder, `told-channel-${size}.png`) });
  await page.setViewportSize(SIZES[size]?.viewport ?? DESKTOP.viewport);
  if (size === "phone") await page.getByRole("button", { name: "Conversations" }).first().click();
  await page.getByRole("button", { name: /direct message/ }).click();
  await page.getByText("How hard was it?").first().waitFor();
  await tall(page);
  await page.screenshot({ path: join(folder, `told-person-${size}.png`) });
  if (size === "desktop") {
    await page
      .getByRole("button", { name: /^4 How hard/ })
      .first()
      .click();
    await page
      .getByText(/Thank you/)
      .first()
      .waitFor();
    await page.screenshot({ path: join(folder, "told-answered.png") });
  }
  await context.close();
};

mkdirSync(folder, { recursive: true });
const tooLong = endAfter(LIMIT_MS);
const house = await openHouse({ face: true, limits: false, channels: [{ name: "ops", bot: true }] });
const ending = new AbortController();
const app = await start(house, ending);
const browser = await launchChromium();
try {
  await live(house, app);
  for (const size of Object.keys(SIZES)) await look(browser, house, size);
} finally {
  await browser.close();
  ending.abort();
  await app.stop();
  await house.close();
  clearTimeout(tooLong);
}
