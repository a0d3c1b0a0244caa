import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure, type FailureCode } from "../../src/core/failure.ts";
import { createKnown } from "../../src/flows/known.ts";
import { handClock, keptLog, knownTable, openKnown, pending, START_MS } from "./known-kit.ts";

const NOW = { freshMs: 0 };
const MINUTE = { freshMs: 60_000 };
const fails = (code: FailureCode) => async (): Promise<never> => {
  throw new Failure(code, `PagerDuty: ${code}`);
};

describe("last known answers", () => {
  it("asks once while the answer is fresh, and again after that", async () => {
    const { known, clock } = openKnown();
    let calls = 0;
    const read = async () => ({ nth: ++calls });
    assert.deepEqual(await known.ask("who", read, MINUTE), { value: { nth: 1 }, atMs: START_MS });
    clock.forward(59_999);
    assert.deepEqual(await known.ask("who", read, MINUTE), { value: { nth: 1 }, atMs: START_MS });
    clock.forward(1);
    assert.deepEqual(await known.ask("who", read, MINUTE), { value: { nth: 2 }, atMs: START_MS + 60_000 });
    assert.equal(calls, 2);
  });

  it("keeps names apart", async () => {
    const { known } = openKnown();
    await known.ask("a", async () => 1, MINUTE);
    assert.equal((await known.ask("b", async () => 2, MINUTE)).value, 2);
    assert.equal((await known.ask("a", async () => 3, MINUTE)).value, 1);
  });

  it("tells what was known last without asking anybody, and says nothing in the log where nothing was", async () => {
    const { known, clock, log } = openKnown();
    assert.equal(await known.last("ahead"), undefined);
    assert.deepEqual(log.lines, []);
    await known.ask("ahead", async () => "Ana", NOW);
    clock.forward(40 * 3_600_000);
    known.expire("ahead");
    assert.deepEqual(await known.last("ahead"), { value: "Ana", atMs: START_MS });
  });

  it("gives the last known answer with its age and why, when the service is down", async () => {
    const { known, clock, log } = openKnown();
    await known.ask("who", async () => "Ana", NOW);
    clock.forward(20 * 60_000);
    const whys: readonly [FailureCode, string][] = [
      ["unavailable", "PagerDuty does not answer"],
      ["upstream", "PagerDuty does not answer"],
      ["timeout", "PagerDuty does not answer"],
      ["credentials", "PagerDuty refuses the token"],
      ["rate_limited", "PagerDuty asks us to slow down"],
    ];
    for (const [code, stale] of whys)
      assert.deepEqual(await known.ask("who", fails(code), NOW), { value: "Ana", atMs: START_MS, stale });
    assert.deepEqual(
      log.lines.map(({ level, facts }) => [level, facts.known, facts.code]),
      whys.map(([code]) => ["warn", "who", code]),
      "each failure is in the log",
    );
  });

  it("does not hide what is wrong with the question behind an older answer", async () => {
    const { known } = openKnown();
    await known.ask("schedule", async () => "Days", NOW);
    for (const code of ["not_found", "usage", "forbidden", "conflict"] as const)
      await assert.rejects(known.ask("schedule", fails(code), NOW), (error: Failure) => error.code === code);
  });

  it("throws what the read threw while nothing is known", async () => {
    const { known } = openKnown();
    await assert.rejects(known.ask("who", fails("upstream"), NOW), (error: Failure) => error.code === "upstream");
    await assert.rejects(
      known.ask(
        "who",
        () => {
          throw new TypeError("a bug");
        },
        NOW,
      ),
      /a bug/,
    );
    assert.equal((await known.ask("who", async () => "Ana", NOW)).value, "Ana");
  });

  it("waits no longer than that for a slow one, and remembers its late answer", async () => {
    const { known, clock, log } = openKnown();
    await known.ask("who", async () => "Ana", NOW);
    clock.forward(60_000);
    const slow = pending<string>();
    const began = performance.now();
    const stale = await known.ask("who", slow.read, NOW);
    assert.ok(performance.now() - began < 1_000, "nobody waits for the read");
    assert.deepEqual(stale, { value: "Ana", atMs: START_MS, stale: "PagerDuty does not answer" });
    assert.match(log.lines[0]?.message ?? "", /slow/);
    slow.answer("Ben");
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await known.ask("who", fails("internal"), MINUTE), { value: "Ben", atMs: START_MS + 60_000 });
  });

  it("two seconds are the wait where nothing else is said", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const [clock, log] = [handClock(), keptLog()];
    const known = createKnown({ store: knownTable(), clock, log });
    await known.ask("who", async () => "Ana", NOW);
    const asked = known.ask("who", pending<string>().read, NOW);
    let said: unknown;
    void asked.then((value) => {
      said = value;
    });
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    await settle();
    t.mock.timers.tick(1_999);
    await settle();
    assert.equal(said, undefined, "it is waited for");
    t.mock.timers.tick(1);
    await settle();
    assert.deepEqual(said, { value: "Ana", atMs: START_MS, stale: "PagerDuty does not answer" });
  });

  it("lets those who come later wait for the rest of the time only", async () => {
    const { known, clock } = openKnown(knownTable(), handClock(), 5_000);
    await known.ask("who", async () => "Ana", NOW);
    const slow = pending<string>();
    const first = known.ask("who", slow.read, NOW);
    await new Promise((resolve) => setImmediate(resolve));
    clock.forward(6_000);
    const began = performance.now();
    assert.equal((await known.ask("who", slow.read, NOW)).stale, "PagerDuty does not answer");
    assert.ok(performance.now() - began < 2_500);
    slow.answer("Ben");
    assert.equal((await first).value, "Ben");
    assert.equal(slow.calls(), 1, "one read for both");
  });

  it("has more patience where nothing is known yet, but not for ever", async () => {
    const { known } = openKnown(knownTable(), handClock(), 30);
    const slow = pending<string>();
    const asking = known.ask("who", slow.read, NOW);
    setTimeout(() => slow.answer("Ana"), 60);
    assert.equal((await asking).value, "Ana");
    const never = pending<string>();
    await assert.rejects(known.ask("other", never.read, NOW), (error: Failure) => {
      assert.equal(error.code, "timeout");
      assert.match(error.tell ?? "", /no earlier answer/);
      return true;
    });
    never.fail(new Failure("timeout", "late"));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it("reads once for all who ask at the same time", async () => {
    const { known } = openKnown();
    const slow = pending<string>();
    const all = Array.from({ length: 200 }, () => known.ask("who", slow.read, MINUTE));
    await new Promise((resolve) => setImmediate(resolve));
    slow.answer("Ana");
    assert.deepEqual([...new Set((await Promise.all(all)).map(({ value }) => value))], ["Ana"]);
    assert.equal(slow.calls(), 1);
  });

  it("asks once more where a read takes for ever", async () => {
    const { known, clock } = openKnown();
    await known.ask("who", async () => "Ana", NOW);
    const never = pending<string>();
    assert.equal((await known.ask("who", never.read, NOW)).value, "Ana");
    clock.forward(14_999);
    assert.equal((await known.ask("who", async () => "Ben", NOW)).value, "Ana", "it may still come");
    clock.forward(1);
    assert.equal((await known.ask("who", async () => "Ben", NOW)).value, "Ben");
  });

  it("keeps what is too long for a row in memory alone", async () => {
    const { known, table } = openKnown();
    const long = "x".repeat(2_000_000);
    await known.ask("who", async () => long, NOW);
    assert.equal(table.saves.length, 0);
    assert.equal((await known.ask("who", fails("upstream"), NOW)).value, long);
  });

  it("knows it still after a restart, and in another process", async () => {
    const { known, table, clock } = openKnown();
    await known.ask("who", async () => [{ name: "Ana", toMs: null }], NOW);
    const after = openKnown(table, clock);
    assert.deepEqual(await after.known.ask("who", fails("internal"), MINUTE), {
      value: [{ name: "Ana", toMs: null }],
      atMs: START_MS,
    });
    clock.forward(3_600_000);
    const later = openKnown(table, clock);
    const stale = await later.known.ask("who", fails("unavailable"), MINUTE);
    assert.deepEqual(stale, {
      value: [{ name: "Ana", toMs: null }],
      atMs: START_MS,
      stale: "PagerDuty does not answer",
    });
  });

  it("takes what another process learned since, when the service is down", async () => {
    const { known, table, clock } = openKnown();
    await known.ask("who", async () => "Ana", NOW);
    clock.forward(600_000);
    await openKnown(table, clock).known.ask("who", async () => "Ben", NOW);
    const stale = await known.ask("who", fails("upstream"), NOW);
    assert.deepEqual([stale.value, stale.atMs], ["Ben", START_MS + 600_000]);
    assert.deepEqual(await known.ask("who", fails("internal"), MINUTE), { value: "Ben", atMs: START_MS + 600_000 });
  });

  it("writes what changed, and the same again only after a minute", async () => {
    const { known, table, clock } = openKnown();
    const say = (value: string) => known.ask("who", async () => value, NOW);
    await say("Ana");
    clock.forward(1_000);
    await say("Ana");
    await say("Ana");
    assert.equal(table.saves.length, 1);
    await say("Ben");
    assert.equal(table.saves.length, 2);
    clock.forward(60_000);
    await say("Ben");
    assert.equal(table.saves.length, 3);
    assert.equal(table.rows.get("who")?.atMs, START_MS + 61_000);
  });

  it("answers also with a broken store, and says so in the log", async () => {
    const { known, table, log } = openKnown();
    table.breakIt();
    assert.equal((await known.ask("who", async () => "Ana", MINUTE)).value, "Ana");
    assert.equal((await known.ask("who", fails("upstream"), NOW)).value, "Ana");
    assert.ok(log.lines.some(({ message }) => /could not be stored/.test(message)));
    assert.ok(log.lines.some(({ message }) => /could not be read/.test(message)));
  });

  it("passes over stored answers that it cannot read", async () => {
    const { known, table } = openKnown();
    for (const value of ["{", "null", "[]", '{"form":0,"value":"Ana"}']) {
      table.rows.set("who", { value, atMs: START_MS });
      await assert.rejects(known.ask("who", fails("upstream"), MINUTE), (error: Failure) => error.code === "upstream");
    }
  });

  it("asks anew after a change, also where a read was under way, and keeps the old answer as the last known one", async () => {
    const { known, clock } = openKnown();
    await known.ask("pd:turns:now", async () => "Ana", MINUTE);
    await known.ask("pd:people", async () => "all", MINUTE);
    clock.forward(1_000);
    const before = pending<string>();
    const asking = known.ask("pd:turns:now", before.read, NOW);
    await new Promise((resolve) => setImmediate(resolve));
    clock.forward(1_000);
    known.expire("pd:turns:");
    clock.forward(1);
    assert.equal((await known.ask("pd:turns:now", fails("upstream"), MINUTE)).stale, "PagerDuty does not answer");
    assert.equal((await known.ask("pd:turns:now", async () => "Ben", MINUTE)).value, "Ben");
    const after = pending<string>();
    const first = known.ask("pd:turns:now", after.read, NOW);
    await new Promise((resolve) => setImmediate(resolve));
    before.answer("Ana");
    await asking;
    const second = known.ask("pd:turns:now", after.read, NOW);
    await new Promise((resolve) => setImmediate(resolve));
    after.answer("Ben");
    await Promise.all([first, second]);
    assert.equal(after.calls(), 1, "the end of the older read is not that of the newer");
    assert.equal((await known.ask("pd:turns:now", fails("internal"), MINUTE)).value, "Ben", "the older read is late");
    assert.equal((await known.ask("pd:people", fails("internal"), MINUTE)).value, "all", "other names stay fresh");
  });
});
