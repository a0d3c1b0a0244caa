import type { TestContext } from "node:test";
import { createLog } from "../../src/app/log.ts";
import { type App, createApp, type Tuning } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Policy, Route } from "../../src/core/policy.ts";
import { defaultPolicy, defaultRoute } from "../../src/core/policy-default.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import type { Message } from "../../src/demo/slack/types.ts";
import { FAST, type House, openHouse } from "../support/house.ts";

const TOKEN = "nagios-0123456789abcdef0123456789abcdef";

/** The whole bot, between both stand-ins, with a clock that can jump. */
export interface Kit {
  readonly house: House;
  readonly app: App;
  /** Lets this much time pass at once, for the bot alone. */
  jump(ms: number): void;
  now(): number;
  /** What Nagios says of a service of a host, `atMs` is its own clock. Answers when it is stored. */
  nagios(host: string, type: "PROBLEM" | "RECOVERY", atMs?: number, service?: string): Promise<void>;
  /** Cards whose text says so. */
  cards(words: string, channel?: string): readonly Message[];
  /** The card, once there is one. */
  card(words: string, channel?: string): Promise<Message>;
  /** A message as one text, its blocks included. */
  shown(words: string, channel?: string): string;
  /** What is said below the card, once it has these words. */
  threadSays(words: string, said: RegExp, channel?: string): Promise<string>;
}

/** What a test turns. */
export interface KitOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly policy?: Policy;
  readonly tuning?: Tuning;
  readonly channels?: readonly string[];
  /** In the workspace, beside those of the account. */
  readonly guests?: readonly string[];
  /** Starts the account before the bot. */
  readonly before?: (house: House) => void | Promise<void>;
}

/** The default policy with something else in its only route. */
export const policyWith = (route: Partial<Route>, more: Partial<Policy> = {}): Policy => ({
  ...defaultPolicy("ops"),
  routes: [{ ...defaultRoute("ops"), ...route }],
  ...more,
});

/** Settings that let the bot call people at the stand-in. */
export const pagerSettings = ({ account }: House): Readonly<Record<string, string>> => ({
  PAGERDUTY_ROUTING_KEY: account.routingKey,
  PAGERDUTY_EVENTS_URL: account.eventsUrl,
});

const members = PEOPLE.map(({ name, handle, slackEmail, tz }) => ({ name, handle, email: slackEmail, tz }));
const guestOf = (handle: string) => ({ name: `Guest ${handle}`, handle, email: `${handle}@guests.example`, tz: "UTC" });

/** Starts everything; it is stopped when the test ends. */
export const openKit = async (t: TestContext, options: KitOptions = {}): Promise<Kit> => {
  const channels = ["ops", ...(options.channels ?? [])].map((name) => ({ name, bot: true }));
  const guests = (options.guests ?? []).map((handle) => ({ ...guestOf(handle), restricted: true }));
  const house = await openHouse({
    limits: false,
    channels,
    ...(guests.length > 0 ? { people: [...members, ...guests] } : {}),
  });
  await options.before?.(house);
  let aheadMs = 0;
  const clock = (): number => Date.now() + aheadMs;
  const config = readConfig({
    ...house.settings,
    ...pagerSettings(house),
    NAGIOS_TOKEN: TOKEN,
    HISTORY_DAYS: "1",
    ...options.settings,
  });
  const log = createLog(process.env.TEST_LOG ?? "fatal", process.stderr);
  const ending = new AbortController();
  const tuning = { ...FAST, ...(options.policy ? { policy: options.policy } : {}), ...options.tuning };
  const app = await createApp(config, { clock, log, signal: ending.signal }, tuning);
  t.after(async () => {
    ending.abort();
    await app.stop();
    await house.close();
  });
  house.account.setWebhook(`${app.url}/hooks/pagerduty`);
  await house.workspace.until(() => house.workspace.connections > 0, 30_000);
  return kitOf(house, app, clock, (ms) => {
    aheadMs += ms;
  });
};

const kitOf = (house: House, app: App, now: () => number, jump: (ms: number) => void): Kit => {
  const { workspace } = house;
  const textOf = (one: Message): string => `${one.text}\n${JSON.stringify(one)}`;
  const cards: Kit["cards"] = (words, channel = "ops") =>
    workspace
      .messages(channel)
      .filter((one) => JSON.stringify(one.metadata ?? "").includes("card:") && textOf(one).includes(words));
  const card: Kit["card"] = (words, channel) => workspace.until(() => cards(words, channel)[0], 30_000);
  return {
    house,
    app,
    jump,
    now,
    cards,
    card,
    shown: (words, channel) => cards(words, channel).map(textOf).join("\n"),
    async threadSays(words, said, channel = "ops") {
      const { ts } = await card(words, channel);
      const replies = (): string => workspace.thread(channel, ts).slice(1).map(textOf).join("\n");
      return workspace.until(() => said.test(replies()) && replies(), 30_000);
    },
    async nagios(host, type, atMs = now(), service = "HTTP") {
      const fields = {
        HOSTNAME: host,
        SERVICEDESC: service,
        NOTIFICATIONTYPE: type,
        SERVICESTATE: type === "PROBLEM" ? "CRITICAL" : "OK",
        SERVICEOUTPUT: `${service} ${type === "PROBLEM" ? "does not answer" : "answers"}`,
        TIMET: String(Math.floor(atMs / 1000)),
      };
      const body = new URLSearchParams(fields);
      const answer = await fetch(`${app.url}/hooks/nagios/${TOKEN}`, { method: "POST", body });
      if (answer.status !== 200) throw new Error(`nagios was answered ${answer.status}: ${await answer.text()}`);
    },
  };
};
