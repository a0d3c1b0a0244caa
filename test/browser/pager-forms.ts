import type { Locator, Page } from "playwright-core";

/** Shows what is on the page under a name. */
export type Shoot = (page: Page, name: string) => Promise<void>;

interface FormCase {
  readonly name: string;
  /** What is typed to come to the button that opens it; # stands for the incident. */
  readonly words: string;
  readonly button: RegExp;
  /** The button is in the menu of the incident. */
  readonly inMenu?: boolean;
  readonly fill: (form: Locator) => Promise<void>;
  readonly send: string;
  readonly answer: RegExp;
}

const choose = (label: RegExp, option: string) => async (form: Locator) =>
  void (await form.getByLabel(label).selectOption({ label: option }));

const write = (label: RegExp, text: string) => async (form: Locator) => form.getByLabel(label).fill(text);

/** The seven forms as people come to them: what opens each, what is filled in, and what the answer says. */
const FORMS: readonly FormCase[] = [
  {
    name: "page",
    words: "/oncall page",
    button: /^Page…/,
    async fill(form) {
      await choose(/^Whom/, "Web Escalation · policy")(form);
      await write(/^What is wrong/, "the site is *down* & nobody <!channel> knows")(form);
    },
    send: "Page",
    answer: /Paged Ivy Nguyen for Web Escalation.*Asked by Ana Kovac/s,
  },
  {
    name: "override",
    words: "/oncall schedule web",
    button: /^Override…/,
    fill: choose(/^Who/, "Kim Alvarez"),
    send: "Override",
    answer: /Kim Alvarez is on call for Web Primary.*Asked by Ana Kovac/s,
  },
  {
    name: "note",
    words: "/oncall incident #",
    button: /^Note…/,
    inMenu: true,
    fill: write(/^Note/, "rolled back to v42"),
    send: "Write",
    answer: /Note written.*rolled back to v42/s,
  },
  {
    name: "status",
    words: "/oncall incident #",
    button: /^Status update…/,
    inMenu: true,
    fill: write(/^What subscribers read/, "payments are slow, we are rolling back"),
    send: "Send",
    answer: /Status update sent.*payments are slow/s,
  },
  {
    name: "snooze",
    words: "/oncall ack #",
    button: /^Snooze…/,
    fill: choose(/^For/, "2 hours"),
    send: "Snooze",
    answer: /Snoozed until/,
  },
  {
    name: "reassign",
    words: "/oncall incident #",
    button: /^Reassign…/,
    inMenu: true,
    fill: choose(/^To/, "Dan Hughes · person"),
    send: "Reassign",
    answer: /Now with Dan Hughes/,
  },
  {
    name: "cover",
    words: "/oncall cover",
    button: /^Ask for cover…/,
    fill: choose(/^Schedule/, "Platform Primary"),
    send: "Ask",
    answer: /Can somebody cover Ana Kovac.*Platform Primary/s,
  },
];

/** Opens each form from its button, fills it in, sends it and waits for the answer; `type` says words in the channel. */
export const sendForms = async (
  page: Page,
  incident: number,
  type: (page: Page, words: string) => Promise<void>,
  shoot: Shoot,
): Promise<void> => {
  const said = page.locator("#timeline .said");
  for (const { name, words, button, inMenu, fill, send, answer } of FORMS) {
    const before = await said.count();
    await type(page, words.replace("#", String(incident)));
    await page.waitForFunction((count) => document.querySelectorAll("#timeline .said").length > count, before);
    // What else is said at that moment may come below it.
    const opens = page.getByRole("button", { name: inMenu ? "More actions" : button });
    const answered = said.filter({ has: opens }).last();
    if (inMenu) await answered.getByRole("button", { name: "More actions" }).click();
    await (inMenu
      ? page.getByRole("menuitem", { name: button })
      : answered.getByRole("button", { name: button })
    ).click();
    const form = page.locator("#modal[open]");
    await form.getByRole("button", { name: send, exact: true }).waitFor();
    await fill(form);
    await shoot(page, `form-${name}`);
    const sent = await said.count();
    await form.getByRole("button", { name: send, exact: true }).click();
    await form.waitFor({ state: "hidden" });
    await page.waitForFunction((count) => document.querySelectorAll("#timeline .said").length > count, sent);
    await said.filter({ hasText: answer }).last().waitFor();
    await page.waitForTimeout(300);
    await shoot(page, `form-${name}-sent`);
  }
};
