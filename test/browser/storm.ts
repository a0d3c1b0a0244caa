import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { addFace } from "../../src/demo/face/index.ts";
import { createPagerDuty } from "../../src/demo/pagerduty/index.ts";
import { SLACK_PACE } from "../../src/flows/deliver.ts";
import { STORM_TOKEN, sendStorm, watchStorm } from "../flows/storm-run.ts";
import { openHouse, startBot } from "../support/house.ts";
import { endAfter, launchChromium, PHONE } from "./chromium.ts";

/** Pictures of a storm in the channel, while it is on and when it is over: `node test/browser/storm.ts FOLDER`. */

const LIMIT_MS = 120_000;
const SIZE = { alerts: 1_500, problems: 150, lastsMs: 12_000, burst: 8, burstEveryMs: 5_500 };
const QUIET_MS = 8_000;
const DESKTOP = { viewport: { width: 1100, height: 900 }, colorScheme: "light" } as const;

const folder = process.argv[2] ?? "screenshots";

const shoot = async (browser: Browser, url: string, name: string, options: BrowserContextOptions): Promise<void> => {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator("body[data-ready]").waitFor();
  const dismiss = page.getByRole("button", { name: "Dismiss the welcome" });
  if ((await dismiss.count()) > 0) await dismiss.click();
  const digest = page.locator("#timeline .said", { hasText: /Storm(?: over)?: \d/ }).last();
  await digest.evaluate((box) => box.scrollIntoView({ block: "start" }));
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  process.stdout.write(`${name}\n`);
  await context.close();
};

mkdirSync(folder, { recursive: true });
const tooLong = endAfter(LIMIT_MS);
const account = await createPagerDuty({ clock: Date.now, seed: 5, retryBaseMs: 50 });
const house = await openHouse({ routes: (server, workspace) => addFace(server, { workspace, account }) });
const seen = watchStorm(house.workspace);
const pace = { ...SLACK_PACE, quietMs: QUIET_MS };
const app = await startBot(house, { GENERIC_TOKEN: STORM_TOKEN }, { pace });
const browser = await launchChromium();
try {
  const { url } = house.workspace;
  const sending = sendStorm(Number(new URL(app.url).port), SIZE);
  await sleep(11_000);
  await shoot(browser, url, "storm-desktop", DESKTOP);
  await shoot(browser, url, "storm-phone", { ...PHONE, colorScheme: "dark" });
  await sending;
  await house.workspace.until(() => [...seen.digests.values()].some((text) => text.includes("Storm over")), 60_000);
  await shoot(browser, url, "storm-over-desktop", { ...DESKTOP, colorScheme: "dark" });
  await shoot(browser, url, "storm-over-phone", { ...PHONE, colorScheme: "light" });
} finally {
  clearTimeout(tooLong);
  await browser.close();
  seen.stop();
  await app.stop();
  await house.close();
  await account.close();
}
