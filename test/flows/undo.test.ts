import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { SayButton } from "../../src/core/message.ts";
import { type Kit, openPermits, shown } from "./permits-kit.ts";

const undoOf = (kit: Kit): SayButton | undefined => kit.last()?.buttons?.find(({ label }) => label === "Undo");
const pressUndo = (kit: Kit, who = "U0ANA"): Promise<void> =>
  kit.say(undoOf(kit)?.say ?? "no undo", who, { how: "button" });

describe("undo", () => {
  it("an ack that was pressed by mistake is taken back once, in the presser's name", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    await kit.press({ id: "p1" });
    assert.equal(shown(kit.last()), "Taken: #12 Disk Q1\nUndo within a minute.\n[Undo: oncall undo action:p1]");
    assert.equal(kit.told.length, 1);
    const say = undoOf(kit)?.say ?? "";
    await kit.say(say, "U0BEN01", { how: "button" });
    assert.equal(shown(kit.last()), "Only Ana can take that back.");
    kit.now += 59_990;
    await kit.say(say, "U0ANA", { how: "button" });
    assert.equal(shown(kit.last()), "Taken back: nobody is on #12 Disk Q1");
    assert.deepEqual(kit.acted, ["ack Q1 ana@example.org", "triggered Q1 ana@example.org"]);
    await kit.say(say, "U0ANA", { how: "button" });
    assert.equal(shown(kit.last()), "That was taken back already.");
    assert.equal(kit.acted.length, 2);
    assert.equal((await kit.store.audit.read("action:p1"))?.undoneAtMs, kit.now - 1);
  });

  it("after a minute it says what to do instead", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    await kit.press({ verb: "resolve" });
    kit.now += 60_000;
    await pressUndo(kit);
    assert.equal(
      shown(kit.last()),
      'That is longer than a minute ago.\nSay "/oncall reopen" in the thread of its card.',
    );
    assert.deepEqual(kit.acted, ["resolve Q1 ana@example.org"]);
    await kit.say("oncall undo");
    assert.match(shown(kit.last()), /There is nothing of yours from the last minute/);
  });

  it("without an id it is the newest of one's own that can be", async (t) => {
    const kit = await openPermits(t);
    for (const key of ["Q1", "Q2", "Q3"]) await kit.open(key);
    await kit.press({ incidentId: "pagerduty:Q1" });
    await kit.press({ incidentId: "pagerduty:Q2", verb: "resolve" });
    await kit.press({ incidentId: "pagerduty:Q3", userId: "U0BEN01" });
    await kit.say("oncall note x");
    await kit.say("oncall undo");
    assert.equal(shown(kit.last()), "Open again: #12 Disk Q2");
    await kit.say("oncall undo");
    assert.equal(shown(kit.last()), "Taken back: nobody is on #12 Disk Q1");
    await kit.say("oncall undo");
    assert.match(shown(kit.last()), /There is nothing of yours/);
    await kit.say("oncall undo action:none");
    assert.match(shown(kit.last()), /There is nothing of yours/);
  });

  it("the minute begins when it was done, however long that took", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    kit.act = async () => {
      kit.now += 90_000;
    };
    await kit.press({ id: "p1" });
    kit.now += 50_000;
    await pressUndo(kit);
    assert.match(shown(kit.last()), /^Taken back/);
  });

  it("words that did something carry the same button, in their answer", async (t) => {
    const kit = await openPermits(t);
    const undo = { to: "reopen", incidentIds: ["pagerduty:Q1", "pagerduty:Q2"] } as const;
    kit.note = async () => ({ title: "Resolved 2", lines: ["a"], private: true, did: { about: "2 incidents", undo } });
    await kit.say("oncall note x", "U0ANA", { id: "event:e1" });
    assert.equal(shown(kit.last()), "Resolved 2\na\nUndo within a minute.\n[Undo: oncall undo action:event:e1]");
    kit.setStatus = async (keys, _status, _actor, refused) => {
      refused?.(keys[1] ?? "", new Failure("forbidden", "no", { tell: "This account opens nothing again.\nx" }));
      return [];
    };
    await pressUndo(kit);
    assert.equal(shown(kit.last()), "Open again: 2 incidents\nQ2: This account opens nothing again.");
  });

  it("what the source refuses is told, and can be tried again", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    await kit.press({ verb: "resolve" });
    const say = undoOf(kit)?.say ?? "";
    kit.setStatus = async (keys, _status, _actor, refused) => {
      refused?.(keys[0] ?? "", new Failure("forbidden", "no", { tell: "This account opens nothing again." }));
      return [];
    };
    await kit.say(say);
    assert.equal(shown(kit.last()), "This account opens nothing again.");
    kit.setStatus = async () => Promise.reject(new Failure("timeout", "slow", { tell: "PagerDuty does not answer." }));
    await kit.say(say);
    assert.equal(shown(kit.last()), "PagerDuty does not answer.");
    kit.setStatus = async (keys) => {
      kit.acted.push(`again ${keys.join()}`);
      return [];
    };
    await kit.say(say);
    assert.deepEqual(kit.acted.at(-1), "again Q1");
  });

  it("what is handled here goes the way of every word of ours, unless somebody else did more since", async (t) => {
    const kit = await openPermits(t);
    await kit.open("web1", "nagios");
    await kit.press({ id: "p1", incidentId: "nagios:web1" });
    await pressUndo(kit);
    const { severity, atMs, ...taken } = { severity: "", atMs: 0, ...kit.tellings.at(-1) };
    assert.deepEqual(taken, {
      ...{ source: "nagios", key: "web1", incidentId: "nagios:web1", severityKnown: false, by: "Ana" },
      ...{ eventId: "undo:action:p1:nagios:web1", state: "firing", what: "ack taken back" },
    });
    assert.ok(severity === "critical" && atMs === kit.now);
    assert.deepEqual(kit.acted, []);
    await kit.press({ id: "p2", incidentId: "nagios:web1", verb: "resolve" });
    await pressUndo(kit);
    assert.match(JSON.stringify(kit.tellings.at(-1)), /"state":"firing","what":"resolve taken back"/);

    const read = kit.store.incident;
    for (const [more, told] of [
      [{ state: "resolved" }, /Disk web1 is over already\./],
      [
        { state: "acked", claimed: true, history: [{ atMs: 1, what: "x", by: "Ben", state: "acked" }] },
        /Ben is on Disk web1 now\./,
      ],
    ] as const) {
      await kit.press({ incidentId: "nagios:web1" });
      const count = kit.tellings.length;
      kit.store.incident = async (id) => {
        const incident = await read.call(kit.store, id);
        return incident && { ...incident, ...more };
      };
      await pressUndo(kit);
      kit.store.incident = read;
      assert.match(shown(kit.last()), told);
      assert.equal(kit.tellings.length, count);
    }
  });

  it("what somebody else has done at the source since stays, also before we hear of it", async (t) => {
    const kit = await openPermits(t);
    const ben = { id: "PBEN", name: "Ben" };
    const mine = { id: "Pana", name: "Ana" };
    const CASES = [
      ["ack", { status: "resolved" }, "It is over already."],
      ["ack", { status: "triggered" }, "Nobody is on it any more."],
      ["ack", { status: "acknowledged", ackedBy: [ben] }, "Ben is on it now."],
      ["ack", { status: "acknowledged", ackedBy: [mine, ben] }, "Ben is on it now."],
      ["resolve", { status: "acknowledged", ackedBy: [ben] }, "It is open again already."],
    ] as const;
    for (const [at, [verb, there, told]] of CASES.entries()) {
      await kit.open(`Q${at}`);
      await kit.press({ incidentId: `pagerduty:Q${at}`, verb });
      kit.there.set(`Q${at}`, there);
      const before = kit.acted.length;
      await pressUndo(kit);
      assert.equal(shown(kit.last()), told);
      assert.equal(kit.acted.length, before);
    }
    await kit.open("Q9");
    await kit.press({ incidentId: "pagerduty:Q9" });
    kit.there.set("Q9", { status: "acknowledged", ackedBy: [mine] });
    await pressUndo(kit);
    assert.equal(kit.acted.at(-1), "triggered Q9 ana@example.org");
  });

  it("of many looks at those that are open at once, and takes back what still can be", async (t) => {
    const kit = await openPermits(t);
    const mine = [{ id: "Pana", name: "Ana" }];
    for (const key of ["Q1", "Q2", "Q3", "Q4"]) kit.there.set(key, { status: "acknowledged", ackedBy: mine });
    const undo = { to: "unack", incidentIds: [1, 2, 3, 4, 5].map((at) => `pagerduty:Q${at}`) } as const;
    kit.there.set("Q2", { status: "acknowledged", ackedBy: [{ id: "PBEN", name: "Ben" }] });
    kit.note = async () => ({ title: "Acked 5", private: true, did: { about: "5 incidents", undo } });
    await kit.say("oncall note x", "U0ANA", { id: "event:e1" });
    await pressUndo(kit);
    assert.deepEqual(kit.acted, ["triggered Q1,Q3,Q4 ana@example.org"]);
    assert.match(shown(kit.last()), /Q2: Ben is on it now\.\nQ5: It is over already\./);
  });

  it("is offered where it is possible alone, and not for a page or an ack beside another's", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    await kit.open("O1", "opsgenie");
    await kit.press({ id: "web:p1", channel: "" });
    await kit.press({ incidentId: "opsgenie:O1" });
    await kit.press({ verb: "mute", minutes: 5 });
    const read = kit.store.incident;
    kit.store.incident = async (id) => {
      const incident = await read.call(kit.store, id);
      return incident && { ...incident, state: "acked" };
    };
    await kit.press({});
    assert.deepEqual(kit.told, []);
    await kit.press({ verb: "resolve" });
    assert.equal(undoOf(kit)?.label, "Undo");
  });

  it("a crash after it was taken back is not told as a mistake", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    await kit.press({ id: "p1" });
    const finish = kit.store.inbox.finish;
    let crashes = 1;
    kit.store.inbox.finish = async (...all) => {
      crashes -= 1;
      if (crashes >= 0) throw new Failure("unavailable", "the power went");
      return finish.call(kit.store.inbox, ...all);
    };
    kit.setStatus = async (keys, _status, _actor, refused) => {
      if (crashes < 1) refused?.(keys[0] ?? "", new Failure("conflict", "already", { tell: "Already open." }));
      return [];
    };
    await pressUndo(kit);
    assert.equal(shown(kit.last()), "Taken back: nobody is on #12 Disk Q1");
  });
});
