import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { AuditEntry } from "../../src/core/audit.ts";
import type { Cover } from "../../src/core/cover.ts";
import { alert, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const DAY = 86_400_000;
const EVER = { fromMs: 0, toMs: MONDAY * 2 };

const entry = (id: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  atMs: MONDAY,
  userId: "U1",
  by: "Ana",
  how: "words",
  channel: "C1",
  deed: "oncall ack",
  words: "oncall ack 12",
  outcome: "done",
  ...more,
});

const whole = entry("whole", {
  how: "button",
  about: "#12 Ärger 'hier' \u0000",
  why: "no \ud800 reason",
  undo: { to: "unack", incidentIds: ["pagerduty:Q1", "pagerduty:Q2"] },
});

const cover = (id: string, more: Partial<Cover> = {}): Cover => ({
  id,
  userId: "U1",
  by: "Ana",
  personId: "P1",
  fromMs: MONDAY,
  toMs: MONDAY + DAY,
  parts: [{ scheduleId: "S1", schedule: "Database", fromMs: MONDAY, toMs: MONDAY + DAY }],
  atMs: MONDAY,
  state: "open",
  ...more,
});

const describeAudit = (test: ReturnType<typeof withStore>): void => {
  test("an entry is kept whole, and the same id again replaces it", async (store, place) => {
    await store.audit.add(entry("whole"));
    await store.audit.add(whole);
    const second = await place.open();
    assert.deepEqual(await second.audit.read("whole"), {
      ...whole,
      about: "#12 Ärger 'hier' ",
      why: "no \ufffd reason",
    });
    assert.equal(await store.audit.read("none"), undefined);
    assert.equal((await store.audit.list(EVER, {}, 10)).total, 1);
  });

  test("lists are newest first, half-open, of one person, of all words, and tell how many there are", async (store) => {
    for (let at = 0; at < 30; at += 1)
      await store.audit.add(
        entry(`a${at}`, {
          atMs: MONDAY + at,
          userId: at % 3 === 0 ? "U2" : "U1",
          by: at % 3 === 0 ? "Bo" : "Ana",
          words: at === 7 ? "oncall note 12 50%_off" : "oncall ack 12",
          ...(at === 8 ? { about: "#99 Äußerst langsam", outcome: "refused", why: "ask SRE" } : {}),
        }),
      );
    const ids = async (...args: Parameters<typeof store.audit.list>) =>
      (await store.audit.list(...args)).entries.map(({ id }) => id);
    assert.deepEqual(await ids({ fromMs: MONDAY + 10, toMs: MONDAY + 13 }, {}, 10), ["a12", "a11", "a10"]);
    const some = await store.audit.list(EVER, { userId: "U2" }, 2);
    assert.deepEqual([some.entries.map(({ id }) => id), some.total], [["a27", "a24"], 10]);
    assert.deepEqual(await ids(EVER, { words: "50%_OFF  note" }, 10), ["a7"]);
    assert.deepEqual(await ids(EVER, { words: "%" }, 10), ["a7"], "what SQL reads as a pattern is text");
    assert.deepEqual(await ids(EVER, { words: "äußerst" }, 10), ["a8"]);
    assert.deepEqual(await ids(EVER, { words: "ask sre" }, 10), ["a8"]);
    assert.deepEqual(await ids(EVER, { words: "ana note" }, 10), ["a7"]);
    assert.deepEqual(await ids(EVER, { words: "note", userId: "U2" }, 10), []);
    assert.deepEqual(await ids({ fromMs: MONDAY + 25, toMs: MONDAY + 30 }, { by: "BO" }, 10), ["a27"]);
    assert.deepEqual(await ids(EVER, { by: "12" }, 10), [], "a name is looked for in names alone");
  });

  test("an undo is taken once by one, stays taken when its entry comes again, and only of what was done", async (store, place) => {
    const second = await place.open();
    await store.audit.add(whole);
    await store.audit.add(entry("refused", { undo: whole.undo, outcome: "refused" }));
    await store.audit.add(entry("plain"));
    const taken = await Promise.all([store.audit.takeUndo("whole", 7), second.audit.takeUndo("whole", 7)]);
    assert.deepEqual(taken.sort(), [false, true]);
    await store.audit.add(whole);
    assert.equal((await store.audit.read("whole"))?.undoneAtMs, 7);
    await store.audit.giveUndoBack("whole");
    assert.equal((await store.audit.read("whole"))?.undoneAtMs, undefined);
    assert.equal(await second.audit.takeUndo("whole", 8), true);
    for (const id of ["whole", "refused", "plain", "none"]) assert.equal(await store.audit.takeUndo(id, 8), false, id);
  });
};

const describeCovers = (test: ReturnType<typeof withStore>): void => {
  test("a request to be covered is taken by one, opened again, withdrawn while nobody took it", async (store, place) => {
    const second = await place.open();
    await store.covers.add(cover("c1"));
    await store.covers.add(cover("c1", { by: "Another" }));
    assert.deepEqual(await second.covers.read("c1"), cover("c1"));
    assert.equal(await store.covers.read("c2"), undefined);
    const taken = await Promise.all([store.covers.take("c1", "U2", "Bo"), second.covers.take("c1", "U3", "Cy")]);
    assert.deepEqual([...taken].sort(), [false, true]);
    const [winner, name] = taken[0] ? ["U2", "Bo"] : ["U3", "Cy"];
    assert.deepEqual(await store.covers.read("c1"), cover("c1", { state: "taken", takenBy: name }));
    assert.equal(await store.covers.take("c1", winner, name), true, "a second try is as good as the first");
    await store.covers.set("c1", "withdrawn");
    assert.equal((await store.covers.read("c1"))?.state, "taken");
    await store.covers.set("c1", "open");
    assert.deepEqual(await store.covers.read("c1"), cover("c1"));
    await store.covers.set("c1", "withdrawn");
    await store.covers.set("c1", "open");
    assert.equal((await store.covers.read("c1"))?.state, "withdrawn");
    assert.equal(await store.covers.take("c1", "U2", "Bo"), false);
  });
};

const describeSmall = (test: ReturnType<typeof withStore>): void => {
  test("a last known answer is never replaced by an older one", async (store, place) => {
    const second = await place.open();
    assert.equal(await store.known.read("oncall"), undefined);
    await store.known.save("oncall", "[1]", 10);
    await second.known.save("oncall", "[2]", 20);
    await store.known.save("oncall", "[3]", 15);
    assert.deepEqual(await store.known.read("oncall"), { value: "[2]", atMs: 20 });
    await store.known.save("oncall", "[4]", 20);
    assert.equal((await store.known.read("oncall"))?.value, "[4]");
  });

  test("links of people are listed and forgotten", async (store) => {
    await store.linkEmail("U2", "bo@example.org");
    await store.linkEmail("U1", "ana@example.org");
    assert.deepEqual(await store.links(), [
      { userId: "U1", email: "ana@example.org" },
      { userId: "U2", email: "bo@example.org" },
    ]);
    assert.equal(await store.unlinkEmail("U1"), true);
    assert.equal(await store.unlinkEmail("U1"), false);
    assert.equal(await store.linkedEmail("U1"), undefined);
    assert.equal((await store.links()).length, 1);
  });

  test("prune keeps the audit for its own time, and no answers and requests that are long over", async (store) => {
    const keep = { inboxDays: 30, outboxDays: 30, snapshotDays: 30, auditDays: 400 };
    const nowMs = MONDAY + 400 * DAY;
    await store.audit.add(entry("old", { atMs: MONDAY - 1 }));
    await store.audit.add(entry("kept"));
    await store.covers.add(cover("old", { toMs: nowMs - 91 * DAY }));
    await store.covers.add(cover("kept", { toMs: nowMs - 89 * DAY }));
    await store.known.save("old", "1", nowMs - 91 * DAY);
    await store.known.save("kept", "1", nowMs - 89 * DAY);
    assert.equal(await store.prune(nowMs, keep), 3);
    assert.deepEqual(
      [await store.audit.read("old"), await store.covers.read("old"), await store.known.read("old")],
      [undefined, undefined, undefined],
    );
    assert.ok(
      (await store.audit.read("kept")) && (await store.covers.read("kept")) && (await store.known.read("kept")),
    );
    assert.equal(await store.prune(nowMs, { ...keep, auditDays: undefined }), 0, "400 days when nobody says");
    assert.equal(await store.prune(nowMs, { ...keep, auditDays: 399 }), 1);
  });
};

const describeMessages = (test: ReturnType<typeof withStore>): void => {
  test("the problem of a message is found by its card and its notes, in its channel, whatever that is called", async (store) => {
    const relay = await leaseOf(store, "relay");
    await store.relay(relay, [outcome("d1", alert({ key: "K1", details: ["a line"] }))], toOps);
    const lane = await laneOf(store);
    const [card] = await store.outbox.owed(lane, 10);
    await store.outbox.shown(lane, [card?.id ?? ""], "17.1", 1);
    const [note] = await store.outbox.owed(lane, 10);
    await store.outbox.shown(lane, [note?.id ?? ""], "17.2", 1);
    await store.outbox.leave(lane, 0);
    await store.relay(relay, [outcome("d2", alert({ key: "K2" }))], () => [{ kind: "card", channel: "dev" }]);
    const dev = await laneOf(store);
    const [other] = await store.outbox.owed(dev, 10);
    await store.outbox.shown(dev, [other?.id ?? ""], "17.1", 1);
    assert.equal(await store.incidentAt("ops", "17.1"), "pagerduty:K1");
    assert.equal(await store.incidentAt("ops", "17.2"), "pagerduty:K1");
    assert.equal(await store.incidentAt("dev", "17.1"), "pagerduty:K2");
    assert.equal(await store.incidentAt("ops", "17.3"), undefined);
    assert.equal(await store.incidentAt("C9", "17.1"), undefined);
    assert.equal(await store.incidentAt("C9", "17.1", async (name) => name === "ops"), "pagerduty:K1");
    assert.equal(await store.incidentAt("C9", "17.1", (name) => name === "other"), undefined);
  });

  test("a storm's one message is no problem's card", async (store, place) => {
    const relay = await leaseOf(store, "relay");
    await store.relay(relay, [outcome("d1", alert({ key: "K1" }))], toOps);
    const lane = await laneOf(store);
    const [card] = await store.outbox.owed(lane, 10);
    await store.outbox.shown(lane, [card?.id ?? ""], "17.1", 1);
    await place.sql("update outbox set note = 2");
    assert.equal(await store.incidentAt("ops", "17.1"), undefined);
  });
};

export const describeAuditAndSmall = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("audit, covers, known answers, links, messages", () => {
    describeAudit(test);
    describeCovers(test);
    describeSmall(test);
    describeMessages(test);
  });
};
