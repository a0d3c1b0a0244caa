import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Grant, Permissions } from "../../src/core/permissions.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import { openPermits, shown } from "./permits-kit.ts";

const grant = (more: Partial<Grant>): Grant => ({ people: [], groups: [], channels: [], ...more });
const only = (permissions: Permissions) => ({ ...defaultPolicy("ops"), permissions });

describe("permissions", () => {
  it("without rules every member may, guests may only look", async (t) => {
    const kit = await openPermits(t);
    await kit.say("oncall note hello", "U0BEN01");
    assert.deepEqual([kit.notes, kit.said.map(({ title }) => title)], [["hello"], ["Noted"]]);
    await kit.say("oncall note hi", "U0GUEST");
    assert.match(shown(kit.last()), /Guests and people of other workspaces may look, but not act/);
    await kit.say("oncall audit", "U0GUEST");
    assert.match(shown(kit.last()), /Guests/);
    await kit.say("oncall undo", "U0GUEST");
    assert.match(shown(kit.last()), /Guests/, "also what changes something and takes no permission");
    await kit.say("oncall look", "U0GUEST");
    assert.deepEqual(kit.said.at(-1), { title: "Seen" });
    await kit.open("Q1");
    assert.equal(await kit.press({ userId: "U0GUEST" }), "failed");
    assert.match(shown(kit.last()), /Guests/);
    assert.deepEqual([kit.notes, kit.acted], [["hello"], []]);
  });

  it("words and presses are refused alike, with whom to ask, and the rule of now counts", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    kit.policy = only({ act: grant({ groups: ["@oncall"], people: ["U0LEAD"] }) });
    await kit.say("oncall note x", "U0BEN01");
    assert.equal(shown(kit.last()), "Sorry, you may not act on incidents.\nAsk Chitra or somebody of @oncall.");
    assert.equal(await kit.press({ userId: "U0BEN01" }), "failed");
    assert.equal(shown(kit.last()), "Sorry, you may not act on incidents.\nAsk Chitra or somebody of @oncall.");
    assert.equal(await kit.press({ userId: "U0ANA" }), "done");
    await kit.say("oncall note y", "U0LEAD");
    assert.deepEqual([kit.notes, kit.acted], [["y"], ["ack Q1 ana@example.org"]]);
    kit.policy = only({});
    await kit.say("oncall note z", "U0BEN01");
    assert.deepEqual(kit.notes, ["y", "z"]);
  });

  it("each verb of a card takes its own permission", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    kit.policy = only({ mute: grant({ people: ["U0LEAD"] }), page: grant({ people: ["U0LEAD"] }) });
    for (const verb of ["mute", "unmute", "page"] as const) {
      assert.equal(await kit.press({ verb }), "failed", verb);
      assert.match(shown(kit.last()), /^Sorry, you may not (?:mute alerts|page people)\.\nAsk Chitra\.$/);
    }
    assert.equal(await kit.press({ verb: "resolve" }), "done");
    assert.equal((await kit.store.mutes.live(kit.now)).length, 0);
  });

  it("a group that Slack does not tell lets nobody in, but for those who are listed", async (t) => {
    const kit = await openPermits(t);
    kit.groups.clear();
    kit.policy = only({ act: grant({ groups: ["S0ONCALL"], people: ["U0LEAD"] }) });
    await kit.say("oncall note x", "U0ANA");
    assert.match(
      shown(kit.last()),
      /Slack does not tell me now whether you may act on incidents\.\nTry again .*Ask Chitra/,
    );
    await kit.say("oncall note y", "U0LEAD");
    assert.deepEqual(kit.notes, ["y"]);
    kit.groups.set("S0ONCALL", ["U0ANA"]);
    await kit.say("oncall note z", "U0ANA");
    await kit.say("oncall note w", "U0BEN01");
    assert.match(
      shown(kit.last()),
      /Ask Chitra or Ana\./,
      "a group that is known by its id alone is told by its members",
    );
    assert.deepEqual(kit.notes, ["y", "z"]);
  });

  it("a group that there is not has nobody in it", async (t) => {
    const kit = await openPermits(t);
    kit.policy = only({ act: grant({ groups: ["@gone"] }) });
    await kit.say("oncall note x");
    assert.equal(shown(kit.last()), "Sorry, you may not act on incidents.\nAsk somebody of @gone.");
    assert.deepEqual(kit.notes, []);
  });

  it("a place by name or id; a page is no place", async (t) => {
    const kit = await openPermits(t);
    await kit.open("Q1");
    kit.policy = only({ act: grant({ channels: ["dba", "C0OTHER"] }) });
    await kit.say("oncall note x");
    assert.equal(shown(kit.last()), "Only in #dba or #C0OTHER you may act on incidents.\nSay it there.");
    await kit.say("oncall note y", "U0ANA", { channel: "C0DBA" });
    await kit.say("oncall note z", "U0ANA", { channel: "C0OTHER" });
    assert.equal(await kit.press({ id: "web:1", channel: "" }), "failed");
    assert.deepEqual([kit.notes, kit.acted], [["y", "z"], []]);
    assert.match((await kit.store.inbox.read("action:web:1"))?.why ?? "", /Only in #dba/, "the page shows why");
  });

  it("what takes more permissions by what is asked needs all of them", async (t) => {
    const kit = await openPermits(t);
    kit.policy = only({ bulk: grant({ people: ["U0LEAD"], ask: "the lead" }) });
    await kit.say("oncall sweep some");
    await kit.say("oncall sweep all", "U0LEAD");
    assert.equal(kit.said.length, 2);
    await kit.say("oncall sweep all");
    assert.equal(shown(kit.last()), "Sorry, you may not act on everybody's incidents at once.\nAsk the lead.");
    kit.policy = only({ act: grant({ people: ["U0ANA"] }) });
    await kit.say("oncall sweep all", "U0LEAD");
    assert.match(shown(kit.last()), /act on incidents/);
    assert.equal(kit.said.length, 2);
  });
});
