import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Message } from "../../src/demo/slack/types.ts";
import { FAST, openHouse, startBot } from "../support/house.ts";
import { saysOf } from "./verdict-kit.ts";

const URL_ = process.env.TEST_DATABASE_URL;
const ANA = "ana.kovac@northwind.example";

describe("questions of two replicas on one PostgreSQL", () => {
  const skip = URL_ ? false : "TEST_DATABASE_URL is not set";

  it("each is asked once, and an answer to either is shown", { skip }, async (t) => {
    const house = await openHouse({ limits: false });
    const database = { DATABASE_URL: URL_ ?? "" };
    const first = await startBot(house, database, FAST);
    const second = await startBot(house, database, FAST);
    t.after(async () => {
      await Promise.all([first.stop(), second.stop()]);
      await house.close();
    });
    const { account, workspace } = house;
    const service = account.account.services[0]?.name ?? "";
    const ids = [1, 2, 3, 4].map((at) => account.trigger({ service, title: `Asked ${at}`, urgency: "high" }).id);
    const questions = (): readonly Message[] =>
      workspace
        .messages("ops")
        .flatMap(({ ts, threadTs }) => (threadTs === undefined ? workspace.thread("ops", ts) : []))
        .filter(({ metadata }) => JSON.stringify(metadata ?? "").includes("question:"));
    const cards = () => workspace.messages("ops").filter(({ text }) => /🟢.*Asked/.test(text));
    for (const id of ids) account.resolve(id, ANA);
    await workspace.until(() => cards().length === ids.length, 20_000);
    await workspace.until(() => questions().length === ids.length, 20_000);
    for (const asked of questions()) {
      const at = saysOf(asked).findIndex((say) => say.endsWith(" fix"));
      await workspace.press("ana", "ops", asked.ts, `drm_say_${at}`);
    }
    await workspace.until(() => questions().every(({ text }) => text.startsWith("Ana Kovac: Fix the alert")), 20_000);
    assert.equal(questions().length, ids.length);
  });
});
