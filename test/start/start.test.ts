import { strict as assert } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../support/free-port.ts";
import { type House, openHouse } from "../support/house.ts";

const INDEX = fileURLToPath(new URL("../../src/index.ts", import.meta.url));

const start = (env: Readonly<Record<string, string>>, cwd?: string): { child: ChildProcess; output: () => string } => {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", INDEX], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd ? { cwd } : {}),
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += String(chunk)));
  return { child, output: () => said };
};

const answers = async (url: string): Promise<Response> => {
  for (let tries = 0; ; tries++)
    try {
      return await fetch(url);
    } catch (error) {
      if (tries > 200) throw error;
      await sleep(50);
    }
};

describe("npm start", () => {
  it("names everything that is missing in one message and exits 1", async () => {
    const { child, output } = start({ SLACK_MODE: "http", WEEK_START: "someday" });
    const [code] = await once(child, "exit");
    assert.equal(code, 1);
    for (const name of ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "WEEK_START"])
      assert.match(output(), new RegExp(name));
    assert.ok(!output().includes("    at "), "no stack for a person's mistake");
  });

  it("reads .env of the folder it is started in", async () => {
    const folder = mkdtempSync(join(tmpdir(), "drm-env-"));
    try {
      writeFileSync(join(folder, ".env"), "SLACK_MODE=http\nTEAM_TZ=Mars/Olympus\n");
      const { child, output } = start({ SLACK_MODE: "socket" }, folder);
      await once(child, "exit");
      assert.match(output(), /Mars\/Olympus/);
      assert.match(output(), /SLACK_APP_TOKEN is missing/, "the environment wins");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("a store it cannot use is said in words", async () => {
    const { child, output } = start({
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      DATA_DIR: `${INDEX}/data`,
    });
    const [code] = await once(child, "exit");
    assert.equal(code, 1);
    assert.match(output(), /DATA_DIR/);
    assert.ok(!output().includes("    at "), output());
  });

  const withBot = async (
    more: Readonly<Record<string, string>>,
    use: (house: House, url: string, bot: ReturnType<typeof start>) => Promise<void>,
  ) => {
    const house = await openHouse();
    const PORT = String(await freePort());
    const url = `http://127.0.0.1:${PORT}`;
    const bot = start({ ...house.settings, PORT, PUBLIC_URL: url, LOG_LEVEL: "info", ...more });
    try {
      await use(house, url, bot);
    } finally {
      bot.child.kill("SIGKILL");
      await house.close();
    }
  };

  it("logs JSON, serves health, and stops within 5 s finishing what is in flight", async () => {
    await withBot({}, async (house, url, { child, output }) => {
      assert.equal((await answers(`${url}/healthz`)).status, 200);
      await house.workspace.until(() => house.workspace.connections > 0, 30_000);
      assert.equal((await fetch(`${url}/readyz`)).status, 200);
      house.workspace.faults.set("chat.postMessage", { delayMs: 1_000 });
      house.account.setWebhook(`${url}/hooks/pagerduty`);
      house.account.trigger({
        service: house.account.account.services[0]?.name ?? "",
        title: "In flight",
        urgency: "high",
      });
      await house.account.idle();
      assert.match(
        await (await fetch(`${url}/metrics`)).text(),
        /drm_hooks_total\{source="pagerduty",outcome="accepted"\} 1/,
      );
      await sleep(200);
      const startMs = Date.now();
      child.kill("SIGTERM");
      const [code] = await once(child, "exit");
      assert.equal(code, 0, output());
      assert.ok(Date.now() - startMs < 5_000);
      assert.equal(house.workspace.messages("ops").length, 1, "the message under way was finished");
      for (const line of output().trim().split("\n")) assert.ok(JSON.parse(line).level, line);
      for (const secret of [
        house.workspace.tokens.bot,
        house.workspace.tokens.app,
        house.account.token,
        house.account.webhookSecret,
      ])
        assert.ok(!output().includes(secret));
    });
  });

  it("goes on when whoever reads its log ends", async () => {
    await withBot({}, async (house, url, { child }) => {
      await answers(`${url}/healthz`);
      child.stdout?.destroy();
      child.stderr?.destroy();
      house.account.setWebhook(`${url}/hooks/pagerduty`);
      house.account.trigger({ service: house.account.account.services[0]?.name ?? "", title: "Unheard" });
      await house.workspace.until(
        () => house.workspace.messages("ops").find(({ text }) => text.includes("Unheard")),
        10_000,
      );
      assert.equal((await fetch(`${url}/healthz`)).status, 200);
      child.kill("SIGTERM");
      assert.deepEqual(await once(child, "exit"), [0, null]);
    });
  });

  it("with Slack in HTTP mode on the same port as the webhooks", async () => {
    await withBot({ SLACK_MODE: "http", SLACK_APP_TOKEN: "" }, async (house, url) => {
      await answers(`${url}/healthz`);
      for (let tries = 0; (await fetch(`${url}/readyz`)).status !== 200 && tries < 100; tries++) await sleep(50);
      await house.workspace.useHttp(`${url}/slack/events`);
      await house.workspace.type("ana", "ops", "/oncall help");
      const seen = () => JSON.stringify([house.workspace.ephemerals("ana"), house.workspace.messages("ops")]);
      await house.workspace.until(() => seen().includes("What I can do"), 30_000);
      house.account.setWebhook(`${url}/hooks/pagerduty`);
      const { id } = house.account.trigger({
        service: house.account.account.services[0]?.name ?? "",
        title: "By HTTP",
        urgency: "high",
      });
      const card = await house.workspace.until(
        () => house.workspace.messages("ops").find(({ text }) => text.includes("By HTTP")),
        5_000,
      );
      await house.workspace.press("ana", "ops", card.ts, "drm_ack");
      await house.workspace.until(
        () => house.account.open().find((one) => one.id === id)?.status === "acknowledged",
        5_000,
      );
      const forged = await fetch(`${url}/slack/events`, {
        method: "POST",
        body: "payload={}",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      assert.equal(forged.status, 401);
    });
  });

  it("ready for webhooks while Slack and PagerDuty are away, and says so", async () => {
    await withBot({}, async (house, url) => {
      house.workspace.faults.offline(true);
      house.account.faults.add({ status: 500, times: 100 });
      await answers(`${url}/healthz`);
      const ready = await fetch(`${url}/readyz`);
      assert.equal(ready.status, 503);
      assert.match(await ready.text(), /Slack is not connected/);
      house.account.setWebhook(`${url}/hooks/pagerduty`);
      house.account.trigger({ service: house.account.account.services[0]?.name ?? "", title: "Kept", urgency: "high" });
      await house.account.idle();
      assert.ok(house.account.webhookLog.some(({ outcome }) => outcome === "delivered"));
      house.workspace.faults.offline(false);
      await house.workspace.until(
        () => house.workspace.messages("ops").find(({ text }) => text.includes("Kept")),
        20_000,
      );
    });
  });
});
