import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { createLog } from "../../src/app/log.ts";
import { type App, createApp, type Tuning } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { addFace } from "../../src/demo/face/index.ts";
import { createPagerDuty, type PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import { createWorkspace, type Workspace, type WorkspaceOptions } from "../../src/demo/slack/index.ts";

/** The bot in this process, with the stand-ins' webhook pointed at it. */
export const startBot = async (
  house: House,
  more: Readonly<Record<string, string>> = {},
  tuning: Tuning = {},
): Promise<App> => {
  const log = createLog("fatal");
  const ending = new AbortController();
  const config = readConfig({ ...house.settings, ...more });
  const app = await createApp(config, { clock: Date.now, log, signal: ending.signal }, tuning);
  house.account.setWebhook(`${app.url}/hooks/pagerduty`);
  await house.workspace.until(() => house.workspace.connections > 0, 30_000);
  return app;
};

/** No waiting between messages, for workspaces without limits. */
export const FAST: Tuning = {
  pace: { postEveryMs: 1, allPostsEveryMs: 1, allPostsBurst: 1_000, updateEveryMs: 1, updateBurst: 1_000 },
};

/** Both stand-ins and a folder for the store; the bot is started by each test its own way. */
export interface House {
  readonly workspace: Workspace;
  readonly account: PagerDuty;
  readonly dataDir: string;
  /** Settings that point the bot at them. */
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const manifest: object = parse(readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8"));

/** Both stand-ins; with `face`, the workspace has its page. */
export const openHouse = async ({
  face,
  ...options
}: Partial<WorkspaceOptions> & { readonly face?: boolean } = {}): Promise<House> => {
  const account = await createPagerDuty({ clock: Date.now, seed: 3, retryBaseMs: 50 });
  const people = PEOPLE.map(({ name, handle, slackEmail, tz }) => ({ name, handle, email: slackEmail, tz }));
  const routes: WorkspaceOptions["routes"] = (server, whole) => addFace(server, { workspace: whole, account });
  const workspace = await createWorkspace({
    manifest,
    people,
    fileReadyMs: 50,
    ...(face ? { routes } : {}),
    ...options,
  });
  const dataDir = mkdtempSync(join(tmpdir(), "drm-test-"));
  return {
    workspace,
    account,
    dataDir,
    settings: {
      SLACK_BOT_TOKEN: workspace.tokens.bot,
      SLACK_APP_TOKEN: workspace.tokens.app,
      SLACK_SIGNING_SECRET: workspace.signingSecret,
      SLACK_API_URL: workspace.apiUrl,
      PAGERDUTY_URL: account.url,
      PAGERDUTY_TOKEN: account.token,
      PAGERDUTY_WEBHOOK_SECRETS: account.webhookSecret,
      DATA_DIR: dataDir,
      TEAM_TZ: "Europe/Berlin",
      PORT: "0",
      PUBLIC_URL: "http://127.0.0.1:8080",
      LOG_LEVEL: "error",
    },
    async close() {
      await workspace.close();
      await account.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
