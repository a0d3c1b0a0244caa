import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { type Asking, DEEDS, type Grant, mayDo, type Permissions, refusalWords } from "../../src/core/permissions.ts";

const grant = (more: Partial<Grant> = {}): Grant => ({ people: [], groups: [], channels: [], ...more });

const asking = (userId: string, groups: Record<string, boolean | undefined> = {}, channel = "ops"): Asking => ({
  userId,
  isIn: (name) => name === channel,
  belongs: (group) => groups[group],
});

describe("who may do what", () => {
  it("without a rule every member may, everywhere", () => {
    for (const deed of DEEDS) assert.equal(mayDo({}, deed, asking("U1")), undefined, deed);
    assert.equal(mayDo({ page: grant({ people: ["U1"] }) }, "mute", asking("U2")), undefined, "a rule is for its deed");
    assert.equal(mayDo({ page: grant() }, "page", asking("U2")), undefined, "nobody named is everybody");
  });

  it("somebody listed, or of a listed group", () => {
    const permissions: Permissions = { page: grant({ people: ["U1"], groups: ["@oncall", "S0SRE"] }) };
    assert.equal(mayDo(permissions, "page", asking("U1")), undefined);
    assert.equal(mayDo(permissions, "page", asking("U2", { "@oncall": false, S0SRE: true })), undefined);
    assert.equal(mayDo(permissions, "page", asking("U2", { "@oncall": false, S0SRE: false })), "person");
  });

  it("where the chat does not say who belongs, nobody gets in by a group, and whoever is listed still does", () => {
    const permissions: Permissions = { page: grant({ people: ["U1"], groups: ["@oncall", "@sre"] }) };
    assert.equal(mayDo(permissions, "page", asking("U2", { "@oncall": undefined, "@sre": false })), "unknown");
    assert.equal(mayDo(permissions, "page", asking("U2", { "@oncall": undefined, "@sre": true })), undefined);
    assert.equal(mayDo(permissions, "page", asking("U1", { "@oncall": undefined, "@sre": undefined })), undefined);
  });

  it("people and place must both hold", () => {
    const permissions: Permissions = { mute: grant({ people: ["U1"], channels: ["ops", "dba"] }) };
    assert.equal(mayDo(permissions, "mute", asking("U1", {}, "dba")), undefined);
    assert.equal(mayDo(permissions, "mute", asking("U1", {}, "general")), "place");
    assert.equal(mayDo(permissions, "mute", asking("U2", {}, "ops")), "person");
    const anybody: Permissions = { mute: grant({ channels: ["ops"] }) };
    assert.equal(mayDo(anybody, "mute", asking("U9")), undefined);
    assert.equal(mayDo(anybody, "mute", asking("U9", {}, "general")), "place");
  });

  it("a refusal says whom to ask, or where", () => {
    const one = grant({ people: ["U1"], ask: "the team lead" });
    assert.equal(refusalWords("page", "person", one, ["Ana"]), "Sorry, you may not page people.\nAsk the team lead.");
    assert.equal(
      refusalWords("mute", "person", grant(), ["Ana", "Ben", "somebody of @sre"]),
      "Sorry, you may not mute alerts.\nAsk Ana, Ben or somebody of @sre.",
    );
    assert.match(refusalWords("act", "person", grant(), []), /Ask whoever runs me\.$/);
    assert.equal(
      refusalWords("mute", "place", grant({ channels: ["ops", "#dba", "C0123ABCDE"] }), []),
      "Only in #ops, #dba or the channel C0123ABCDE you may mute alerts.\nSay it there.",
    );
    assert.match(refusalWords("override", "unknown", one, []), /Slack does not tell me now .*change who is on call/);
  });
});
