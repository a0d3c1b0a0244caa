import { strict as assert } from "node:assert";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import type { Message } from "../../src/demo/slack/types.ts";
import { type House, openHouse } from "../support/house.ts";
import { saysOf } from "./verdict-kit.ts";

const ANA = "ana.kovac@northwind.example";

/** The real bot in a process of its own. */
const botOf = ({ settings, workspace, account }: House) => {
  let child: ChildProcess | undefined;
  return {
    async start(): Promise<void> {
      child = fork(new URL("./crash-child.ts", import.meta.url), {
        env: { ...process.env, ...settings, HISTORY_DAYS: "1", POLL_SECONDS: "3600" },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      const [message] = await once(child, "message");
      account.setWebhook(`${message.url}/hooks/pagerduty`);
      await workspace.until(() => workspace.connections > 0, 40_000);
    },
    async kill(): Promise<void> {
      const gone = child && once(child, "exit");
      child?.kill("SIGKILL");
      await gone;
      await workspace.until(() => workspace.connections === 0, 20_000);
    },
  };
};

describe("kill -9 around a question", () => {
  it("asks once, and keeps an answer that was acknowledged", { timeout: 120_000 }, async () => {
    const house = await openHouse({ limits: false });
    const { workspace, account } = house;
    const bot = botOf(house);
    const card = (): Message | undefined =>
      workspace
        .messages("ops")
        .find((one) => JSON.stringify(one.metadata ?? "").includes("card:") && /Slow/.test(one.text));
    const questions = (): readonly Message[] => {
      const root = card();
      const all = root === undefined ? [] : workspace.thread("ops", root.ts);
      return all.filter((one) => JSON.stringify(one.metadata ?? "").includes("question:"));
    };
    const words = (): string => JSON.stringify(questions());
    try {
      await bot.start();
      const { id } = account.trigger({ title: "Slow", service: "Checkout API", urgency: "high" });
      await workspace.until(card, 20_000);
      account.resolve(id, ANA);
      await workspace.until(() => card()?.text.startsWith("🟢"), 20_000);
      // What is due outlives the process; Slack gets the question and our knowing of it is lost.
      await bot.kill();
      workspace.faults.set("chat.postMessage", { drop: "after", times: 1 });
      await bot.start();
      await workspace.until(() => questions().length > 0, 40_000);
      await bot.kill();
      await bot.start();
      const [asked] = questions();
      assert.ok(asked);
      const button = saysOf(asked).findIndex((say) => say.endsWith(" none"));
      const { ok } = await workspace.press("ana", "ops", asked.ts, `drm_say_${button}`);
      await bot.kill();
      await bot.start();
      if (ok) await workspace.until(() => /Ana Kovac: No action needed/.test(words()), 40_000);
      assert.equal(questions().length, 1);
    } finally {
      await bot.kill();
      await house.close();
    }
  });
});
