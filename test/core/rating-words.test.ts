import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { readFormValues } from "../../src/core/form-read.ts";
import { ratedWords, ratingWish, stepButtons } from "../../src/core/rating-words.ts";

const CONTEXT = { nowMs: 0, tz: "UTC", weekStart: 1 } as const;
const wish = (text: string) => ratingWish().parse(text, CONTEXT);
const REF = "PABC123@1763370000-1763974800";
const SHIFT = { scheduleId: "PABC123", fromMs: 1_763_370_000_000, toMs: 1_763_974_800_000 };

describe("a rating in words", () => {
  it("as people and buttons say it", () => {
    assert.deepEqual(wish("4 sleep 2"), { hard: 4, sleep: 2 });
    assert.deepEqual(wish("hard 4/5, slept 2 of 5"), { hard: 4, sleep: 2 });
    assert.deepEqual(wish("sleep 5"), { sleep: 5 });
    assert.deepEqual(wish("2 3 nights were short"), { hard: 2, note: "3 nights were short" });
    assert.deepEqual(wish("sleep 3 hard 1"), { hard: 1, sleep: 3 });
    assert.deepEqual(wish(`hard:3 shift:${REF}`), { hard: 3, shift: SHIFT });
    assert.deepEqual(wish(`hard:3 sleep:4 shift:${REF} a quiet week`), {
      ...{ hard: 3, sleep: 4, shift: SHIFT, note: "a quiet week" },
    });
    assert.deepEqual(wish("hardly slept"), { note: "hardly slept" });
    assert.deepEqual(wish(""), {});
    for (const text of ["6", "0", "sleep 9", "hard 10"]) assert.throws(() => wish(text), /of 5/);
    assert.throws(() => wish(`3 ${"x".repeat(1_001)}`), /long/);
  });

  it("what its buttons and its form say is read back", () => {
    const says = stepButtons("sleep", SHIFT).map(({ say = "" }) => wish(say.replace("oncall rate ", "")));
    assert.deepEqual(
      says,
      [1, 2, 3, 4, 5].map((sleep) => ({ sleep, shift: SHIFT })),
    );
    const form = { name: "rate", about: REF } as const;
    const filled = readFormValues(form, { hard: "5", note: "hard 2 believe, sleep 1 h" }, 0);
    assert.ok("say" in filled);
    assert.deepEqual(wish(filled.say.replace("oncall rate ", "")), {
      ...{ hard: 5, shift: SHIFT, note: "hard 2 believe, sleep 1 h" },
    });
    assert.ok("errors" in readFormValues(form, {}, 0));
    assert.ok("errors" in readFormValues({ name: "rate", about: "" }, { hard: "1" }, 0));
  });

  it("is told as it was meant", () => {
    assert.equal(ratedWords({ hard: 4, sleep: 2 }), "hard 4 of 5, slept 2 of 5");
    assert.equal(ratedWords({ sleep: 2 }), "slept 2 of 5");
  });
});
