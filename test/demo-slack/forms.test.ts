import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { findViewProblems } from "../../src/demo/slack/blocks/surfaces.ts";
import { findInputProblems } from "../../src/demo/slack/delivery/inputs.ts";
import type { View } from "../../src/demo/slack/types.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const option = (value: string) => ({ text: plain(value), value });
const select = (more: object = {}) => ({
  type: "input",
  block_id: "which",
  label: plain("Which?"),
  element: { type: "static_select", action_id: "which", options: [option("a"), option("b")], ...more },
});
const input = (more: object = {}, element: object = {}) => ({
  type: "input",
  block_id: "why",
  label: plain("Why?"),
  element: { type: "plain_text_input", action_id: "why", ...element },
  ...more,
});
const modal = (...blocks: readonly object[]) => ({
  type: "modal",
  title: plain("Mute"),
  submit: plain("Mute"),
  blocks,
});
const problems = (change: object, ...blocks: readonly object[]): readonly string[] =>
  findViewProblems(JSON.parse(JSON.stringify({ ...modal(...blocks), ...change })), "modal");

describe("forms", () => {
  it("are refused beyond Slack's limits", () => {
    assert.deepEqual(problems({}, select(), input()), []);
    assert.equal(problems({ private_metadata: "x".repeat(3001) }, input()).length, 1);
    assert.equal(problems({ title: plain("x".repeat(25)) }, input()).length, 1);
    assert.equal(problems({ callback_id: "x".repeat(256) }, input()).length, 1);
    assert.equal(problems({ submit: undefined }, input()).length, 1, "an input needs a submit");
    assert.equal(problems({}, select({ options: Array.from({ length: 101 }, (_, i) => option(`${i}`)) })).length, 1);
    assert.equal(problems({}, select({ options: [option("x".repeat(76))] })).length, 2);
    assert.equal(problems({}, ...Array.from({ length: 101 }, (_, i) => input({ block_id: `b${i}` }))).length, 1);
  });

  it("are refused when what is chosen at first is no option", () => {
    assert.deepEqual(problems({}, select({ initial_option: option("b") })), []);
    assert.match(problems({}, select({ initial_option: option("c") })).join(), /must be one of the provided options/);
  });

  const view = (...blocks: readonly object[]): View => ({
    id: "V1",
    user: "U1",
    kind: "modal",
    body: modal(...blocks),
    hash: "",
    rootId: "V1",
  });
  const held = (value: string | null) => ({ why: { why: { type: "plain_text_input", value } } });

  it("are not sent while something required is empty, too long or too short", () => {
    assert.deepEqual(findInputProblems(view(input()), held("x")), {});
    assert.deepEqual(Object.keys(findInputProblems(view(input()), held(null))), ["why"]);
    assert.deepEqual(findInputProblems(view(input({ optional: true })), held(null)), {});
    assert.deepEqual(Object.keys(findInputProblems(view(input({}, { max_length: 3 })), held("four"))), ["why"]);
    assert.deepEqual(Object.keys(findInputProblems(view(input({}, { min_length: 3 })), held("ab"))), ["why"]);
    const chosen = { which: { which: { type: "static_select", selected_option: option("a") } } };
    assert.deepEqual(findInputProblems(view(select()), chosen), {});
    const none = { which: { which: { type: "static_select", selected_option: null } } };
    assert.deepEqual(Object.keys(findInputProblems(view(select()), none)), ["which"]);
  });
});
