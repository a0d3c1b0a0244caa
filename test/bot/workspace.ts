import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { parse } from "yaml";
import { type Bot, createBot } from "../../src/bot/index.ts";
import { createWorkspace, type Workspace, type WorkspaceOptions } from "../../src/demo/slack/index.ts";
import { type Change, changed, type Heard, listeningOptions } from "./start-bot.ts";

const readManifest = (): object => parse(readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8"));

const inHttpMode = (manifest: object): object =>
  JSON.parse(JSON.stringify(manifest).replace('"socket_mode_enabled":true', '"socket_mode_enabled":false'));

const PEOPLE: WorkspaceOptions["people"] = [
  { name: "Ana Ruiz", email: "ana@example.com", tz: "Europe/Madrid" },
  { name: "Gus Guest", email: "gus@example.com", restricted: true },
  { name: "Sam Stranger", email: "sam@elsewhere.example", stranger: true },
];

interface Setup {
  readonly workspace: Workspace;
  readonly bot: Bot;
  readonly heard: Heard;
}

/** A workspace with the bot of manifest.yml in it, connected. Both are closed after the test. */
export const setUp = async (
  t: TestContext,
  change: Change = {},
  world: Partial<WorkspaceOptions> = {},
  rewrite: (manifest: object) => object = (manifest) => manifest,
): Promise<Setup> => {
  const mode = change.mode ?? "socket";
  const manifest = mode === "http" ? inHttpMode(readManifest()) : readManifest();
  const workspace = await createWorkspace({
    manifest: rewrite(manifest),
    people: PEOPLE,
    limits: false,
    fileReadyMs: 120,
    ...world,
  });
  const { options, heard } = listeningOptions(workspace.apiUrl);
  const tokens = {
    botToken: workspace.tokens.bot,
    appToken: workspace.tokens.app,
    signingSecret: workspace.signingSecret,
  };
  const bot = await createBot(changed({ ...options, ...tokens, callTimeoutMs: 3_000 }, change));
  t.after(async () => {
    await bot.stop();
    await workspace.close();
  });
  await bot.start();
  if (mode === "socket") await workspace.until(() => workspace.connections === 2);
  else await listen(t, workspace, bot);
  return { workspace, bot, heard };
};

const listen = async (t: TestContext, workspace: Workspace, bot: Bot): Promise<void> => {
  await workspace.until(() => bot.state().connected);
  const server = createServer((req, res) => bot.requestListener?.(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await workspace.useHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
};
