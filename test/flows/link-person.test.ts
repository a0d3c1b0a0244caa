import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { viewerOf } from "../../src/app/care.ts";
import { Failure } from "../../src/core/failure.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import { linkPerson } from "../../src/flows/link-person.ts";

const asker = { id: "UBEN", name: "ben", email: "ben@example.com", tz: "Europe/Berlin", outsider: false };
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const portsWith = (userIdByEmail: () => Promise<string | undefined>) => {
  const linked: string[] = [];
  return {
    linked,
    oncall: { personByEmail: async (email: string) => ({ id: "P1", name: "Ana", email }) },
    store: { links: async () => [], linkEmail: async (_user: string, email: string) => void linked.push(email) },
    chat: { userIdByEmail, user: async () => asker },
    log: quiet,
  };
};

describe("linking an address", () => {
  it("waits until the chat can say whose it is: it would show the numbers of its person", async () => {
    const down = portsWith(async () => {
      throw new Failure("unavailable", "no answer");
    });
    await assert.rejects(linkPerson("ana@example.com", asker, down), { code: "unavailable", tell: /Try again/ });
    assert.deepEqual(down.linked, []);
    const up = portsWith(async () => undefined);
    await linkPerson("ana@example.com", asker, up);
    assert.deepEqual(up.linked, ["ana@example.com"]);
  });

  it("makes nobody a lead", async () => {
    const plain = defaultPolicy("ops");
    const policy = { ...plain, care: { ...plain.care, leads: ["Lead@example.com", "UID"] } };
    const leadOf = async (id: string, email: string, linked?: string) => {
      const parts = { policy: () => policy, store: { linkedEmail: async () => linked } };
      return (await viewerOf({ id, email }, parts)).lead;
    };
    assert.equal(await leadOf("UBEN", "ben@example.com", "lead@example.com"), false);
    assert.equal(await leadOf("ULEA", "lead@example.com", "at-the-pager@example.com"), true);
    assert.equal(await leadOf("UID", "any@example.com"), true);
  });
});
