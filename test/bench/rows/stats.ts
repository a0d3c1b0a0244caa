import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Change } from "../../../src/demo/slack/types.ts";
import { openHouse } from "../../support/house.ts";
import { startBenchBot } from "../bot.ts";
import { type Figure, quantile } from "../figures.ts";
import { FILLED_NOW_MS, filledFolder } from "../filled.ts";
import { statsRead } from "./stats-read.ts";

/** Each channel takes a short burst of answers and one a second after that: asked in turn, none has to wait. */
const CHANNELS = Array.from({ length: 10 }, (_, at) => `room-${at}`);
const ASKED = 40;
const PAUSE_MS = 150;

interface Asked {
  readonly textMs: number;
  readonly pictureMs: number;
}

const isAnswer = (change: Change, channel: string): boolean =>
  change.type === "message" && change.channel.name === channel && change.message.byApp;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Each statistic as it is read, and an answer from the typed command to its picture. */
export const stats = async (): Promise<readonly Figure[]> => [...(await answered()), ...(await statsRead(say))];

/** From the typed command to its text and to its picture in the channel. */
const answered = async (): Promise<readonly Figure[]> => {
  const filled = await filledFolder(say);
  // A copy: every run begins at the same moment, and what an earlier one wrote would lie ahead of it.
  const folder = mkdtempSync(join(tmpdir(), "drm-bench-stats-"));
  cpSync(filled, folder, { recursive: true });
  const channels = CHANNELS.map((name) => ({ name, bot: true }));
  const house = await openHouse({ limits: false, fileReadyMs: 0, channels: [{ name: "ops", bot: true }, ...channels] });
  // Without the pager's API nothing is added to what the store was filled with.
  const more = { DATA_DIR: folder, PAGERDUTY_TOKEN: "", PAGERDUTY_URL: "" };
  const bot = await startBenchBot(house, { clockOffsetMs: FILLED_NOW_MS - Date.now() }, more);
  const ask = async (at: number): Promise<Asked> => {
    const channel = CHANNELS[at % CHANNELS.length] ?? "";
    const seenMs: number[] = [];
    const forget = house.workspace.onChange((change) => {
      if (isAnswer(change, channel)) seenMs.push(performance.now());
    });
    const startMs = performance.now();
    await house.workspace.type("ana", channel, "/oncall stats this week");
    await house.workspace.until(() => seenMs.length >= 2, 20_000);
    forget();
    await sleep(PAUSE_MS);
    const [text = Number.NaN, picture = Number.NaN] = seenMs;
    return { textMs: text - startMs, pictureMs: picture - startMs };
  };
  const asked: Asked[] = [];
  let read = "";
  try {
    for (let at = 0; at < ASKED; at++) asked.push(await ask(at));
    read = /[\d,]+ incidents and [\d,]+ events/.exec(JSON.stringify(house.workspace.messages("room-0")))?.[0] ?? "";
  } finally {
    await bot.stop();
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const [first, ...warm] = asked;
  const of = (share: number, name: keyof Asked): readonly number[] => [
    quantile(
      warm.map((one) => one[name]),
      share,
    ),
  ];
  return [
    {
      what: "/oncall stats this week: text, p50",
      unit: "ms",
      aim: 60,
      rounds: of(0.5, "textMs"),
      note: `read ${read}`,
    },
    { what: "  p99", unit: "ms", rounds: of(0.99, "textMs") },
    { what: "  picture, p50", unit: "ms", rounds: of(0.5, "pictureMs") },
    { what: "  p99", unit: "ms", rounds: of(0.99, "pictureMs") },
    { what: "  first after a start: text", unit: "ms", rounds: first ? [first.textMs] : [] },
    { what: "  first after a start: picture", unit: "ms", rounds: first ? [first.pictureMs] : [] },
  ];
};
