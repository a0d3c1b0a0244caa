import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { DUE_KINDS } from "../../src/core/due.ts";
import type { Message } from "../../src/demo/slack/types.ts";
import { type Kit, openKit } from "./kit.ts";

const ID = "nagios:web1/HTTP";

/** What was whispered last, once there is as much. */
const whisper = async ({ house: { workspace } }: Kit, who: string, count: number): Promise<Message> => {
  const all = await workspace.until(() => {
    const some = workspace.ephemerals(who);
    return some.length >= count && some;
  }, 8_000);
  const last = all.at(-1)?.message;
  assert.ok(last);
  return last;
};

/** Presses the only button of a whispered message. */
const pressUndo = async ({ house: { workspace } }: Kit, who: string, message: Message): Promise<void> => {
  const action = /"action_id":"([^"]+)"/.exec(JSON.stringify(message.blocks))?.[1] ?? "";
  assert.equal((await workspace.press(who, "ops", message.ts, action)).ok, true);
};

const until = (kit: Kit, shown: RegExp): Promise<boolean> =>
  kit.house.workspace.until(() => shown.test(kit.shown("web1")), 30_000);

const isReminded = async ({ app }: Kit): Promise<boolean> =>
  (await app.parts.store.dues.take(9e15, 100, DUE_KINDS)).some(({ id }) => id === `left_alone:${ID}`);

describe("an ack or a resolve by mistake, on a card of a source without acks", () => {
  it("is taken back by a button: the card is open, nobody's, and somebody is reminded of it", async (t) => {
    const kit = await openKit(t);
    const { store } = kit.app.parts;
    await kit.nagios("web1", "PROBLEM");
    const { ts } = await kit.card("web1");
    await kit.house.workspace.press("ana", "ops", ts, "drm_ack");
    await until(kit, /Ana Kovac is on it/);
    const [reminder] = (await store.dues.take(9e15, 100, DUE_KINDS)).filter(({ id }) => id === `left_alone:${ID}`);
    assert.ok(reminder);
    await store.dues.done(reminder.id);

    const offered = await whisper(kit, "ana", 1);
    assert.match(offered.text, /^Taken: web1/);
    assert.match(JSON.stringify(offered.blocks), /Undo within a minute/);
    await pressUndo(kit, "ana", offered);
    assert.match((await whisper(kit, "ana", 2)).text, /^Taken back: nobody is on web1/);
    await until(kit, /I'm on it/);
    const open = await store.incident(ID);
    assert.deepEqual([open?.state, open?.claimed, open?.ackedBy], ["firing", undefined, undefined]);
    assert.match(open?.history.at(-1)?.what ?? "", /ack taken back/);
    assert.ok(await isReminded(kit));

    await kit.house.workspace.press("ben", "ops", ts, "drm_resolve");
    await until(kit, /Resolved by Ben Carter/);
    await pressUndo(kit, "ben", await whisper(kit, "ben", 1));
    assert.match((await whisper(kit, "ben", 2)).text, /^Open again: web1/);
    await until(kit, /I'm on it/);
    assert.equal((await store.incident(ID))?.state, "firing");
    assert.ok(await isReminded(kit));
    assert.equal(kit.cards("web1").length, 1);
    const { entries } = await store.audit.list({ fromMs: 0, toMs: 9e15 }, {}, 10);
    assert.deepEqual(
      entries.map(({ by, how, deed, outcome, undoneAtMs }) => [by, how, deed, outcome, undoneAtMs !== undefined]),
      [
        ["Ben Carter", "button", "oncall undo", "done", false],
        ["Ben Carter", "button", "resolve", "done", true],
        ["Ana Kovac", "button", "oncall undo", "done", false],
        ["Ana Kovac", "button", "ack", "done", true],
      ],
    );
    await kit.nagios("web1", "RECOVERY");
    await until(kit, /Resolved/);
  });

  it("is over after a minute", async (t) => {
    const kit = await openKit(t);
    await kit.nagios("web1", "PROBLEM");
    const { ts } = await kit.card("web1");
    await kit.house.workspace.press("ana", "ops", ts, "drm_ack");
    const offered = await whisper(kit, "ana", 1);
    kit.jump(61_000);
    await pressUndo(kit, "ana", offered);
    assert.match((await whisper(kit, "ana", 2)).text, /^That is longer than a minute ago\./);
    assert.equal((await kit.app.parts.store.incident(ID))?.state, "acked");
  });
});
