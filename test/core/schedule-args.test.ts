import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { nextButton, pageOf } from "../../src/core/paging.ts";
import { scheduleWords, whoWords } from "../../src/core/schedule-args.ts";

const NOW = Date.parse("2026-11-18T13:23:00Z");
const WED = { nowMs: NOW, tz: "Europe/Berlin", weekStart: 1 } as const;

describe("arguments about schedules and incidents", () => {
  it("take days and a zone from the end, in either order", () => {
    const read = (text: string) => Object.values(scheduleWords().parse(text, WED));
    assert.deepEqual(read("Platform days 7"), ["Platform days", 7, undefined]);
    assert.deepEqual(read("ops europe/berlin 14"), ["ops", 14, "Europe/Berlin"]);
    assert.deepEqual(read("ops for 2 weeks in UTC"), ["ops", 14, "UTC"]);
    assert.deepEqual(read("ops for the next 10 days"), ["ops", 10, undefined]);
    assert.deepEqual(read('"Tier 2"'), ["Tier 2", undefined, undefined]);
    assert.deepEqual(read('"Tier 2" 7'), ["Tier 2", 7, undefined]);
    assert.throws(() => read("ops 0"), /0 days/);
    assert.throws(() => read("7"), /no schedule given/);
    assert.throws(() => read(""), Failure);
  });

  it("keep a time in quotes for a name", () => {
    const read = (text: string) => whoWords().parse(text, WED);
    assert.deepEqual([read('for "friday"').wanted, read('for "friday"').at], ["friday", undefined]);
    assert.equal(read("for friday").wanted, undefined);
    assert.deepEqual([read("Sunday rota").wanted, read("Sunday rota").at], ["Sunday rota", undefined]);
    assert.equal(read('"Sunday rota" on friday').wanted, "Sunday rota");
    assert.equal(read("tomorrow for payments").wanted, "payments");
    assert.throws(() => read("x".repeat(300)), /300 characters/);
  });
});

describe("pages of a list", () => {
  const all = [1, 2, 3, 4, 5];

  it("are cut in order, the last one for numbers beyond", () => {
    assert.deepEqual(pageOf(all, 1, 2), { shown: [1, 2], words: "1–2 of 5", left: 3 });
    assert.deepEqual(pageOf(all, 3, 2), { shown: [5], words: "5–5 of 5", left: 0 });
    assert.deepEqual(pageOf(all, 99, 2), { shown: [5], words: "5–5 of 5", left: 0 });
    assert.deepEqual(pageOf(all, 1, 9), { shown: all, words: "", left: 0 });
    assert.deepEqual(pageOf([], 1, 9), { shown: [], words: "", left: 0 });
  });

  it("have a button for the next while something is left", () => {
    assert.deepEqual(nextButton("oncall x ", 1, 2, 3), [{ label: "Next 2", say: "oncall x page 2" }]);
    assert.deepEqual(nextButton("oncall x", 2, 2, 0), []);
  });
});
