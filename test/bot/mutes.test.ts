import assert from "node:assert/strict";
import { test } from "node:test";
import { muteForm, readMuteForm, tomorrowMorning } from "../../src/bot/mute-form.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Press } from "../../src/core/inbound.ts";
import { findViewProblems } from "../../src/demo/slack/blocks/surfaces.ts";
import { incidentAfter } from "./incidents.ts";
import { until } from "./scripted-slack.ts";
import { startBot } from "./start-bot.ts";
import { setUp } from "./workspace.ts";

const EXTRAS = { claims: true, pager: "PagerDuty", before: [], alsoNow: [] } as const;
const CARD = { kind: "card", incident: incidentAfter({}), canAct: false, extras: EXTRAS } as const;
const WHY = "why.why";

for (const mode of ["socket", "http"] as const)
  test(`${mode}: Mute… opens a form, and what is submitted is stored`, async (t) => {
    const { workspace, bot, heard } = await setUp(t, { mode });
    const channel = workspace.channel("ops").id;
    const { ts } = await bot.chat.post({ channel }, CARD, "c1");
    await workspace.press("ana", "ops", ts, "drm_mute");
    const [form] = await workspace.until(() => workspace.modals("ana").length > 0 && workspace.modals("ana"));
    assert.match(JSON.stringify(form?.body.blocks), /#1234 Checkout API high latency/);
    assert.deepEqual(heard.presses, [], "nothing is muted yet");
    await assert.rejects(workspace.submitView("ana", { how_long: "240" }), /not filled in/);
    await workspace.submitView("ana", { how_long: "240", [WHY]: "   " });
    assert.equal(workspace.modals("ana").length, 1, "blanks are no reason");
    await workspace.submitView("ana", { how_long: "240", [WHY]: " deploy  of <!channel> " });
    assert.deepEqual(workspace.modals("ana"), []);
    const userId = workspace.person("ana").id;
    assert.deepEqual(heard.presses, [
      {
        id: `press:${form?.id}:${userId}:${channel}:${ts}`,
        verb: "mute",
        minutes: 240,
        because: "deploy of <!channel>",
        incidentId: "pagerduty:Q1A2B3",
        userId,
        channel,
        ts,
      },
    ]);
    assert.deepEqual(workspace.timeouts, []);
  });

test("until tomorrow is nine o'clock where the presser lives", async (t) => {
  const nowMs = Date.UTC(2026, 10, 16, 22, 30);
  const { workspace, bot, heard } = await setUp(t, { clock: () => nowMs });
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, CARD, "c1");
  await workspace.press("ana", "ops", ts, "drm_mute");
  await workspace.until(() => workspace.modals("ana").length > 0);
  await workspace.submitView("ana", { how_long: "tomorrow", [WHY]: "deploy" });
  assert.equal(heard.presses[0]?.minutes, 9 * 60 + 30, "23:30 to 9:00 in Madrid");
});

test("a zone nobody knows has no tomorrow", () => {
  assert.equal(tomorrowMorning(0, "Mars/Olympus"), undefined);
  const berlin = tomorrowMorning(Date.UTC(2026, 9, 24, 12), "Europe/Berlin");
  assert.equal(berlin, Date.UTC(2026, 9, 25, 8), "the night has an hour more");
});

const ABOUT = { incidentId: 'a b\n"c" : d', channel: "C0123ABCD", ts: "1.000001" };
const values = (minutes: string | undefined, why: string | null) => ({
  how_long: { how_long: { selected_option: minutes === undefined ? null : { value: minutes } } },
  why: { why: { value: why } },
});

test("the form keeps Slack's limits whatever the problem is called, and carries its id unharmed", () => {
  for (const tomorrowMs of [undefined, 1_800_000_000_000]) {
    const view = muteForm({ ...ABOUT, tomorrowMs }, `<!channel> ${"x".repeat(5000)}`);
    assert.deepEqual(findViewProblems(view, "modal"), []);
    const read = readMuteForm(view.private_metadata ?? "", values("60", "because"), 0);
    assert.deepEqual("wish" in read && read.wish.about.incidentId, ABOUT.incidentId);
  }
  assert.throws(() => muteForm({ ...ABOUT, incidentId: "x".repeat(3000) }, ""), { code: "usage" });
});

test("what is wrong is said at its field", () => {
  const metadata = muteForm({ ...ABOUT, tomorrowMs: 60_000 }, "x").private_metadata ?? "";
  const wrong = (minutes: string | undefined, why: string | null, nowMs = 0): readonly string[] => {
    const read = readMuteForm(metadata, values(minutes, why), nowMs);
    return "errors" in read ? Object.keys(read.errors) : [];
  };
  assert.deepEqual(wrong("60", "x".repeat(200)), []);
  assert.deepEqual(wrong("60", "x".repeat(201)), ["why"]);
  assert.deepEqual(wrong("60", null), ["why"]);
  assert.deepEqual(wrong(undefined, "y"), ["how_long"]);
  assert.deepEqual(wrong("99999999", "y"), ["how_long"], "only what was offered");
  assert.deepEqual(wrong("tomorrow", "y", 60_001), ["how_long"], "it is past");
  assert.deepEqual(Object.keys((readMuteForm("", values("60", "y"), 0) as { errors: object }).errors), ["why"]);
});

test("a form that cannot be opened is told to the presser", async (t) => {
  const { workspace, bot } = await setUp(t);
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, CARD, "c1");
  workspace.faults.set("views.open", { error: "expired_trigger_id" });
  await workspace.press("ana", "ops", ts, "drm_mute");
  const [told] = await workspace.until(() => workspace.ephemerals("ana").length > 0 && workspace.ephemerals("ana"));
  assert.equal(told?.message.text, "The form did not open, nothing is muted. Please press Mute… again.");
});

test("a form opens although nobody says who pressed", async (t) => {
  const { workspace, bot } = await setUp(t);
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, CARD, "c1");
  workspace.faults.set("users.info", { status: 500 });
  await workspace.press("ana", "ops", ts, "drm_mute");
  const [form] = await workspace.until(() => workspace.modals("ana").length > 0 && workspace.modals("ana"));
  assert.doesNotMatch(JSON.stringify(form?.body.blocks), /tomorrow/);
});

test("a mute that could not be stored keeps the form open and says so", async (t) => {
  const press = async (): Promise<void> => {
    throw new Failure("unavailable", "disk full", { tell: "My disk is full." });
  };
  const { workspace, bot } = await setUp(t, { handlers: { words: async () => {}, press } });
  const { ts } = await bot.chat.post({ channel: workspace.channel("ops").id }, CARD, "c1");
  await workspace.press("ana", "ops", ts, "drm_mute");
  await workspace.until(() => workspace.modals("ana").length > 0);
  const refused: object[] = [];
  workspace.onChange(
    (change) => change.type === "view" && change.how === "refused" && refused.push(change.errors ?? {}),
  );
  await workspace.submitView("ana", { how_long: "60", [WHY]: "deploy" });
  assert.deepEqual(refused, [{ why: "NOT muted. My disk is full. Please try again." }]);
  assert.equal(workspace.modals("ana").length, 1);
});

test("the same submission delivered twice is one press, delivered twice", async (t) => {
  const { slack, heard } = await startBot(t);
  const view = {
    id: "V1",
    callback_id: "drm_mute_form",
    private_metadata: muteForm(ABOUT, "x").private_metadata,
    state: { values: values("60", "deploy") },
  };
  const payload = { type: "view_submission", user: { id: "U1" }, team: { id: "T1" }, view };
  for (const id of ["a", "b"]) slack.send({ type: "interactive", envelope_id: id, payload });
  await until(() => slack.acks.has("a") && slack.acks.has("b"), "two acks");
  const ids = heard.presses.map(({ id }: Press) => id);
  assert.equal(ids.length, 2);
  assert.equal(new Set(ids).size, 1, "the store keeps the first");
});
