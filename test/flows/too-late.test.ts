import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../src/core/failure.ts";
import { actionId, storeAction } from "../../src/flows/act.ts";
import { type Kit, openPermits, shown } from "./permits-kit.ts";

const HOUR = 3_600_000;

/** Resolves when a stored action is ended. Answers its state. */
const ended = async ({ store }: Kit, id: string): Promise<string> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const stored = await store.inbox.read(actionId(id));
    if (stored && stored.state !== "new") return stored.state;
    await sleep(10);
  }
  return assert.fail(`${id} never ended`);
};

describe("what was asked for before a long silence", () => {
  it("is not done any more, and whoever asked is told", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    await kit.loops[0]?.stop();
    const who = { userId: "U0ANA", channel: "C0OPS" };
    const press = { kind: "press", id: "p1", verb: "ack", incidentId: "pagerduty:Q1", ts: "1.1", ...who } as const;
    await storeAction(kit.store, "e1", { kind: "words", text: "oncall note all is well", ...who }, kit.now);
    await storeAction(kit.store, "p1", press, kit.now);
    kit.now += 4 * HOUR;
    kit.actor();
    await Promise.all([ended(kit, "e1"), ended(kit, "p1")]);
    await sleep(20);
    assert.deepEqual([kit.notes, kit.acted], [[], []]);
    const told = kit.told.map(({ who: whom, reply }) => `${whom}: ${shown(reply)}`);
    assert.equal(told.length, 2);
    for (const words of told) assert.match(words, /^U0ANA: [\s\S]*4 h ago[\s\S]*ask again if it still has to be done/);
    const { entries } = await kit.store.audit.list({ fromMs: 0, toMs: 9e15 }, {}, 10);
    assert.deepEqual(entries.map(({ deed, outcome }) => `${deed} ${outcome}`).sort(), [
      "ack failed",
      "oncall note failed",
    ]);
  });

  it("after a short one it is done", async (t) => {
    const kit = await openPermits(t);
    await kit.loops[0]?.stop();
    const words = { kind: "words", text: "oncall note back", userId: "U0ANA", channel: "C0OPS" } as const;
    await storeAction(kit.store, "e1", words, kit.now);
    kit.now += HOUR / 6;
    kit.actor();
    assert.equal(await ended(kit, "e1"), "done");
    assert.deepEqual(kit.notes, ["back"]);
  });
});

describe("an answer that Slack does not take", () => {
  it("is no reason to say that nothing was done", async (t) => {
    const kit = await openPermits(t);
    kit.saying = async () => Promise.reject(new Failure("upstream", "Slack: 500", { tell: "Slack has trouble." }));
    await kit.say("oncall note rolled back");
    assert.deepEqual(kit.notes, ["rolled back"]);
    const told = shown(kit.told.at(-1)?.reply);
    assert.match(told, /^Noted\nIt is done\. Slack did not take this answer/);
    await kit.say("oncall look");
    assert.match(shown(kit.told.at(-1)?.reply), /Slack has trouble/, "a question is simply asked again");
  });
});
