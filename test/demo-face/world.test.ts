import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { News, Said, Scene } from "../../src/demo/face/client/wire.ts";
import { World } from "../../src/demo/face/client/world.ts";

const person = (id: string, bot = false) => ({ id, name: id, realName: id, title: "", tz: "UTC", bot });
const message = (ts: string, change: Partial<Said> = {}): Said => ({
  ...{ ts, user: "bot", text: `text ${ts}`, blocks: [], attachments: [], edited: false, files: [], reactions: [] },
  ...{ onlyYou: false, missing: [], ...change },
});
const scene = (me: string, messages: readonly Said[] = []): Scene => ({
  ...{ seq: "run.1", team: "Team", me, bot: "bot", people: [person("ana"), person("ben"), person("bot", true)] },
  rooms: [
    { id: "C1", name: "ops", kind: "public", archived: false, topic: "", messages },
    { id: `D-${me}`, name: me, kind: "im", archived: false, topic: "", messages: [] },
  ],
  ...{ commands: [], modal: null, home: null, hasHome: false, link: { connected: true, away: false } },
});
const said = (ts: string, change: Partial<Said> = {}, room = "C1"): News => ({
  ...{ type: "said", room, fresh: true, message: message(ts, change) },
});
const shown = (world: World): readonly string[] => world.timeline(world.room).map((one) => one.text);

describe("the world of one person", () => {
  it("keeps messages in order, replaces and removes them", () => {
    const world = new World(scene("ana", [message("2")]), undefined);
    assert.equal(world.apply(said("3")), true);
    assert.equal(world.apply(said("1")), true);
    assert.equal(world.apply(said("2", { text: "changed" })), false, "a message known by its ts is not new");
    assert.deepEqual(shown(world), ["text 1", "changed", "text 3"]);
    world.apply({ type: "gone", room: "C1", ts: "2" });
    assert.deepEqual(shown(world), ["text 1", "text 3"]);
  });

  it("keeps replies in their thread, and closes it with its message", () => {
    const world = new World(scene("ana", [message("1")]), undefined);
    world.apply(said("2", { threadTs: "1" }));
    world.threadTs = "1";
    assert.deepEqual(shown(world), ["text 1"]);
    assert.deepEqual(
      world.replies(world.room, "1").map((one) => one.ts),
      ["2"],
    );
    world.apply({ type: "gone", room: "C1", ts: "1" });
    assert.equal(world.threadTs, undefined);
  });

  it("counts what was not seen, but not one's own words", () => {
    const world = new World(scene("ana", [message("1")]), undefined);
    assert.equal(world.unread(world.room), 0, "what was there is not new");
    world.apply(said("2"));
    world.apply(said("3", { user: "ana" }));
    assert.equal(world.unread(world.room), 1);
    world.markRead(world.room);
    assert.equal(world.unread(world.room), 0);
  });

  it("remembers across a new scene what was seen, dismissed and open", () => {
    const before = new World(scene("ana", [message("1"), message("2", { onlyYou: true })]), undefined);
    before.dismiss("2");
    before.roomId = "D-ana";
    const after = new World(scene("ana", [message("1"), message("2", { onlyYou: true }), message("3")]), before);
    assert.equal(after.roomId, "D-ana");
    after.roomId = "C1";
    assert.deepEqual(shown(after), ["text 1", "text 3"]);
    assert.equal(after.unread(after.room), 1);
    const other = new World(scene("ben", [message("1")]), before);
    assert.equal(other.roomId, "D-ben", "somebody else's direct message is another conversation");
  });

  it("forgets the oldest messages of a long day", () => {
    const world = new World(scene("ana"), undefined);
    for (let ts = 1000; ts < 1500; ts++) world.apply(said(String(ts)));
    assert.equal(world.room.messages.length, 400);
    assert.equal(world.room.messages.at(-1)?.ts, "1499");
  });
});
