import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createLog } from "../../src/app/log.ts";
import { checkBeats } from "../../src/flows/heartbeats.ts";
import { createTellAdmin } from "../../src/flows/tell-admin.ts";
import { type Kit, openKit, policyWith } from "./kit.ts";

const MIN = 60_000;

const policy = policyWith(
  {},
  {
    heartbeats: [{ name: "nagios", source: "nagios", match: {}, everyMs: 5 * MIN, channel: "ops", hidden: false }],
  },
);

/** Lets time pass for a bot that listens all the while, and looks. */
const passing = (kit: Kit): ((ms: number) => Promise<void>) => {
  const { store } = kit.app.parts;
  const ports = {
    store,
    policy: () => policy,
    tellAdmin: createTellAdmin(store.inbox, kit.now),
    holder: "test",
    log: createLog("fatal"),
    clock: kit.now,
    tally: { count: () => undefined, time: () => undefined },
  };
  const sinceMs = kit.now();
  return async (ms) => {
    kit.jump(ms);
    await checkBeats(sinceMs, ports);
  };
};

describe("expected signs of life", () => {
  it("silence is said once, an end told meanwhile is unconfirmed, and so is the recovery said once", async (t) => {
    const kit = await openKit(t, { policy });
    const { workspace } = kit.house;
    const pass = passing(kit);
    await pass(0);
    await kit.nagios("web1", "PROBLEM", kit.now());
    await kit.card("web1");
    await pass(4 * MIN);
    assert.equal(kit.cards("No word").length, 0, "not late yet");
    await kit.nagios("web2", "PROBLEM", kit.now());
    await kit.card("web2");
    await pass(5 * MIN);
    assert.equal(kit.cards("No word").length, 0, "heard in between");
    await pass(MIN);
    await pass(MIN / 2);
    const said = await kit.card("No word");
    assert.match(said.text, /No word from nagios for 6 min; expected every 5 min/);
    await pass(3 * MIN);
    assert.equal(kit.cards("No word").length, 1);
    await kit.nagios("web1", "RECOVERY", kit.now());
    await workspace.until(() => /unconfirmed/i.test(kit.shown("web1")), 30_000);
    await sleep(100);
    await pass(MIN / 2);
    await workspace.until(() => kit.cards("No word")[0]?.text.startsWith("🟢"), 30_000);
    await pass(MIN);
    assert.equal(kit.cards("No word").length, 1);
    const silent = (await kit.app.parts.store.heartbeats.all()).map(({ silentSinceMs }) => silentSinceMs);
    assert.deepEqual(silent, [undefined]);
  });

  it("one that was never heard counts from the start", async (t) => {
    const kit = await openKit(t, { policy });
    const pass = passing(kit);
    await pass(0);
    await pass(5 * MIN);
    assert.equal(kit.cards("No word").length, 0);
    await pass(2 * MIN);
    await kit.card("No word from nagios");
  });

  it("what could not be heard because nobody listened is no silence", async (t) => {
    const kit = await openKit(t, { policy });
    await kit.nagios("web1", "PROBLEM", kit.now());
    await kit.card("web1");
    kit.jump(60 * MIN);
    kit.app.poll();
    await sleep(200);
    assert.equal(kit.cards("No word").length, 0);
  });
});
