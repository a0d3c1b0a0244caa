import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { createUpload } from "../../../src/bot/upload.ts";
import { PEOPLE } from "../../../src/demo/people.ts";
import type { Change } from "../../../src/demo/slack/types.ts";
import { launchChromium } from "../../browser/chromium.ts";
import { type House, openHouse } from "../../support/house.ts";
import { type BenchBot, startBenchBot } from "../bot.ts";
import { type Figure, quantile } from "../figures.ts";
import { drawInBrowser, panelContext, panelPages } from "../panel-page.ts";
import { type PanelSource, startPanelSource } from "../panel-source.ts";

/** Each channel takes a short burst of answers and one a second after that: asked in turn, none has to wait. */
const CHANNELS = Array.from({ length: 50 }, (_, at) => `room-${at}`);
const ASKED = 40;
const AT_ONCE = [1, 10, 50] as const;
const PAUSE_MS = 120;
const WORDS = "/graph api_latency_seconds last 1h source:prometheus";

interface World {
  readonly house: House;
  readonly bot: BenchBot;
  readonly source: PanelSource;
}

const open = async (fileReadyMs: number): Promise<World & { close(): Promise<void> }> => {
  const source = await startPanelSource(panelPages());
  const channels = CHANNELS.map((name) => ({ name, bot: true }));
  const house = await openHouse({ limits: false, fileReadyMs, channels: [{ name: "ops", bot: true }, ...channels] });
  const more = { PROMETHEUS_URL: source.url, PAGERDUTY_TOKEN: "", PAGERDUTY_URL: "" };
  const bot = await startBenchBot(house, {}, more);
  const close = async (): Promise<void> => {
    await bot.stop();
    await house.close();
    await source.stop();
  };
  return { house, bot, source, close };
};

const isPicture = (change: Change, channel: string): boolean =>
  change.type === "message" &&
  change.channel.name === channel &&
  change.message.byApp &&
  JSON.stringify(change.message).includes('"image"');

/** From the typed command to the picture in the channel, milliseconds. */
const ask = async ({ house: { workspace } }: World, who: string, channel: string): Promise<number> => {
  let seenMs = 0;
  const forget = workspace.onChange((change) => {
    if (isPicture(change, channel)) seenMs = performance.now();
  });
  const startMs = performance.now();
  await workspace.type(who, channel, WORDS);
  await workspace.until(() => seenMs > 0, 60_000);
  forget();
  return seenMs - startMs;
};

const personAt = (at: number): string => PEOPLE[at % PEOPLE.length]?.handle ?? "ana";

const inTurn = async (world: World, times: number): Promise<readonly number[]> => {
  const tookMs: number[] = [];
  for (let at = 0; at < times; at++) {
    tookMs.push(await ask(world, personAt(at), CHANNELS[at % CHANNELS.length] ?? ""));
    await sleep(PAUSE_MS);
  }
  return tookMs;
};

const atOnce = async (world: World, people: number): Promise<readonly number[]> => {
  const tookMs = await Promise.all(CHANNELS.slice(0, people).map((channel, at) => ask(world, personAt(at), channel)));
  await sleep(4_000);
  return tookMs;
};

const drawRows = (what: string, tookMs: readonly number[], aim?: number): readonly Figure[] => [
  { what: `${what}, p50`, unit: "ms", rounds: [quantile(tookMs, 0.5)], ...(aim === undefined ? {} : { aim }) },
  { what: "  p99", unit: "ms", rounds: [quantile(tookMs, 0.99)] },
];

/** The same panel: ours and a headless browser's, in turn, each from the source to the message in the channel. */
const againstBrowser = async (world: World): Promise<readonly Figure[]> => {
  if (!existsSync("/usr/bin/chromium"))
    return [
      { what: "against headless Chromium", unit: "", rounds: [], note: "not measured: there is no /usr/bin/chromium" },
    ];
  const { house, source } = world;
  const web = new WebClient(house.workspace.tokens.bot, { slackApiUrl: house.workspace.apiUrl });
  const upload = createUpload({ web, attempt: (_what, call) => call(), aheadMs: () => undefined });
  const browser = await launchChromium();
  const context = await panelContext(browser);
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    for (let at = 0; at < 25; at++) {
      const channel = CHANNELS[at % CHANNELS.length] ?? "";
      const tookMs = await ask(world, personAt(at), channel);
      const startMs = performance.now();
      const png = await drawInBrowser(context, source.url);
      const id = await upload(png, { filename: "panel.png", title: "panel", alt: "panel" });
      await web.chat.postMessage({
        channel: `#${channel}`,
        text: "panel",
        blocks: [{ type: "image", slack_file: { id }, alt_text: "panel" }],
      });
      const browserMs = performance.now() - startMs;
      await sleep(PAUSE_MS);
      if (at < 5) continue;
      ours.push(tookMs);
      theirs.push(browserMs);
    }
  } finally {
    await browser.close();
  }
  const ratio = quantile(theirs, 0.5) / quantile(ours, 0.5);
  return [
    ...drawRows("the same panel by headless Chromium, warm browser, new page", theirs),
    ...drawRows("  ours in the same run", ours),
    { what: "  how many times faster", unit: "x", aim: 4, atLeast: true, rounds: [ratio] },
  ];
};

/** From a typed /graph, over a source that takes 50 ms, to its picture in the channel. */
export const graphs = async (): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  const quick = await open(0);
  try {
    const [first = Number.NaN] = await inTurn(quick, 1);
    await inTurn(quick, 5);
    figures.push(...drawRows("/graph, source 50 ms, file ready at once", await inTurn(quick, ASKED), 250));
    figures.push({ what: "  first after a start", unit: "ms", rounds: [first] });
    for (const people of AT_ONCE)
      figures.push(...drawRows(`  ${people} asking at once, each in a channel`, await atOnce(quick, people)));
    figures.push(...(await againstBrowser(quick)));
  } finally {
    await quick.close();
  }
  const slow = await open(1_500);
  try {
    await inTurn(slow, 3);
    figures.push(...drawRows("/graph, file ready after 1,500 ms", await inTurn(slow, 15)));
  } finally {
    await slow.close();
  }
  return figures;
};
