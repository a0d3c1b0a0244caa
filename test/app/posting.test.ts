import { strict as assert } from "node:assert";
import { it } from "node:test";
import type { Parts } from "../../src/app/parts.ts";
import { postingOf } from "../../src/app/posting.ts";
import type { NewDelivery, Snapshot } from "../../src/core/store.ts";
import { specOf } from "../web/web-under-test.ts";

/** What a page is told of a wish whose words ended so; `entry` is what the audit kept of them. */
const told = async (stored: object | undefined, entry?: object): Promise<unknown> => {
  const store = { inbox: { read: async () => stored }, audit: { read: async () => entry } };
  return postingOf({ store } as unknown as Parts, { clock: () => 0 }).outcome("web:1");
};

it("a page hears that its picture was posted only when that is known", async () => {
  const done = { state: "done" };
  assert.equal(await told({ state: "new" }), "waiting");
  assert.equal(await told(done, { outcome: "done" }), "done");
  assert.deepEqual(await told(done, { outcome: "failed", why: "Not there." }), { failed: "Not there." });
  assert.match(JSON.stringify(await told(done)), /failed.*Look in the channel/, "nobody kept what became of it");
  assert.match(JSON.stringify(await told({ state: "failed", why: "ECONNRESET" })), /"failed":"That did not work/);
});

it("a press of a live page is drawn in the colours of the screen, and kept once however often it is sent", async () => {
  const drawn: unknown[] = [];
  const saved: Snapshot[] = [];
  const stored: NewDelivery[] = [];
  const parts = {
    store: {
      inbox: {
        read: async (id: string) => stored.find((one) => one.id === id),
        add: async (one: NewDelivery) => void stored.push(one),
      },
      snapshots: { save: async (one: Snapshot) => void saved.push(one) },
    },
    snapshots: {
      render: async (...given: unknown[]) => {
        drawn.push(given);
        return Uint8Array.of(1);
      },
      newId: () => "s1f2e",
      data: {},
    },
    late: {},
  } as unknown as Parts;
  const { post } = postingOf(parts, { clock: () => 7 });
  const spec = specOf("Load");
  const wish = { page: "oncall-load", query: "", spec, user: "UANA", channel: "C1", comment: "look" };
  const press = { ...wish, theme: "dark", press: "p1" } as const;
  assert.deepEqual(await post(press), { id: "web:p1" });
  assert.deepEqual(await post(press), { id: "web:p1" });
  assert.deepEqual(drawn, [[spec, "dark"]]);
  assert.deepEqual([saved.length, stored.map(({ id }) => id)], [1, ["action:web:p1"]]);
  assert.match(new TextDecoder().decode(stored[0]?.body), /"graph post s1f2e look"/);
});
