import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Workspace } from "../../src/demo/slack/index.ts";

/** Debian's package prometheus-alertmanager. */
const PROGRAM = "/usr/bin/prometheus-alertmanager";

/** A running Alertmanager that posts to a workspace through its own Slack receiver. */
export interface Alertmanager {
  readonly port: number;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });

/** One group a problem, without waiting; JSON is YAML. */
const configOf = (workspace: Workspace, channel: string): string =>
  JSON.stringify({
    route: {
      receiver: "slack",
      group_by: ["alertname"],
      group_wait: "0s",
      group_interval: "5m",
      repeat_interval: "1h",
    },
    receivers: [
      {
        name: "slack",
        slack_configs: [
          {
            api_url: `${workspace.apiUrl}chat.postMessage`,
            channel: workspace.channel(channel).id,
            http_config: { authorization: { type: "Bearer", credentials: workspace.tokens.bot } },
          },
        ],
      },
    ],
  });

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Starts it; undefined when it is not installed. It ends with `stop`. */
export const startAlertmanager = async (workspace: Workspace, channel: string): Promise<Alertmanager | undefined> => {
  if (!existsSync(PROGRAM)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "drm-bench-am-"));
  const port = await freePort();
  writeFileSync(join(folder, "am.yml"), configOf(workspace, channel));
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${join(folder, "am.yml")}`,
      `--storage.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
      "--log.level=error",
    ],
    { stdio: ["ignore", "ignore", "ignore"] },
  );
  const stop = async (): Promise<void> => {
    if (!ended(child)) child.kill("SIGTERM");
    for (let tries = 0; !ended(child) && tries < 100; tries++) await sleep(50);
    if (!ended(child)) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 100; tries++) {
    const ready = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
    if (ready?.ok) return { port, stop };
    if (ended(child)) break;
    await sleep(100);
  }
  await stop();
  throw new Error("alertmanager did not start");
};
