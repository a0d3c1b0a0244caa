import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { addFace } from "../../src/demo/face/index.ts";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { FAST, openHouse, startBot } from "../support/house.ts";

const ANA = "ana.kovac@northwind.example";
const TITLE = "Checkout API high latency";

const shot = (page: Page, folder: string, name: string): Promise<unknown> =>
  page.screenshot({ path: join(folder, `${name}.png`) });

/** Opens the thread of the card, answers the question in it by the form, and looks at what it says then. */
const judge = async (page: Page, folder: string, size: string): Promise<void> => {
  const card = page.locator("article", { hasText: TITLE }).first();
  await card.getByRole("button", { name: /repl(y|ies)/ }).click();
  const thread = page.locator("#thread-list");
  await thread.getByText("Did this need you?").waitFor();
  await shot(page, folder, `verdict-asked-${size}`);
  await thread.getByRole("button", { name: /^More…/ }).click();
  const form = page.locator("#modal[open]");
  await form.getByRole("heading", { name: "Did this need you?" }).waitFor();
  await form.getByRole("combobox").selectOption({ label: "No action: the threshold is wrong" });
  await form.getByRole("textbox").fill("It fires at every deploy: 800 ms are normal then");
  await shot(page, folder, `verdict-form-${size}`);
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  await thread.getByText("No action: the threshold is wrong").first().waitFor();
  await page.waitForTimeout(300);
  await shot(page, folder, `verdict-said-${size}`);
};

/** The real bot asks about a problem that Ana resolved; somebody answers as people do. */
export const lookAtVerdicts = async (
  browser: Browser,
  { account, folder }: { readonly account: PagerDuty; readonly folder: string },
  size: string,
  options: BrowserContextOptions,
): Promise<void> => {
  const house = await openHouse({
    limits: false,
    channels: [{ name: "ops", bot: true }],
    routes: (server, workspace) => addFace(server, { workspace, account }),
  });
  const app = await startBot(house, { HISTORY_DAYS: "1" }, FAST);
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  try {
    const { workspace } = house;
    const cards = () => workspace.messages("ops").filter(({ text }) => text.includes(TITLE));
    const { id } = house.account.trigger({ title: TITLE, service: "Checkout API", urgency: "high" });
    await workspace.until(() => cards().length > 0, 30_000);
    house.account.resolve(id, ANA);
    await workspace.until(() => cards().some(({ ts }) => workspace.thread("ops", ts).length > 1), 20_000);
    const page = await context.newPage();
    page.on("pageerror", (error) => process.stderr.write(`${size}: ${error.message}\n`));
    await page.goto(workspace.url);
    await page.locator("body[data-ready]").waitFor();
    const dismiss = page.getByRole("button", { name: "Dismiss the welcome" });
    if ((await dismiss.count()) > 0) await dismiss.click();
    await judge(page, folder, size);
    if (workspace.timeouts.length > 0) throw new Error(JSON.stringify(workspace.timeouts));
  } finally {
    await context.close();
    await app.stop();
    await house.close();
  }
};
