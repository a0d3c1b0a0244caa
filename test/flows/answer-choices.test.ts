import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { chosenWords, failedReply } from "../../src/flows/answer/choices.ts";

const ambiguous = (words: string, ...values: readonly string[]): Failure =>
  new Failure("usage", "several", {
    tell: "Several fit.\nWhich one?",
    choices: { words, options: values.map((value) => ({ label: value.toUpperCase(), value })) },
  });

describe("words that fit several things", () => {
  it("are said again with each of them in their place, in quotes", () => {
    for (const [text, words, value, said] of [
      ["who for db", "db", "DB primary", 'who for "DB primary"'],
      ['who for "db"', "db", "DB primary", 'who for "DB primary"'],
      ["who for “db”", "db", "DB primary", 'who for "DB primary"'],
      ["add Ana to 12", "ana", "Ana Kovac", 'add "Ana Kovac" to 12'],
      ["page db db is slow", "db", "DB", 'page db "DB" is slow'],
      ["schedule db-eu db", "db", "DB", 'schedule db-eu "DB"'],
      ["statz this week", "statz", "oncall stats", '"oncall stats" this week'],
      ["/oncall statz oncall statz", "oncall statz", "oncall stats", '/"oncall stats" oncall statz'],
      ["who for db", "db", 'the "old" db', "who for \"the 'old' db\""],
      ["who for x", "db", "DB", undefined],
      ["who for mydb", "db", "DB", undefined],
      ["who", "", "DB", undefined],
    ] as const)
      assert.equal(chosenWords(text, words, value), said, text);
  });

  it("are buttons, a list where there are many, and plain words where they cannot be said", () => {
    const few = failedReply("who for db", ambiguous("db", "one", "two"), "");
    assert.deepEqual(few, {
      title: "Several fit.",
      lines: ["Which one?"],
      private: true,
      buttons: [
        { label: "ONE", say: 'who for "one"' },
        { label: "TWO", say: 'who for "two"' },
      ],
    });
    const values = Array.from({ length: 120 }, (_, at) => `s${at}`);
    const many = failedReply("who for db", ambiguous("db", ...values), "");
    assert.equal(many.buttons, undefined);
    assert.deepEqual([many.choose?.options.length, many.choose?.options[6]?.say], [100, 'who for "s6"']);
    const lost = failedReply("something else", ambiguous("db", "one", "two"), "");
    assert.deepEqual([lost.buttons, lost.choose, lost.title], [undefined, undefined, "Several fit."]);
    assert.equal(failedReply("x", new Failure("internal", "y"), "That did not work.").title, "That did not work.");
  });
});
