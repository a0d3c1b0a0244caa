import { setTimeout as sleep } from "node:timers/promises";
import type { Change } from "../../../src/demo/slack/types.ts";
import { type House, openHouse } from "../../support/house.ts";
import { startBenchBot } from "../bot.ts";
import { type Figure, quantile } from "../figures.ts";

/** Each channel takes a short burst of answers and one a second after that: asked in turn, none has to wait. */
const CHANNELS = Array.from({ length: 10 }, (_, at) => `room-${at}`);
const API_MS = 150;
const ASKED = 30;
const PAUSE_MS = 120;

interface Asked {
  readonly ms: number;
  /** What was asked of PagerDuty meanwhile. */
  readonly calls: number;
}

const isAnswer = (change: Change, channel: string): boolean =>
  (change.type === "message" || change.type === "ephemeral") &&
  change.channel.name === channel &&
  change.message.byApp &&
  !change.message.text.startsWith("On it");

/** What polls ask: they go on beside whatever people ask. */
const isPoll = ({ path, query }: House["account"]["calls"][number]): boolean =>
  path.endsWith("/log_entries") || path === "/users" || (path === "/incidents" && query.includes("since="));

/** From the typed words to the answer that the asker sees. */
const askOnce = async ({ workspace, account }: House, at: number, words: string): Promise<Asked> => {
  const channel = CHANNELS[at % CHANNELS.length] ?? "";
  let seenMs: number | undefined;
  const forget = workspace.onChange((change) => {
    if (isAnswer(change, channel)) seenMs ??= performance.now();
  });
  const before = account.calls.length;
  const startMs = performance.now();
  await workspace.type("kim", channel, words);
  await workspace.until(() => seenMs !== undefined, 20_000);
  const calls = account.calls.slice(before).filter((call) => !isPoll(call)).length;
  forget();
  await sleep(PAUSE_MS);
  return { ms: (seenMs ?? Number.NaN) - startMs, calls };
};

const rowsOf = (what: string, asked: readonly Asked[], note?: string): readonly Figure[] => {
  const times = asked.map(({ ms }) => ms);
  return [
    { what: `${what}, p50`, unit: "ms", rounds: [quantile(times, 0.5)], ...(note === undefined ? {} : { note }) },
    { what: "  p99", unit: "ms", rounds: [quantile(times, 0.99)] },
    {
      what: "  calls to PagerDuty",
      unit: "",
      rounds: [
        quantile(
          asked.map(({ calls }) => calls),
          0.5,
        ),
      ],
    },
  ];
};

/** who, incidents and ack while PagerDuty takes 150 ms for each answer; and who when it takes 20 s. */
export const pager = async (): Promise<readonly Figure[]> => {
  const channels = CHANNELS.map((name) => ({ name, bot: true }));
  const house = await openHouse({ limits: false, channels: [{ name: "ops", bot: true }, ...channels] });
  const { account } = house;
  const bot = await startBenchBot(house);
  const ask = async (words: (at: number) => string, times = ASKED): Promise<readonly Asked[]> => {
    const asked: Asked[] = [];
    for (let at = 0; at < times; at++) asked.push(await askOnce(house, at, words(at)));
    return asked;
  };
  try {
    await sleep(2_000);
    account.faults.add({ delayMs: API_MS, times: 1_000_000 });
    const someDay = (at: number): string => new Date(Date.now() + (at + 1) * 86_400_000).toISOString().slice(0, 10);
    const who = await ask(() => "/oncall who");
    const whoAhead = await ask((at) => `/oncall who on ${someDay(at)}`);
    const incidents = await ask(() => "/oncall incidents");
    const numbers = Array.from(
      { length: ASKED },
      (_, at) => account.trigger({ title: `Bench ${at}`, service: "Search" }).number,
    );
    await sleep(3_000);
    const ack = await ask((at) => `/oncall ack ${numbers[at]}`);
    account.faults.clear();
    account.faults.add({ delayMs: 20_000, times: 1_000_000 });
    await sleep(65_000);
    const slow = await ask(() => "/oncall who", 5);
    const schedules = account.account.schedules.length;
    return [
      ...rowsOf("/oncall who: answer", who, `hubot-pager-me: 1 + ${schedules} calls for ${schedules} schedules`),
      ...rowsOf("/oncall who on <day>: answer", whoAhead),
      ...rowsOf("/oncall incidents: answer", incidents),
      ...rowsOf("/oncall ack <number>: answer", ack),
      ...rowsOf("/oncall who, PagerDuty takes 20 s: answer", slow),
    ];
  } finally {
    account.faults.clear();
    await bot.stop();
    await house.close();
  }
};
