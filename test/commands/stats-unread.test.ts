import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createContext, linesOf, NOW, someRows } from "./context.ts";

const DAY = 86_400_000;
const PARTS = ["", "load", "nights", "fairness", "response", "noise", "services", "availability", "person me"];
const since = (sinceMs: number) => ({
  ...someRows(),
  incidents: someRows().incidents.filter(({ openedAtMs }) => openedAtMs >= sinceMs),
  facts: someRows().facts.filter(({ atMs }) => atMs >= sinceMs),
  sinceMs,
});

describe("a range of which nothing was read", () => {
  for (const part of PARTS)
    it(`has no zeros: oncall stats ${part}`, async () => {
      const reply = await createContext(since(NOW + DAY)).ask(`oncall stats ${part} this week`);
      assert.match(linesOf(reply), /\nI have no numbers of that time: what I know begins Thu 19 Nov 14:23\.\n/);
      assert.deepEqual(reply.rows, []);
      assert.doesNotMatch(linesOf({ ...reply, footer: [] }), /quiet time|Everybody slept|Nothing broke|No outage|100%/);
      const never = await createContext({ ...since(NOW + DAY), asOfMs: null, sinceMs: null }).ask(
        `oncall stats ${part === "person me" ? "load" : part} this week`,
      );
      assert.match(linesOf(never), /\nNothing has been collected yet: ask again soon\.\n/);
      assert.deepEqual(never.rows, []);
    });

  it("is told where only a part of it is missing, with the numbers of the rest", async () => {
    for (const part of PARTS) {
      const reply = await createContext(since(NOW - 2 * DAY)).ask(`oncall stats ${part} this week`);
      assert.match(linesOf(reply), /\nWhat I know begins Mon 16 Nov 14:23: before that is no data, not zero\.\n/, part);
      assert.ok((reply.rows ?? []).length > 0, part);
    }
  });
});
