import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { readFormValues } from "../../src/core/form-read.ts";
import { makeForm } from "../../src/core/forms.ts";
import { VERDICT_TAGS } from "../../src/core/verdict.ts";
import { verdictWish } from "../../src/core/verdict-words.ts";

const CONTEXT = { nowMs: 0, tz: "UTC", weekStart: 1 } as const;
const ABOUT = "nagios:web%201";
const OF = { kind: "id", id: "nagios:web 1" };

const said = (
  about: string,
  values: Readonly<Record<string, string>>,
  name: "verdict" | "verdict_note" = "verdict",
) => {
  const read = readFormValues({ name, about }, values, 0);
  return "say" in read ? verdictWish().parse(read.say.replace("oncall verdict ", ""), CONTEXT) : read.errors;
};

describe("forms of verdicts", () => {
  it("every tag can be chosen, and its words mean it", () => {
    const form = makeForm("verdict", { about: ABOUT, nowMs: 0 });
    const options = form.fields.find(({ name }) => name === "tag")?.options ?? [];
    assert.deepEqual(options.map(({ value }) => value).sort(), [...VERDICT_TAGS].sort());
    assert.ok(options.every(({ label }) => label.length <= 75));
    for (const tag of VERDICT_TAGS) {
      assert.deepEqual(said(ABOUT, { tag }), { of: OF, tag, note: undefined });
      assert.deepEqual(said(ABOUT, { tag, note: "taken care of\nby Bob" }), {
        of: OF,
        tag,
        note: "taken care of\nby Bob",
      });
    }
  });

  it("shows what was said before, and asks which where it does not know", () => {
    const form = makeForm("verdict", { about: `${ABOUT} fix`, why: "flaps", nowMs: 0 });
    assert.deepEqual(
      form.fields.map(({ name, initial }) => [name, initial]),
      [
        ["tag", "fix"],
        ["note", "flaps"],
      ],
    );
    assert.equal(makeForm("verdict", { about: "", nowMs: 0 }).fields[0]?.name, "incident");
    assert.deepEqual(said("", { tag: "none", incident: "12" }), {
      of: { kind: "ref", ref: "12" },
      tag: "none",
      note: undefined,
    });
    assert.deepEqual(Object.keys(said("", { tag: "none", incident: "12 13" })), ["incident"]);
    assert.deepEqual(Object.keys(said(ABOUT, {})), ["tag"]);
    assert.deepEqual(Object.keys(said(ABOUT, { tag: "none", note: "x".repeat(501) })), ["note"]);
  });

  it("a note alone keeps the verdict", () => {
    assert.deepEqual(said(`${ABOUT} thresholdincorrect`, { note: "5 is too low" }, "verdict_note"), {
      ...{ of: OF, tag: "thresholdincorrect", note: "5 is too low" },
    });
    assert.deepEqual(Object.keys(said(`${ABOUT} none`, {}, "verdict_note")), ["note"]);
  });
});
