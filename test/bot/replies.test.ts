import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMessage } from "../../src/bot/render.ts";
import type { Inbound } from "../../src/core/inbound.ts";
import type { Reply } from "../../src/core/message.ts";
import { matchesGolden } from "./golden.ts";
import { startBot } from "./start-bot.ts";
import { BULK, CHOICE, INCIDENTS } from "./whole-replies.ts";
import { setUp } from "./workspace.ts";

const message = (reply: Reply) => ({ kind: "reply", reply }) as const;

type Element = {
  readonly type: string;
  readonly action_id?: string;
  readonly options?: readonly object[];
  readonly value?: string;
};
const elementsOf = (reply: Reply): readonly Element[] =>
  formatMessage(message(reply)).blocks.flatMap((block) =>
    block.type === "actions" ? (block.elements as Element[]) : [],
  );

test("replies as Slack gets them", () => {
  for (const [name, reply] of Object.entries({ incidents: INCIDENTS, bulk: BULK, choice: CHOICE }))
    matchesGolden(`reply-${name}`, formatMessage({ kind: "reply", reply, askedBy: "Ana Ruiz" }));
});

test("items have their own buttons and a menu, within what a phone shows side by side", () => {
  const { blocks } = formatMessage(message(INCIDENTS));
  assert.deepEqual(
    blocks.map(({ type }) => type),
    ["section", "section", "section", "actions", "section", "actions", "section", "actions", "context", "actions"],
  );
  const [first] = blocks.slice(2);
  assert.match(
    JSON.stringify(first),
    /🔴 \*<https:\/\/acme\.pagerduty\.com\/incidents\/Q1A2B3C4D5E6F7\|#1234 Checkout API high latency>\*\\nCheckout · since <!date/,
  );
  for (const block of blocks) if (block.type === "actions") assert.ok(block.elements.length <= 5);
  const ids = elementsOf(INCIDENTS).map(({ action_id }) => action_id);
  assert.equal(new Set(ids).size, ids.length, "each can be told apart");
});

test("a menu holds what fits: confirmations, long words and loners are buttons beside it", () => {
  const more = [
    { label: "a", say: "oncall a" },
    { label: "b", say: "oncall b" },
    { label: "sure?", say: "oncall c", confirm: { title: "Sure?", text: "Really?", label: "Yes" } },
    { label: "long", say: `oncall note ${"x".repeat(80)}` },
  ];
  const item = (those: typeof more): Reply => ({ title: "t", items: [{ title: "i", lines: [], more: those }] });
  assert.deepEqual(
    elementsOf(item(more)).map(({ type, options }) => [type, options?.length]),
    [
      ["button", undefined],
      ["button", undefined],
      ["overflow", 2],
    ],
  );
  assert.deepEqual(
    elementsOf(item(more.slice(0, 1))).map(({ type }) => type),
    ["button"],
  );
});

test("words that fit into no button are left out, and options with long words are buttons", () => {
  const long = `oncall schedule "${"x".repeat(80)}"`;
  const choose = {
    label: "Which?",
    options: [
      { label: "a", say: "oncall a" },
      { label: "b", say: long },
    ],
  };
  assert.deepEqual(
    elementsOf({
      title: "t",
      choose,
      buttons: [{ label: "too long", say: "x".repeat(2001) }, { label: "nothing" }],
    }).map(({ type, value }) => [type, value]),
    [
      ["static_select", undefined],
      ["button", long],
    ],
  );
});

test("what does not fit is counted", () => {
  const items = Array.from({ length: 13 }, (_, at) => ({ title: `#${at}`, lines: ["x".repeat(290)], buttons: [] }));
  assert.match(JSON.stringify(formatMessage(message({ title: "t", items })).blocks), /3 more are not shown here/);
  const options = Array.from({ length: 200 }, (_, at) => ({ label: `schedule ${at}`, say: `oncall schedule ${at}` }));
  const { blocks } = formatMessage(message({ title: "t", choose: { label: "Which?", options } }));
  const shown = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []))[0];
  assert.ok(shown?.type === "static_select");
  const count = shown.options?.length ?? 0;
  assert.ok(count > 20 && count <= 100, `${count}`);
  assert.ok(JSON.stringify(blocks).includes(`${200 - count} more do not fit here`));
});

for (const mode of ["socket", "http"] as const)
  test(`${mode}: whoever uses a button, a menu or a select says its words`, async (t) => {
    const { workspace, bot, heard } = await setUp(t, { mode });
    const channel = workspace.channel("ops").id;
    const list = await bot.chat.post({ channel }, message(INCIDENTS), "r1");
    const choice = await bot.chat.post({ channel, thread: list.ts }, message(CHOICE), "r2");
    await workspace.press("ana", "ops", list.ts, "drm_say_0");
    await workspace.press("ana", "ops", list.ts, "drm_say_0");
    await workspace.press("ana", "ops", list.ts, "drm_say_2", { value: "oncall escalate 1234" });
    await workspace.press("ana", "ops", choice.ts, "drm_say_0", { value: 'oncall schedule "DB migrations"' });
    const ana = workspace.person("ana").id;
    assert.deepEqual(
      heard.words.map(({ text, userId, channel: where, thread, how }) => [
        text,
        userId === ana,
        where === channel,
        thread,
        how,
      ]),
      [
        ["oncall ack 1234", true, true, undefined, "button"],
        ["oncall escalate 1234", true, true, undefined, "button"],
        ['oncall schedule "DB migrations"', true, true, list.ts, "button"],
      ],
    );
    assert.equal(new Set(heard.words.map(({ id }) => id)).size, 3, "each press is its own, a double click is one");
    assert.deepEqual(workspace.timeouts, []);
  });

test("answers to a press: for all where it was pressed, for one only to them", async (t) => {
  const words = async (inbound: Inbound): Promise<void> => {
    await inbound.working();
    await inbound.say(message({ title: `for all: ${inbound.text}` }));
    await inbound.say(message({ title: "for you", private: true }));
  };
  const { workspace, bot } = await setUp(t, { handlers: { words } });
  const channel = workspace.channel("ops").id;
  const { ts } = await bot.chat.post({ channel }, message({ title: "a topic" }), "r1");
  const below = await bot.chat.post({ channel, thread: ts }, message(BULK), "r2");
  await workspace.press("ana", "ops", below.ts, "drm_say_1");
  const answer = await workspace.until(() =>
    workspace.thread("ops", ts).find(({ text }) => text.startsWith("for all")),
  );
  assert.equal(answer.text, "for all: oncall resolve mine");
  await workspace.until(() => workspace.ephemerals("ana").length === 2);
  assert.deepEqual(
    workspace.ephemerals("ana").map((one) => [one.message.text, one.message.threadTs]),
    [
      ["On it…", ts],
      ["for you", ts],
    ],
  );
  const pressed = workspace.thread("ops", ts).find((one) => one.ts === below.ts);
  assert.equal(pressed?.text, formatMessage(message(BULK)).text, "what was pressed stays as it was");
});

test("a private answer with buttons can be pressed where only one sees it", async (t) => {
  const { workspace, bot, heard } = await setUp(t);
  const ana = workspace.person("ana").id;
  await bot.chat.whisper({ channel: workspace.channel("ops").id }, ana, message(BULK));
  const [shown] = workspace.ephemerals("ana");
  await workspace.press("ana", "ops", shown?.message.ts ?? "", "drm_say_0");
  assert.equal(heard.words[0]?.text, "oncall resolve 1234 1231 1229");
  assert.equal(heard.words[0]?.channel, workspace.channel("ops").id);
});

const envelope = (actions: readonly object[], change: object = {}) => ({
  envelope_id: `e${Math.floor(performance.now() * 1000)}`,
  type: "interactive",
  accepts_response_payload: true,
  payload: {
    type: "block_actions",
    team: { id: "T1", domain: "x" },
    user: { id: "U0123ANA", username: "ana" },
    container: { type: "message", message_ts: "1.000001", channel_id: "C0123ABCD" },
    channel: { id: "C0123ABCD", name: "ops" },
    message: { type: "message", ts: "1.000001", thread_ts: "1.000001" },
    trigger_id: "t",
    actions,
    ...change,
  },
});
const press = { type: "button", action_id: "drm_say_0", block_id: "b", value: "oncall ack 1", action_ts: "5.000001" };

test("a double click is one press; another person's, or a later one, is another", async (t) => {
  const { slack, heard } = await startBot(t);
  const clicks = [
    ["5.000001", "U0123ANA"],
    ["5.300001", "U0123ANA"],
    ["5.400001", "U0123BEN"],
    ["6.200001", "U0123ANA"],
  ] as const;
  for (const [at, [action_ts, user]] of clicks.entries()) {
    const { payload } = envelope([{ ...press, action_ts }]);
    slack.send({ type: "interactive", envelope_id: `e${at}`, payload: { ...payload, user: { id: user } } });
    await waitFor(() => slack.acks.has(`e${at}`));
  }
  assert.deepEqual(
    heard.words.map(({ id }) => id.split(":").slice(1, 3).join(" ")),
    ["5.000001 U0123ANA", "5.400001 U0123BEN", "6.200001 U0123ANA"],
  );
});

test("a press that is delivered twice is said once; a thread's first message stands in the channel", async (t) => {
  const { slack, heard } = await startBot(t);
  for (const id of ["e1", "e2"]) slack.send({ ...envelope([press]), envelope_id: id });
  slack.send({ ...envelope([{ ...press, action_ts: "6.000001" }]), envelope_id: "e3" });
  for (const id of ["e1", "e2", "e3"]) await waitFor(() => slack.acks.has(id));
  assert.deepEqual(
    heard.words.map(({ id, thread }) => [id, thread]),
    [
      ["say:5.000001:U0123ANA:C0123ABCD:1.000001", undefined],
      ["say:6.000001:U0123ANA:C0123ABCD:1.000001", undefined],
    ],
  );
});

test("a button that says nothing, and words that could not be stored, are told", async (t) => {
  const words = async (): Promise<void> => {
    throw new Error("disk full");
  };
  const { workspace, bot, heard } = await setUp(t, { handlers: { words } });
  const channel = workspace.channel("ops").id;
  const { ts } = await bot.chat.post({ channel }, message(BULK), "r1");
  await workspace.press("ana", "ops", ts, "drm_say_1");
  const [told] = await workspace.until(() => workspace.ephemerals("ana").length > 0 && workspace.ephemerals("ana"));
  assert.match(told?.message.text ?? "", /could not even note/);
  assert.ok(heard.log.some(({ level }) => level === "error"));
  assert.deepEqual(workspace.timeouts, []);
});

test("an empty button is told where there is nobody else to hear", async (t) => {
  const { slack, heard } = await startBot(t, {}, (one) =>
    one.ok("chat.postMessage", { ts: "9.000001", channel: "D1" }),
  );
  slack.send({ ...envelope([{ ...press, value: "" }]), envelope_id: "e1" });
  await waitFor(() => slack.calls.some(({ method }) => method === "chat.postMessage"));
  const told = slack.calls.find(({ method }) => method === "chat.postMessage");
  assert.equal(told?.args.get("channel"), "U0123ANA");
  assert.match(told?.args.get("text") ?? "", /Nothing was done/);
  assert.deepEqual(heard.words, []);
});

const waitFor = async (check: () => boolean): Promise<void> => {
  for (let n = 0; n < 1000 && !check(); n += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(check(), "waited 5 s in vain");
};
