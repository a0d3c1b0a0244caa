import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { type CompareWords, compareWords } from "../../src/core/stats/compare-words.ts";
import { PERSON_WORDS } from "../../src/core/stats/words-args.ts";
import type { RangeContext } from "../../src/core/time/range.ts";

const CONTEXT: RangeContext = { nowMs: Date.parse("2026-11-18T13:23:00Z"), tz: "Europe/Berlin", weekStart: 1 };

const side = (one: CompareWords["a"]): string => (one.kind === "range" ? one.range.label : `${one.kind}:${one.name}`);
const read = (text: string) => {
  const { a, b, range, team, service } = compareWords.parse(text, CONTEXT);
  return [side(a), side(b), range.label, team, service].filter((one) => one !== undefined);
};

describe("words of a comparison", () => {
  const CASES: readonly (readonly [text: string, ...expected: readonly string[]])[] = [
    ["this week with last week", "last week", "this week", "this week"],
    ["last month vs this month team:payments", "last month", "this month", "this month", "payments"],
    ["today against yesterday", "yesterday", "today", "today"],
    [
      "2026-11-01..2026-11-07 with the week before",
      "Sun 25 Oct – Sat 31 Oct 2026",
      "2026-11-01..2026-11-07",
      "2026-11-01..2026-11-07",
    ],
    ["nov 1 to nov 7 and nov 8 to nov 14", "nov 1 to nov 7", "nov 8 to nov 14", "nov 8 to nov 14"],
    ["ana with ben this month", "any:ana", "any:ben", "this month"],
    ["ana and ben", "any:ana", "any:ben", "this week"],
    ['"Ana May" with ben may last week', "any:Ana May", "any:ben may", "last week"],
    ["team:payments with team:search last month", "team:payments", "team:search", "last month"],
    ['team:"Data Lake" with search', "team:Data Lake", "team:search", "this week"],
    ["payments with team:search last month", "team:payments", "team:search", "last month"],
    ["service:api with service:web team:payments", "service:api", "service:web", "this week", "payments"],
    ["ana service:api with ben yesterday", "any:ana", "any:ben", "yesterday", "api"],
    ["person:ana with person:ben", "person:ana", "person:ben", "this week"],
  ];
  for (const [text, ...expected] of CASES) it(`reads "${text}"`, () => assert.deepEqual(read(text), expected));

  it("says what it cannot read", () => {
    for (const [text, tell] of [
      ["ana", /Compare what with what\?/],
      ["this week with lst week", /I cannot read "lst week" as a time/],
      ["this week with last week person:ana person:ben", /person: is there twice/],
      ["ana with ben person:zoe", /no comparison/],
      ["x".repeat(301), /too long/],
    ] as const)
      assert.throws(
        () => read(text),
        (error) => error instanceof Failure && error.code === "usage" && tell.test(error.tell ?? ""),
        text,
      );
  });
});

describe("words of one person's sheet", () => {
  it("takes the longest end that is a range", () => {
    const whose = (text: string) => {
      const { person, range } = PERSON_WORDS.whose.parse(text, CONTEXT);
      return [person, range.label];
    };
    assert.deepEqual(whose("ana souza last 90 days"), ["ana souza", "last 90 days"]);
    assert.deepEqual(whose(""), [undefined, "this week"]);
    assert.deepEqual(whose("me today"), [undefined, "today"]);
    assert.deepEqual(whose('"last week" yesterday'), ["last week", "yesterday"]);
    assert.deepEqual(whose("of ana"), ["ana", "this week"]);
  });
});
