import { setTimeout as sleep } from "node:timers/promises";
import { SLACK_PACE } from "../../../src/flows/deliver.ts";
import {
  criticalTold,
  FULL_STORM,
  mostWithin,
  postOf,
  STORM_TOKEN,
  type StormProblem,
  type StormSeen,
  type StormSent,
  sendOrdinary,
  sendStorm,
  type ToRequest,
  watchStorm,
} from "../../flows/storm-run.ts";
import { type House, openHouse } from "../../support/house.ts";
import { startAlertmanager } from "../alertmanager.ts";
import { startBenchBot, untilTrue } from "../bot.ts";
import type { Figure } from "../figures.ts";

const VISIBLE_AFTER_MS = 60_000;
const OTHER = "alertmanager";

interface Posted {
  readonly firstMs: number;
  readonly posts: number;
  /** Problems that people see in the channel a minute after the first alert. */
  readonly visible: number;
  readonly refused: number;
}

/** The same alert, as Alertmanager takes it from Prometheus. */
const toAlertmanager: ToRequest = ({ title, critical }, state) => {
  const now = new Date();
  const alert = {
    labels: { alertname: title, severity: critical ? "critical" : "warning" },
    annotations: { summary: title },
    startsAt: now.toISOString(),
    ...(state === "resolved" ? { endsAt: now.toISOString() } : {}),
  };
  return postOf("/api/v2/alerts", JSON.stringify([alert]));
};

const postedBy = (seen: StormSeen, { startMs }: StormSent): number =>
  seen.postsMs.filter((atMs) => atMs <= startMs + VISIBLE_AFTER_MS).length;

const firstAfter = (seen: StormSeen, { startMs }: StormSent): number => Math.min(...seen.postsMs) - startMs;

interface Drm extends Posted {
  readonly own: number;
  readonly lateMs: number;
  readonly firstFourMs: number;
  readonly laterMs: number;
  readonly updatesAMinute: number;
  readonly postsAMinute: number;
  readonly stored: number;
}

const countedIn = (seen: StormSeen): number =>
  Math.max(0, ...[...seen.digests.values()].map((text) => Number(/: (\d+) problem/.exec(text)?.[1] ?? 0)));

const runDrm = async (house: House): Promise<Drm> => {
  const { workspace } = house;
  const bot = await startBenchBot(house, { fast: false }, { GENERIC_TOKEN: STORM_TOKEN });
  const seen = watchStorm(workspace);
  try {
    const sent = await sendStorm(bot.port, FULL_STORM);
    await sleep(Math.max(0, sent.startMs + VISIBLE_AFTER_MS + SLACK_PACE.postEveryMs - Date.now()));
    const own = seen.cardMs.size;
    const visible = Math.max(own, countedIn(seen));
    const posts = postedBy(seen, sent);
    const later: StormProblem[] = [];
    for (let nr = 0; nr < 3; nr++) {
      later.push(await sendOrdinary(bot.port, nr));
      await sleep(2_700);
    }
    const told = criticalTold(sent, seen);
    await untilTrue(() => bot.waiting().inbox === 0, 20_000, "an empty inbox");
    return {
      firstMs: firstAfter(seen, sent),
      posts,
      visible,
      own,
      refused: workspace.rateLimited,
      firstFourMs: Math.max(...told.filter(({ first }) => first).map(({ cardAfterMs }) => cardAfterMs)),
      lateMs: Math.max(...told.map(({ toldAfterMs }) => toldAfterMs)),
      laterMs: Math.max(
        ...later.map(({ title, sentMs }) => (seen.cardMs.get(title) ?? Number.POSITIVE_INFINITY) - sentMs),
      ),
      updatesAMinute: mostWithin(seen.updatesMs, 60_000),
      postsAMinute: mostWithin(seen.postsMs, 60_000),
      stored: bot.stored("generic") - later.length,
    };
  } finally {
    seen.stop();
    await bot.stop();
  }
};

const runAlertmanager = async ({ workspace }: House): Promise<Posted | undefined> => {
  const alertmanager = await startAlertmanager(workspace, OTHER);
  if (!alertmanager) return undefined;
  const before = workspace.rateLimited;
  const seen = watchStorm(workspace);
  try {
    const sent = await sendStorm(alertmanager.port, FULL_STORM, toAlertmanager);
    await sleep(Math.max(0, sent.startMs + VISIBLE_AFTER_MS - Date.now()));
    return {
      firstMs: firstAfter(seen, sent),
      posts: postedBy(seen, sent),
      visible: seen.shown.size,
      refused: workspace.rateLimited - before,
    };
  } finally {
    seen.stop();
    await alertmanager.stop();
  }
};

const drmFigures = (drm: Drm): readonly Figure[] => [
  {
    what: "storm: time to first message",
    unit: "ms",
    rounds: [drm.firstMs],
    note: "10,000 alerts, 500 problems, 60 s",
  },
  { what: "  messages posted in 60 s", unit: "", rounds: [drm.posts] },
  {
    what: "  problems visible after 60 s",
    unit: "",
    aim: FULL_STORM.problems * 0.99,
    atLeast: true,
    rounds: [drm.visible],
    note: `${drm.own} with a card, the others counted in the digest and on the live list`,
  },
  { what: "  problems stored", unit: "", aim: FULL_STORM.problems, atLeast: true, rounds: [drm.stored] },
  { what: "  first four critical of 5 s: card, slowest", unit: "ms", aim: 5_000, rounds: [drm.firstFourMs] },
  { what: "  any critical: card or name, slowest", unit: "ms", aim: 5_000, rounds: [drm.lateMs] },
  { what: "  ordinary problem after it: card, slowest", unit: "ms", aim: 2_000, rounds: [drm.laterMs] },
  { what: "  posts in any minute, one channel", unit: "", aim: 60, rounds: [drm.postsAMinute] },
  { what: "  updates in any minute", unit: "", aim: 50, rounds: [drm.updatesAMinute] },
  { what: "  calls answered 429", unit: "", aim: 0, rounds: [drm.refused] },
];

const alertmanagerFigures = (other: Posted): readonly Figure[] => [
  {
    what: "the same, Debian's Alertmanager: first message",
    unit: "ms",
    rounds: [other.firstMs],
    note: "own Slack receiver, one group a problem, group_wait 0 s",
  },
  { what: "  messages posted in 60 s", unit: "", rounds: [other.posts] },
  { what: "  problems visible after 60 s", unit: "", rounds: [other.visible] },
  { what: "  calls answered 429", unit: "", rounds: [other.refused] },
];

/** A storm with the workspace's real limits on; then the same problems through Alertmanager to the same workspace. */
export const storm = async (): Promise<readonly Figure[]> => {
  const house = await openHouse({
    limits: true,
    channels: [
      { name: "ops", bot: true },
      { name: OTHER, bot: true },
    ],
  });
  try {
    const drm = await runDrm(house);
    const other = await runAlertmanager(house);
    if (!other) process.stdout.write("prometheus-alertmanager is not installed: nothing beside it\n");
    return [...drmFigures(drm), ...(other ? alertmanagerFigures(other) : [])];
  } finally {
    await house.close();
  }
};
