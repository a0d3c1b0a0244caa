import assert from "node:assert/strict";
import { test } from "node:test";
import { offerValue, readOfferValue } from "../../src/bot/card-buttons.ts";
import { incidentAfter } from "./incidents.ts";
import { until } from "./scripted-slack.ts";
import { startBot } from "./start-bot.ts";
import { setUp } from "./workspace.ts";

const EXTRAS = { claims: true, pager: "PagerDuty", before: [], alsoNow: [] } as const;
const MUTE = {
  id: "m1",
  kind: "mute",
  match: {},
  fromMs: 0,
  untilMs: 60_000,
  by: "Ana",
  channel: "C1",
  because: "deploy",
  swallowed: 0,
} as const;

test("every button of a card arrives under its verb", async (t) => {
  const { workspace, bot, heard } = await setUp(t);
  const channel = workspace.channel("ops").id;
  const incident = incidentAfter({ key: "a b", offers: [{ id: "enable: x/ü", label: "Switch it on" }] });
  const { ts } = await bot.chat.post({ channel }, { kind: "card", incident, canAct: false, extras: EXTRAS }, "c1");
  const muted = { ...EXTRAS, mute: MUTE };
  const other = await bot.chat.post({ channel }, { kind: "card", incident, canAct: false, extras: muted }, "c2");
  for (const action of ["drm_ack", "drm_resolve", "drm_page", "drm_offer_0"])
    await workspace.press("ana", "ops", ts, action);
  await workspace.press("ana", "ops", other.ts, "drm_unmute");
  assert.deepEqual(
    heard.presses.map(({ verb, offer, incidentId }) => [verb, offer, incidentId]),
    [
      ["ack", undefined, "pagerduty:a b"],
      ["resolve", undefined, "pagerduty:a b"],
      ["page", undefined, "pagerduty:a b"],
      ["offer", "enable: x/ü", "pagerduty:a b"],
      ["unmute", undefined, "pagerduty:a b"],
    ],
  );
  assert.equal(new Set(heard.presses.map(({ id }) => id)).size, 5);
  assert.deepEqual(workspace.timeouts, []);
});

test("an offer's value is read as it was written, and nothing else is one", () => {
  const read = readOfferValue(offerValue("a b%/:", "x:y z\nw"));
  assert.deepEqual(read, { offer: "a b%/:", incidentId: "x:y z\nw" });
  assert.equal(readOfferValue("only-one-word"), undefined);
  assert.equal(readOfferValue("%E0%A4%A x"), undefined);
});

test("a press that Slack delivers twice has the same id", async (t) => {
  const { slack, heard } = await startBot(t);
  const payload = {
    type: "block_actions",
    user: { id: "U1" },
    team: { id: "T1" },
    channel: { id: "C1" },
    container: { type: "message", channel_id: "C1", message_ts: "1.000001" },
    message: { ts: "1.000001" },
    actions: [{ type: "button", action_id: "drm_page", block_id: "b", value: "x:y", action_ts: "2.000001" }],
  };
  for (const id of ["a", "b"]) slack.send({ type: "interactive", envelope_id: id, payload });
  await until(() => slack.acks.has("a") && slack.acks.has("b"), "two acks");
  assert.equal(heard.presses.length, 2);
  assert.equal(new Set(heard.presses.map(({ id }) => id)).size, 1);
});
