import type { TestContext } from "node:test";
import { type Bot, type BotOptions, createBot } from "../../src/bot/index.ts";
import type { SharedLinks } from "../../src/core/chat.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Inbound, InboundHandlers, Press } from "../../src/core/inbound.ts";
import { createScriptedSlack, until } from "./scripted-slack.ts";

type Scripted = Awaited<ReturnType<typeof createScriptedSlack>>;

export interface Heard {
  readonly words: Inbound[];
  readonly presses: Press[];
  readonly homes: string[];
  readonly links: SharedLinks[];
  readonly log: { readonly level: string; readonly message: string; readonly facts: object }[];
}

/** Options of a bot that notes what it hears. */
export const listeningOptions = (apiUrl: string): { readonly options: BotOptions; readonly heard: Heard } => {
  const heard: Heard = { words: [], presses: [], homes: [], links: [], log: [] };
  const seen = new Set<string>();
  const say = (level: string) => (facts: object, message: string) => void heard.log.push({ level, message, facts });
  const options: BotOptions = {
    mode: "socket",
    botToken: "xoxb-test-bot",
    appToken: "xapp-test-app",
    signingSecret: "shh",
    apiUrl,
    clock: () => Date.now(),
    log: { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
    callTimeoutMs: 300,
    retry: { firstMs: 20, mostMs: 100 },
    firstTime: async (kind, id) => {
      const key = `${kind}:${id}`;
      return !seen.has(key) && Boolean(seen.add(key));
    },
    handlers: {
      words: async (inbound) => void heard.words.push(inbound),
      press: async (press) => void heard.presses.push(press),
      form: async ({ name }) => {
        throw new Failure("not_found", `no form ${name} in this test`, { tell: `There is no form ${name} here.` });
      },
      readForm: async () => ({ errors: {} }),
      links: async (shared) => void heard.links.push(shared),
      home: async (userId) => void heard.homes.push(userId),
    },
  };
  return { options, heard };
};

/** What a test wants otherwise; handlers that it does not give only note. */
export type Change = Partial<Omit<BotOptions, "handlers">> & { readonly handlers?: Partial<InboundHandlers> };

/** Options with what a test wants otherwise. */
export const changed = (options: BotOptions, { handlers, ...change }: Change): BotOptions => ({
  ...options,
  ...change,
  handlers: { ...options.handlers, ...handlers },
});

/** A bot at a scripted Slack; both are stopped after the test. */
export const startBot = async (
  t: TestContext,
  change: Change = {},
  prepare?: (slack: Scripted) => void,
): Promise<{ readonly bot: Bot; readonly slack: Scripted; readonly heard: Heard }> => {
  const slack = await createScriptedSlack();
  prepare?.(slack);
  const { options, heard } = listeningOptions(slack.apiUrl);
  const bot = await createBot(changed(options, change));
  t.after(async () => {
    await bot.stop();
    await slack.close();
  });
  await bot.start();
  if ((change.mode ?? "socket") === "socket") await until(() => slack.sockets.size === 2, "two connections");
  else await until(() => bot.state().connected, "an identity");
  return { bot, slack, heard };
};
