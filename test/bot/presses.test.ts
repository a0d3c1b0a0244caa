import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { incidentAfter } from "./incidents.ts";
import { setUp } from "./workspace.ts";

const CARD = {
  kind: "card",
  incident: incidentAfter({ runbook: "https://wiki.example/checkout" }),
  canAct: true,
} as const;

for (const mode of ["socket", "http"] as const)
  test(`${mode}: a press is stored, then acked; a button that opens a page is acked only`, async (t) => {
    const { workspace, bot, heard } = await setUp(t, { mode });
    const channel = workspace.channel("ops").id;
    const { ts } = await bot.chat.post({ channel }, CARD, "c1");
    await workspace.press("ana", "ops", ts, "drm_ack");
    await workspace.press("ana", "ops", ts, "drm_resolve");
    await workspace.press("ana", "ops", ts, "drm_open_0");
    const userId = workspace.person("ana").id;
    const expected = { incidentId: "pagerduty:Q1A2B3", userId, channel, ts };
    assert.deepEqual(
      heard.presses.map(({ id, ...rest }) => rest),
      [
        { verb: "ack", ...expected },
        { verb: "resolve", ...expected },
      ],
    );
    assert.notEqual(heard.presses[0]?.id, heard.presses[1]?.id);
    assert.deepEqual(workspace.timeouts, []);
    assert.deepEqual(workspace.ephemerals("ana"), []);
  });

test("a press that could not be stored is acked and the presser told that it was NOT done", async (t) => {
  const press = async (): Promise<void> => {
    throw new Failure("unavailable", "disk full", { tell: "My disk is full." });
  };
  const { workspace, bot } = await setUp(t, { handlers: { words: async () => {}, press } });
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, CARD, "c1");
  await workspace.press("ana", "ops", ts, "drm_ack");
  const [told] = await workspace.until(() => workspace.ephemerals("ana").length > 0 && workspace.ephemerals("ana"));
  assert.equal(told?.message.text, "Acknowledge was NOT done. My disk is full. Please press again.");
  assert.equal(workspace.messages("ops").find((one) => one.ts === ts)?.attachments.length, 1, "the card stays");
  assert.deepEqual(workspace.timeouts, []);
});
