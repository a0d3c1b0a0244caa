import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { parse } from "yaml";
import { type Bot, createBot } from "../../src/bot/index.ts";
import type { InboundHandlers } from "../../src/core/inbound.ts";
import { addFace } from "../../src/demo/face/index.ts";
import { createPagerDuty, type PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import { createWorkspace, type Workspace } from "../../src/demo/slack/index.ts";
import { changed, type Heard, listeningOptions } from "../bot/start-bot.ts";
import { AT_MS, BULK, CHOICE, FORMS, HOME, INCIDENTS } from "../bot/whole-replies.ts";
import { endAfter, launchChromium, PHONE } from "./chromium.ts";
import { lookAtPictures } from "./reply-pictures.ts";
import { lookAtVerdicts } from "./verdict-thread.ts";

/** Pictures of replies that people act on, of each form and of the home tab, used as people do: `node test/browser/replies.ts FOLDER`. */

const LIMIT_MS = 120_000;
const DESKTOP = { viewport: { width: 1100, height: 900 } } as const;
const SIZES: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { ...DESKTOP, colorScheme: "light" },
  phone: { ...PHONE, colorScheme: "light" },
  dark: { ...DESKTOP, colorScheme: "dark" },
};

const folder = process.argv[2] ?? "screenshots";
const manifest: object = parse(readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8"));

interface Opened {
  readonly workspace: Workspace;
  readonly bot: Bot;
  readonly heard: Heard;
}

const open = async (account: PagerDuty): Promise<Opened> => {
  const people = PEOPLE.map(({ name, handle, slackEmail, tz }) => ({ name, handle, email: slackEmail, tz }));
  const workspace = await createWorkspace({
    manifest,
    people,
    limits: false,
    channels: [{ name: "ops", bot: true }],
    routes: (server, whole) => addFace(server, { workspace: whole, account }),
  });
  const { options, heard } = listeningOptions(workspace.apiUrl);
  const { bot: botToken, app: appToken } = workspace.tokens;
  const handlers: Partial<InboundHandlers> = {
    form: async ({ name }) => FORMS[name],
    readForm: async (ref, values) => ({ say: `${ref.name} ${ref.about} ${JSON.stringify(values)}` }),
    home: async (userId) => void (await bot.chat.home(userId, HOME)),
  };
  const bot = await createBot(changed({ ...options, botToken, appToken, callTimeoutMs: 5_000 }, { handlers }));
  await bot.start();
  await workspace.until(() => workspace.connections > 0, 30_000);
  return { workspace, bot, heard };
};

const post = async ({ workspace, bot }: Opened): Promise<void> => {
  const channel = workspace.channel("ops").id;
  await bot.chat.setTopic(channel, "On call: Ana Ruiz (Checkout), Chi Nguyen (Databases) & friends");
  for (const [at, reply] of [INCIDENTS, BULK, CHOICE].entries())
    await bot.chat.post({ channel }, { kind: "reply", reply, askedBy: "Ana Ruiz" }, `reply-${at}`);
};

/** Opens the form behind each button, photographs it, and sends those that are filled in. */
const forms = async (page: Page, { workspace, bot }: Opened, size: string): Promise<void> => {
  const channel = workspace.channel("ops").id;
  const names = Object.keys(FORMS) as readonly (keyof typeof FORMS)[];
  const buttons = names.map((name) => ({ label: `Form ${name}`, form: { name, about: "1234" } }));
  await bot.chat.post({ channel }, { kind: "reply", reply: { title: "Forms", buttons } }, "forms");
  for (const name of names) {
    await page.getByRole("button", { name: `Form ${name}`, exact: true }).click();
    const form = page.locator("#modal[open]");
    await form.getByRole("heading", { name: FORMS[name].title }).waitFor();
    await page.screenshot({ path: join(folder, `form-${name}-${size}.png`) });
    if (name === "override") {
      await form.getByLabel("Until").fill("2026-11-22T09:30");
      await form.getByRole("button", { name: "Override" }).click();
    } else await form.getByRole("button", { name: "Cancel" }).click();
    await form.waitFor({ state: "hidden" });
  }
};

const home = async (page: Page, size: string): Promise<void> => {
  if (size === "phone") await page.getByRole("button", { name: "Conversations" }).first().click();
  await page.getByRole("button", { name: /direct message/ }).click();
  await page.getByRole("tab", { name: "Home" }).click();
  await page.locator("#home").getByText("My next shifts").waitFor();
  const height = await page.locator("#home").evaluate((box) => box.scrollHeight);
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: height + 170 });
  await page.screenshot({ path: join(folder, `home-${size}.png`) });
  await page
    .locator("#home")
    .getByRole("button", { name: /^Resolve #1231/ })
    .click();
};

const look = async (browser: Browser, opened: Opened, size: string): Promise<void> => {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...SIZES[size] });
  const page = await context.newPage();
  page.on("pageerror", (error) => process.stderr.write(`${size}: ${error.message}\n`));
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(opened.workspace.url);
  await page.locator("body[data-ready]").waitFor();
  const dismiss = page.getByRole("button", { name: "Dismiss the welcome" });
  if ((await dismiss.count()) > 0) await dismiss.click();
  await page.getByText("Which schedule is").first().waitFor();
  await page.waitForTimeout(200);
  const height = await page.locator("#timeline").evaluate((box) => box.scrollHeight);
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: Math.max(844, height + 170) });
  await page.screenshot({ path: join(folder, `replies-${size}.png`) });
  await page.getByRole("button", { name: "More actions" }).first().click();
  await page.screenshot({ path: join(folder, `menu-${size}.png`) });
  await page.getByRole("menuitem", { name: "Snooze 1 h" }).click();
  await page.locator("select").last().selectOption({ label: "DB migrations" });
  await page.getByRole("button", { name: "Resolve 3" }).click();
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: 844 });
  await forms(page, opened, size);
  await home(page, size);
  await context.close();
};

const WANTED = (at: number): readonly string[] => [
  "oncall snooze 1234 1h",
  'oncall schedule "DB migrations"',
  "oncall resolve 1234 1231 1229",
  `override 1234 ${JSON.stringify({ who: "Ana Ruiz", from: `${AT_MS}`, to: `${at}` })}`,
  "oncall resolve 1231",
];

mkdirSync(folder, { recursive: true });
const tooLong = endAfter(LIMIT_MS);
const account = await createPagerDuty({ clock: Date.now, seed: 3, retryBaseMs: 50 });
const browser = await launchChromium();
try {
  for (const size of Object.keys(SIZES)) {
    const opened = await open(account);
    try {
      await post(opened);
      await look(browser, opened, size);
      await opened.workspace.until(() => opened.heard.words.length >= 5);
      const said = opened.heard.words.map(({ text }) => text);
      const tz = opened.workspace.people[0]?.tz ?? "";
      process.stdout.write(`${size} (${tz}):\n  ${said.join("\n  ")}\n`);
      const missing = WANTED(Number(/"to":"(\d+)"/.exec(said.join())?.[1])).filter((one) => !said.includes(one));
      if (missing.length > 0) throw new Error(`not said: ${missing.join("; ")}`);
      if (opened.workspace.timeouts.length > 0) throw new Error(JSON.stringify(opened.workspace.timeouts));
    } finally {
      await opened.bot.stop();
      await opened.workspace.close();
    }
    await lookAtPictures(browser, { manifest, account, folder }, size, SIZES[size] ?? {});
    await lookAtVerdicts(browser, { account, folder }, size, SIZES[size] ?? {});
  }
} finally {
  await browser.close();
  await account.close();
  clearTimeout(tooLong);
}
