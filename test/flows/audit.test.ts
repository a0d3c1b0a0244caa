import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { AuditEntry } from "../../src/core/audit.ts";
import { Failure } from "../../src/core/failure.ts";
import { actionId, storeAction } from "../../src/flows/act.ts";
import { type Kit, openPermits, shown } from "./permits-kit.ts";

const EVER = { fromMs: 0, toMs: 9e15 };
const entries = async (kit: Kit): Promise<readonly AuditEntry[]> =>
  (await kit.store.audit.list(EVER, {}, 100)).entries.toReversed();

describe("the audit", () => {
  it("keeps words and presses, done, refused and failed, with who, where, what and why; questions it does not", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    await kit.say("oncall look");
    await kit.say('oncall note "all is well"', "U0ANA", { id: "event:e1", channel: "C0DBA" });
    kit.note = async () => ({ title: "Pinned", did: { about: "#9 Disk", undo: { to: "unack", incidentIds: ["x"] } } });
    await kit.say("oncall note again", "U0BEN01", { id: "say:e2", how: "button" });
    kit.note = async () => Promise.reject(new Failure("conflict", "no", { tell: "Ben did it.\nMore." }));
    await kit.say("oncall note third", "U0BEN01", { id: "event:e3" });
    kit.note = async () => Promise.reject(new TypeError("x is undefined"));
    await kit.say("oncall note fourth", "U0BEN01", { id: "event:e4" });
    await kit.press({ id: "p1", verb: "ack" });
    await kit.press({ id: "p2", verb: "mute", minutes: 90, because: "a deploy", userId: "U0GUEST" });
    await kit.press({ id: "p3", verb: "resolve", incidentId: "pagerduty:none" });
    await kit.press({ id: "web:p4", verb: "resolve", channel: "" });
    kit.act = async () => Promise.reject(new Failure("rejected", "PagerDuty says no", { tell: "No." }));
    await kit.press({ id: "p5", verb: "resolve" });
    const rows = (await entries(kit)).map(({ id, by, how, channel, deed, words, about, outcome, why }) =>
      [id, by, how, channel, deed, words, about, outcome, why].join("|"),
    );
    assert.deepEqual(rows, [
      'action:event:e1|Ana|words|C0DBA|oncall note|oncall note "all is well"|Noted|done|',
      "action:say:e2|Ben|button|C0OPS|oncall note|oncall note again|#9 Disk|done|",
      "action:event:e3|Ben|words|C0OPS|oncall note|oncall note third||refused|Ben did it.",
      "action:event:e4|Ben|words|C0OPS|oncall note|oncall note fourth||failed|x is undefined",
      "action:p1|Ana|button|C0OPS|ack|ack|#12 Disk Q1|done|",
      "action:p2|Guest|button|C0OPS|mute|mute 1 h 30 min because a deploy|#12 Disk Q1|refused|Guests and people of other workspaces may look, but not act.",
      "action:p3|Ana|button|C0OPS|resolve|resolve|pagerduty:none|refused|I do not know this problem any more. It may be past what I keep.",
      "action:web:p4|Ana|page||resolve|resolve|#12 Disk Q1|done|",
      "action:p5|Ana|button|C0OPS|resolve|resolve|#12 Disk Q1|failed|No.",
    ]);
    assert.deepEqual((await entries(kit))[1]?.undo, { to: "unack", incidentIds: ["x"] });
  });

  it("secrets are taken out of words, reasons and what it was about before they are kept", async (t) => {
    const kit = await openPermits(t);
    await kit.say("oncall note login with password=hunter2-of-9 now", "U0ANA", { id: "event:e1" });
    kit.note = async () => Promise.reject(new Failure("rejected", "", { tell: "token=abc123def456 is wrong" }));
    await kit.say(`oncall note ${"x".repeat(100)}`, "U0ANA", { id: "event:e2" });
    kit.note = async () => ({ title: "y", did: { about: "api_key=0123456789 rotated" } });
    await kit.say("oncall note z", "U0ANA", { id: "event:e3" });
    await kit.say("oncall note\nline one\n\nline two", "U0ANA", { id: "event:e4" });
    assert.equal((await entries(kit)).at(-1)?.words, "oncall note line one line two");
    const all = JSON.stringify(await entries(kit));
    assert.match(all, /login with password=\[redacted credentials\] now/);
    assert.doesNotMatch(all, /hunter2|abc123def456|0123456789/);
    assert.deepEqual(kit.notes, ["login with password=hunter2-of-9 now"], "what is done is done as it was said");
  });

  it("words that are not understood, and what only asks back, changed nothing and are not kept", async (t) => {
    const kit = await openPermits(t);
    kit.note = async () => ({ title: "Really?", asks: true });
    await kit.say("oncall note a");
    kit.note = async () => Promise.reject(new Failure("usage", "which?", { tell: "Which one?" }));
    await kit.say("oncall note b");
    await kit.say("oncall undo");
    assert.deepEqual(
      (await entries(kit)).map(({ words, outcome }) => [words, outcome]),
      [["oncall undo", "refused"]],
    );
  });

  it("a crash between the act and its end: done again as the same, kept once, offered once", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    const finish = kit.store.inbox.finish;
    let crashes = 2;
    kit.store.inbox.finish = async (...all) => {
      crashes -= 1;
      if (crashes >= 0) throw new Failure("unavailable", "the power went");
      return finish.call(kit.store.inbox, ...all);
    };
    kit.act = async () => {
      if (crashes < 2) throw new Failure("conflict", "already", { tell: "Already acknowledged." });
    };
    assert.equal(await kit.press({ id: "p1" }), "done");
    assert.deepEqual(kit.acted, ["ack Q1 ana@example.org"]);
    assert.deepEqual(kit.told.length, 0, "the try that could offer the way back was lost with the process");
    const [one, ...others] = await entries(kit);
    assert.deepEqual([one?.id, one?.outcome, others.length], ["action:p1", "done", 0]);
    crashes = 1;
    await kit.say("oncall note x", "U0ANA", { id: "event:e1" });
    assert.deepEqual(kit.notes, ["x", "x"]);
    assert.deepEqual(
      kit.contexts.slice(-2).map(({ actionId: id, again, place }) => [id, again, place?.channel]),
      [
        ["action:event:e1", false, "C0OPS"],
        ["action:event:e1", true, "C0OPS"],
      ],
      "commands hear that it may be done already",
    );
    assert.equal((await entries(kit)).length, 2);
  });

  it("what an earlier process had stored may be done already, however young it is", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    await kit.loops[0]?.stop();
    const about = { incidentId: "pagerduty:Q1", userId: "U0ANA", channel: "C0OPS", ts: "1.1" };
    await storeAction(kit.store, "p1", { kind: "press", id: "p1", verb: "ack", ...about }, kit.now);
    kit.now += 300;
    kit.act = async () => Promise.reject(new Failure("conflict", "already", { tell: "Already acknowledged." }));
    kit.actor();
    assert.equal(await kit.press({ id: "p2" }), "failed", "a new one is told that it is so");
    assert.equal((await kit.store.inbox.read(actionId("p1")))?.state, "done");
  });

  it("a try that fails for now is kept when it is decided, and what was done stays done", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    let tries = 0;
    kit.act = async () => {
      tries += 1;
      if (tries === 1) throw new Failure("rate_limited", "slowly", { retryAfterMs: 500 });
    };
    const pressed = kit.press({ id: "p1" });
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.deepEqual(await entries(kit), [], "nothing is decided yet");
    assert.equal(await pressed, "done");
    assert.deepEqual(
      (await entries(kit)).map(({ outcome }) => outcome),
      ["done"],
    );
  });

  it("a store that does not take the entry: a press is tried again, words are answered all the same", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    const add = kit.store.audit.add;
    let refusals = 1;
    kit.store.audit.add = async (entry) => {
      refusals -= 1;
      if (refusals >= 0) throw new Failure("unavailable", "locked");
      return add.call(kit.store.audit, entry);
    };
    assert.equal(await kit.press({ id: "p1" }), "done");
    assert.equal((await kit.store.audit.read(actionId("p1")))?.outcome, "done");
    refusals = 1;
    await kit.say("oncall note x", "U0ANA", { id: "event:e1" });
    assert.equal(kit.said.at(-1)?.title, "Noted");
    assert.equal(await kit.store.audit.read(actionId("event:e1")), undefined);
  });
});

describe("oncall audit", () => {
  const filled = async (kit: Kit): Promise<void> => {
    for (let at = 0; at < 23; at += 1)
      await kit.store.audit.add({
        id: `a${at}`,
        atMs: kit.now - (23 - at) * 60_000,
        userId: at % 2 === 0 ? "U0ANA" : "U0BEN01",
        by: at % 2 === 0 ? "Ana" : "Ben",
        how: "words",
        channel: "C0OPS",
        deed: "oncall ack",
        words: `oncall ack ${at}`,
        outcome: at === 20 ? "refused" : "done",
        ...(at === 20 ? { why: "Ben is on it." } : {}),
      });
  };

  it("newest first, paged, by whom, by words, in a time; for the asker alone", async (t) => {
    const kit = await openPermits(t);
    await filled(kit);
    await kit.say("oncall audit");
    assert.match(shown(kit.last()), /^23 changes · .+ – .+/);
    assert.match(shown(kit.last()), /✅ Ana: oncall ack 22[\s\S]*⛔ Ana: oncall ack 20\n.*\nrefused: Ben is on it\./);
    assert.match(shown(kit.last()), /\[Next 10: oncall audit page 2\]\n1–10 of 23$/);
    await kit.say("oncall audit page 3");
    assert.match(shown(kit.last()), /oncall ack 2\n[\s\S]*21–23 of 23$/);
    assert.doesNotMatch(shown(kit.last()), /Next/);
    await kit.say("oncall audit by:me last 24h");
    assert.match(shown(kit.last()), /^12 changes/);
    assert.doesNotMatch(shown(kit.last()), /Ben:/);
    await kit.say("oncall audit by:ben page 2");
    assert.match(shown(kit.last()), /^11 changes[\s\S]*11–11 of 11$/);
    await kit.say("oncall audit by:<@U0BEN01> ack 7 today");
    assert.match(shown(kit.last()), /ack 7/);
    await kit.say("oncall audit refused nothing");
    assert.match(shown(kit.last()), /^Nothing changed/);
    await kit.say('oncall audit last 24h "on it"');
    assert.match(shown(kit.last()), /^1 change · [\s\S]*oncall ack 20/);
    assert.equal(kit.said.length, 0);
  });

  it("offers the way back for one's own of the last minute, and tells what was taken back", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    await kit.press({ id: "p1" });
    await kit.say("oncall audit");
    assert.match(shown(kit.last()), /✅ Ana: ack\n.*pressed · #12 Disk Q1\n\[Undo: oncall undo action:p1\]/);
    await kit.say("oncall audit", "U0BEN01");
    assert.doesNotMatch(shown(kit.last()), /Undo/);
    await kit.say("oncall undo action:p1");
    await kit.say("oncall audit p1");
    assert.match(shown(kit.last()), /^1 change .*\n✅ Ana: oncall undo action:p1/);
    await kit.say("oncall audit");
    assert.match(shown(kit.last()), /↩️ Ana: ack\n.*\ntaken back at /);
    assert.doesNotMatch(shown(kit.last()), /\[Undo/);
  });

  it("is for those who are granted admin, where somebody is", async (t) => {
    const kit = await openPermits(t);
    await filled(kit);
    kit.policy = { ...kit.policy, permissions: { admin: { people: ["U0LEAD"], groups: [], channels: [] } } };
    await kit.say("oncall audit");
    assert.match(shown(kit.last()), /^Sorry, you may not do that\.\nAsk Chitra\.$/);
    await kit.say("oncall audit", "U0LEAD");
    assert.match(shown(kit.last()), /^23 changes/);
  });
});
