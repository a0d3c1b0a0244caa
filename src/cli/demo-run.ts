import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parse as parseYaml } from "yaml";
import { createLog } from "../app/log.ts";
import { type App, createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import type { Log } from "../core/log.ts";
import { addFace } from "../demo/face/index.ts";
import type { PagerDuty } from "../demo/pagerduty/index.ts";
import { PEOPLE } from "../demo/people.ts";
import { sayOfHistory } from "../demo/said-of-history.ts";
import { createWorkspace, type Workspace } from "../demo/slack/index.ts";
import { createStory, type Story } from "../demo/story/index.ts";
import { accountSettings, DEMO_CHAT_PORT, DEMO_PORT, startAccount } from "./demo-account.ts";
import { startSources } from "./demo-sources.ts";

/** The running demo: Dr. M, its chat workspace and its pager, all on this machine. */
export interface Demo {
  readonly url: string;
  readonly workspace: Workspace;
  readonly account: PagerDuty;
  /** Where to look, to be printed. */
  readonly words: string;
  stop(): Promise<void>;
}

const clock = Date.now;
/** Something happens in the demo's account about this often. */
const LIFE_EVERY_MS = 45_000;
/** Services that the story speaks through. */
const STORY_SOURCES = ["librato", "papertrail", "honeybadger", "alertmanager"] as const;

/** The port when it is free, else any free one. */
const freePort = (wanted: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", () => (wanted === 0 ? reject(new Error("no port is free")) : resolve(freePort(0))));
    probe.listen(wanted, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : wanted;
      probe.close(() => resolve(port));
    });
  });

const startWorkspace = async (account: PagerDuty, story: () => Story | undefined): Promise<Workspace> => {
  const manifest: unknown = parseYaml(readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8"));
  if (typeof manifest !== "object" || manifest === null) throw new Error("manifest.yml is not a manifest");
  return createWorkspace({
    manifest,
    people: PEOPLE.map(({ name, handle, slackEmail, tz }) => ({ name, handle, email: slackEmail, tz })),
    clock,
    port: await freePort(DEMO_CHAT_PORT),
    routes: (server, workspace) => addFace(server, { workspace, account, story }),
  });
};

const settingsFor = ({ tokens, apiUrl }: Workspace, port: number) => ({
  SLACK_BOT_TOKEN: tokens.bot,
  SLACK_APP_TOKEN: tokens.app,
  SLACK_API_URL: apiUrl,
  PORT: String(port),
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  POLL_SECONDS: "30",
  LOG_LEVEL: "warn",
});

/** Starts the account, the workspace and the bot on loopback; what it stores is deleted at the end. */
export const startDemo = async (): Promise<Demo> => {
  const account = await startAccount(clock);
  let story: Story | undefined;
  const workspace = await startWorkspace(account, () => story);
  const sources = await startSources(clock);
  const token = randomBytes(24).toString("hex");
  const dataDir = mkdtempSync(join(tmpdir(), "drm-demo-"));
  const port = await freePort(DEMO_PORT);
  const ending = new AbortController();
  const config = readConfig({
    ...accountSettings(account, dataDir),
    ...sources.settings,
    ...Object.fromEntries(STORY_SOURCES.map((name) => [`${name.toUpperCase()}_TOKEN`, token])),
    ...settingsFor(workspace, port),
  });
  workspace.unfurlDomains.add(`127.0.0.1:${port}`);
  account.setWebhook(`http://127.0.0.1:${port}/hooks/pagerduty`);
  const log = createLog(config.logLevel, process.stderr);
  const app = await createApp(config, { clock, log, signal: ending.signal });
  account.startLife(LIFE_EVERY_MS);
  const said = sayWhenRead(app, ending.signal, log);
  story = createStory({
    ...{ workspace, account, clock },
    hookUrl: (source) => `${app.url}/hooks/${source}/${token}`,
    fillPool: sources.fillPool,
    failed: (error) => log.warn({ err: error }, "a scene of the story could not be played"),
  });
  return {
    url: workspace.url,
    workspace,
    account,
    words: words(workspace.url, app.url),
    async stop() {
      account.stopLife();
      await story?.stop();
      ending.abort();
      await said;
      await app.stop();
      await workspace.close();
      await account.close();
      await sources.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** People's verdicts of the account's past, once that is read. Never throws. */
const sayWhenRead = async ({ parts: { store } }: App, signal: AbortSignal, log: Log): Promise<void> => {
  try {
    while (!signal.aborted && (await store.cursor("pagerduty")) === undefined) await pause(500);
    if (!signal.aborted) await sayOfHistory(store, clock());
  } catch (error) {
    log.warn({ err: error }, "the demo's verdicts could not be kept");
  }
};

const words = (chat: string, bot: string): string => `
  Dr. M is on call. Open

      ${chat}

  and you are in #ops of a small Slack workspace on this machine. Alerts will arrive by themselves; press their buttons.
  Type    /oncall stats this week    and press Live view on the answer.    /oncall help    lists the rest.
  Measure    /graph rate(http_requests_total[5m]) last 3h by job    or    /measure count "status=502" last 1h by host

  Health: ${bot}/readyz    Stop: Ctrl-C (nothing is kept)

`;
