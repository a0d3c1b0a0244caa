import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { parse } from "yaml";
import type { App } from "../../src/app.ts";
import { type Bot, createBot } from "../../src/bot/index.ts";
import { prove } from "../../src/cli/sign.ts";
import type { Press } from "../../src/core/inbound.ts";
import type { CardExtras } from "../../src/core/message.ts";
import { addFace } from "../../src/demo/face/index.ts";
import { createPagerDuty, type PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import { createWorkspace, type Workspace } from "../../src/demo/slack/index.ts";
import { deliveryOf, firstOf, SOURCES } from "../bot/source-cards.ts";
import { listeningOptions } from "../bot/start-bot.ts";
import { CARDS, EXTRAS } from "../bot/whole-cards.ts";
import { FAST, openHouse, startBot } from "../support/house.ts";
import { endAfter, launchChromium, PHONE } from "./chromium.ts";

/** Pictures of one card of each source, and of each thing that can be special about one: `node test/browser/cards.ts FOLDER`. */

const LIMIT_MS = 120_000;
const A_PICTURE = 5;
const DESKTOP = { viewport: { width: 1100, height: 900 }, colorScheme: "light" } as const;

const folder = process.argv[2] ?? "screenshots";
const manifest: object = parse(readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8"));

/** What is posted, in order: cards, each with its thread. */
type Posting = (bot: Bot, channel: string) => Promise<void>;

const ofSource =
  (source: string): Posting =>
  async (bot, channel) => {
    const canAct = ["pagerduty", "opsgenie", "victorops"].includes(source);
    const extras: CardExtras = { claims: !canAct, pager: "PagerDuty", before: [], alsoNow: [] };
    const { alert, incident } = firstOf(source);
    const { ts } = await bot.chat.post({ channel }, { kind: "card", incident, canAct, extras }, source);
    const note = { kind: "note", lines: alert.details } as const;
    if (alert.details.length > 0) await bot.chat.post({ channel, thread: ts }, note, `${source}-note`);
  };

const special =
  (name: string): Posting =>
  async (bot, channel) => {
    const [incident, extras, canAct = false] = CARDS[name] ?? [];
    if (incident === undefined) throw new Error(`no card is called ${name}`);
    const card = { kind: "card", incident, canAct, extras: { ...EXTRAS, ...extras } } as const;
    const { ts } = await bot.chat.post({ channel }, card, name);
    if (name !== "flapping") return;
    const line = "nobody took it for 10 min (this is broadcast)";
    const note = { kind: "note", lines: [line], mention: ["U0000000001"], broadcast: true } as const;
    await bot.chat.post({ channel, thread: ts }, note, `${name}-note`);
  };

const shoot = async (browser: Browser, url: string, name: string, options: BrowserContextOptions): Promise<void> => {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => process.stderr.write(`${name}: ${error.message}\n`));
  await page.goto(url);
  await page.locator("body[data-ready]").waitFor();
  const dismiss = page.getByRole("button", { name: "Dismiss the welcome" });
  if ((await dismiss.count()) > 0) await dismiss.click();
  const height = await page.locator("#timeline").evaluate((box) => box.scrollHeight);
  await page.setViewportSize({ width: options.viewport?.width ?? 0, height: height + 170 });
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await more(page, name);
  await context.close();
};

/** What opens when somebody uses a card: its thread, the form behind "Mute…". */
const more = async (page: Page, name: string): Promise<void> => {
  const replies = page
    .locator("article", { hasText: /502s|missing cart|broadcast/ })
    .getByRole("button", { name: /repl(y|ies)/ });
  if ((await replies.count()) > 0) {
    await replies.first().click();
    await page.locator("#thread-list .said").first().waitFor();
    await page.screenshot({ path: join(folder, `${name}-thread.png`) });
  }
  if (!name.startsWith("cards-1")) return;
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: 844 });
  await page
    .getByRole("button", { name: /^Mute…/ })
    .first()
    .click();
  const form = page.locator("#modal[open]");
  await form.getByRole("combobox", { name: "For how long?" }).selectOption({ label: "Until tomorrow 9:00, your time" });
  await form.getByRole("textbox", { name: "Why?" }).fill("Deploy of the new cache");
  await page.screenshot({ path: join(folder, `${name}-mute.png`) });
  await form.getByRole("button", { name: "Mute" }).click();
  await form.waitFor({ state: "hidden" });
  page.once("dialog", (dialog) => void dialog.accept());
  await page
    .getByRole("button", { name: /^Page on-call/ })
    .first()
    .click();
};

interface Opened {
  readonly workspace: Workspace;
  readonly bot: Bot;
  readonly presses: readonly Press[];
}

const open = async (account: PagerDuty): Promise<Opened> => {
  const people = PEOPLE.map(({ name, handle, slackEmail, tz }) => ({ name, handle, email: slackEmail, tz }));
  const workspace = await createWorkspace({
    manifest,
    people,
    limits: false,
    usergroups: [{ id: "S0OPS", handle: "ops-leads", name: "Ops leads", members: ["ana"] }],
    channels: [{ name: "ops", bot: true }],
    routes: (server, whole) => addFace(server, { workspace: whole, account }),
  });
  const { options, heard } = listeningOptions(workspace.apiUrl);
  const { bot: botToken, app: appToken } = workspace.tokens;
  const bot = await createBot({ ...options, botToken, appToken, callTimeoutMs: 5_000 });
  await bot.start();
  await workspace.until(() => workspace.connections > 0, 30_000);
  return { workspace, bot, presses: heard.presses };
};

const photograph = async (browser: Browser, account: PagerDuty, name: string, postings: readonly Posting[]) => {
  const { workspace, bot, presses } = await open(account);
  try {
    for (const post of postings) await post(bot, workspace.channel("ops").id);
    await shoot(browser, workspace.url, `${name}-desktop`, DESKTOP);
    await shoot(browser, workspace.url, `${name}-phone`, { ...PHONE, colorScheme: "light" });
    if (name === "cards-1") {
      const verbs = (): string => presses.map(({ verb }) => verb).join();
      await workspace.until(() => verbs() === "mute,page,mute,page");
    }
    process.stdout.write(`${name}\n`);
  } finally {
    await bot.stop();
    await workspace.close();
  }
};

const TOKEN = "0123456789abcdef-of-a-demo";
const secrets = Object.fromEntries(
  [...SOURCES.map((name) => `${name.toUpperCase()}_TOKEN`), "SENTRY_CLIENT_SECRET", "GRAFANA_HMAC_SECRETS"]
    .filter((name) => !/^(PAGERDUTY|CLOUDWATCH)_/.test(name))
    .map((name) => [name, TOKEN]),
);

const send = async (app: App, source: string, values: Readonly<Record<string, string>>): Promise<void> => {
  const { contentType, body } = deliveryOf(source);
  const url = `${values.PUBLIC_URL}/hooks/${source}`;
  const proof = prove({ source, body, url, values, nowMs: Date.now() });
  const headers = { "content-type": contentType, ...proof };
  const response = await fetch(`${app.url}/hooks/${source}`, { method: "POST", headers, body: Buffer.from(body) });
  if (!response.ok) throw new Error(`${source}: HTTP ${response.status} ${await response.text()}`);
};

/** Only AWS can sign for CloudWatch, and deploys are marks on graphs. */
const NO_CARD = ["cloudwatch", "deploys"];

/** The whole bot: each source sends its fixture as it would, and the card that comes of it is photographed. */
const wholeHouse = async (browser: Browser, face: PagerDuty): Promise<void> => {
  const house = await openHouse({
    limits: false,
    routes: (server, workspace) => addFace(server, { workspace, account: face }),
  });
  const app = await startBot(house, secrets, FAST);
  try {
    const values = { ...house.settings, ...secrets };
    const sent = SOURCES.filter((source) => !NO_CARD.includes(source));
    for (const [at, source] of sent.entries()) {
      await send(app, source, values);
      const cards = (): number => house.workspace.messages("ops").filter((one) => one.threadTs === undefined).length;
      await house.workspace.until(() => cards() > at, 30_000);
      process.stdout.write(`  ${source}\n`);
    }
    await shoot(browser, house.workspace.url, "house-desktop", DESKTOP);
    await shoot(browser, house.workspace.url, "house-phone", { ...PHONE, colorScheme: "dark" });
  } finally {
    await app.stop();
    await house.close();
  }
};

const inPictures = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / A_PICTURE) }, (_, at) => all.slice(at * A_PICTURE, (at + 1) * A_PICTURE));

mkdirSync(folder, { recursive: true });
const tooLong = endAfter(LIMIT_MS);
const account = await createPagerDuty({ clock: Date.now, seed: 3, retryBaseMs: 50 });
const browser = await launchChromium();
try {
  for (const [at, sources] of inPictures(SOURCES).entries())
    await photograph(browser, account, `sources-${at + 1}`, sources.map(ofSource));
  await wholeHouse(browser, account);
  for (const [at, names] of inPictures(Object.keys(CARDS)).entries())
    await photograph(browser, account, `cards-${at + 1}`, names.map(special));
} finally {
  await browser.close();
  await account.close();
  clearTimeout(tooLong);
}
