import assert from "node:assert/strict";
import { test } from "node:test";
import { incidentAfter } from "./incidents.ts";
import { setUp } from "./workspace.ts";

const EXTRAS = { claims: true, before: [], alsoNow: [] } as const;

test("a note stands in the thread; one that is broadcast in the channel too", async (t) => {
  const { workspace, bot } = await setUp(t);
  const channel = workspace.channel("ops").id;
  const ana = workspace.person("ana").id;
  const { ts } = await bot.chat.post({ channel }, { kind: "card", incident: incidentAfter({}), canAct: true }, "c1");
  const place = { channel, thread: ts };
  await bot.chat.post(place, { kind: "note", lines: ["quiet"] }, "n1");
  const loud = { kind: "note", lines: ["nobody took it"], mention: [ana], broadcast: true } as const;
  const { ts: loudTs } = await bot.chat.post(place, loud, "n2");
  const said = workspace.thread("ops", ts);
  assert.deepEqual(
    said.map(({ broadcast, subtype }) => [broadcast, subtype]),
    [
      [false, undefined],
      [false, undefined],
      [true, "thread_broadcast"],
    ],
  );
  assert.match(JSON.stringify(said.at(-1)?.blocks), new RegExp(`<@${ana}> nobody took it`));
  assert.deepEqual(await bot.chat.find(place, "n2", 0), [{ channel, ts: loudTs }]);
});

test("when Slack refuses the blocks, whoever is mentioned is mentioned still", async (t) => {
  const { workspace, bot } = await setUp(t);
  workspace.faults.set("chat.postMessage", { error: "invalid_blocks", times: 1 });
  const incident = incidentAfter({});
  const card = { kind: "card", incident, canAct: false, extras: { ...EXTRAS, mention: ["here"] } } as const;
  await bot.chat.post({ channel: workspace.channel("ops").id }, card, "c1");
  const [said] = workspace.messages("ops");
  assert.equal(said?.blocks.length, 0);
  assert.match(said?.text ?? "", /^<!here> 🔴 #1234/);
});

test("/alerts and its mention say the same words, alone they ask for the list", async (t) => {
  const { workspace, heard } = await setUp(t);
  const me = `<@${workspace.ids.botUser}>`;
  const dm = workspace.dm("ana").id;
  for (const words of ["/alerts", "/alerts list", `${me} alerts`, `${me} alerts list`]) {
    const before = heard.words.length;
    await workspace.type("ana", "ops", words);
    await workspace.until(() => heard.words.length > before);
    assert.equal(heard.words.at(-1)?.text, "alerts list", words);
  }
  await workspace.type("ana", dm, "/alerts mute label:host=web-1 2h because “deploy”");
  await workspace.until(() => heard.words.length === 5);
  assert.equal(heard.words.at(-1)?.text, 'alerts mute label:host=web-1 2h because "deploy"');
});
