import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { latestDue, nextDue } from "../../src/core/job-times.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import type { Message } from "../../src/demo/slack/types.ts";
import { openKit } from "./kit.ts";

const BERLIN = { day: 1, atMin: 9 * 60, tz: "Europe/Berlin" };
const until = async (check: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await check()) return;
    await sleep(50);
  }
  throw new Error("not within 30 s");
};
const idOf = (message: Message): string => JSON.stringify(message.metadata ?? "");

describe("the weekly report between both stand-ins", () => {
  it("comes at its time once, with its pictures, and has no names in it", async (t) => {
    const kit = await openKit(t, {
      policy: { ...defaultPolicy("ops"), care: { ...defaultPolicy("ops").care, verdicts: "off" } },
      settings: { HISTORY_DAYS: "21" },
    });
    const { workspace } = kit.house;
    const { store } = kit.app.parts;
    const { jobs } = store;
    await until(async () => (await store.cursor("pagerduty")) !== undefined);
    await until(async () => (await jobs.last("report:weekly")) !== undefined);
    const heads = () =>
      workspace
        .messages("ops")
        .filter((one) => one.threadTs === undefined && idOf(one).includes('"report:weekly:ops:'));
    assert.deepEqual(heads(), []);
    const dueMs = nextDue(BERLIN, kit.now());
    kit.jump(dueMs - kit.now() + 1_000);
    kit.app.poll();
    await until(async () => JSON.parse((await store.cursor("pagerduty")) ?? "{}").toMs >= dueMs);
    // It was looked at before everything of its range was read, and again after a minute.
    kit.jump(61_000);
    kit.app.poll();
    await until(async () => (await jobs.last("report:weekly")) === dueMs);
    const [head, ...doubles] = heads();
    assert.ok(head);
    assert.deepEqual(doubles, []);
    const shown = JSON.stringify(head);
    assert.match(shown, /On-call report · /);
    assert.match(shown, /"slack_file"/);
    const thread = workspace.thread("ops", head.ts).slice(1);
    assert.equal(thread.length, 3);
    for (const one of thread) assert.match(JSON.stringify(one), /"slack_file".*Live view/);
    for (const { name } of kit.house.account.account.users)
      assert.ok(!JSON.stringify([head, thread]).includes(name), `the report names ${name}`);
    assert.equal(latestDue(BERLIN, kit.now()), dueMs);
  });
});
