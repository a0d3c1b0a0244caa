import { strict as assert } from "node:assert";
import { it } from "node:test";
import type { Parts } from "../../src/app/parts.ts";
import { postingOf } from "../../src/app/posting.ts";

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
