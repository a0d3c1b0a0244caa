import assert from "node:assert/strict";
import { test } from "node:test";
import { formView } from "../../src/bot/form-view.ts";
import { formatMessage } from "../../src/bot/render.ts";
import { matchesGolden } from "./golden.ts";
import { FORMS } from "./whole-replies.ts";
import { VERDICT_REPLIES, verdictMessage } from "./whole-verdicts.ts";

for (const name of Object.keys(VERDICT_REPLIES))
  test(`below a card: ${name}`, () => matchesGolden(name, formatMessage(verdictMessage(name))));

for (const name of ["verdict", "verdict_note", "rate"] as const)
  test(`form: ${name}`, () =>
    matchesGolden(
      `form-${name}`,
      formView(FORMS[name], { ref: { name, about: "pagerduty:Q1AB none" }, channel: "C1", origin: "message" }),
    ));

test("what somebody wrote pings nobody and is no link of theirs", () => {
  const shown = JSON.stringify(formatMessage(verdictMessage("verdict-why")));
  assert.doesNotMatch(shown, /<!channel>|<https:\/\/evil/);
});

test("labels fit a phone: few words, and each button says one thing", () => {
  for (const [name, { buttons = [] }] of Object.entries(VERDICT_REPLIES)) {
    assert.ok(buttons.length <= 4, name);
    for (const { label } of buttons) assert.ok(label.length <= 18, label);
  }
});
