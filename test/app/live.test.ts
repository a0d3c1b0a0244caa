import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createAtOnce } from "../../src/app/at-once.ts";
import { liveGraphs } from "../../src/app/live.ts";
import type { Parts } from "../../src/app/parts.ts";
import { specOf } from "../web/web-under-test.ts";

describe("live pages of what is measured", () => {
  it("ask each source for a few windows at once, and one that hangs holds up no other", async () => {
    const gate = Promise.withResolvers<void>();
    let [running, most] = [0, 0];
    const measure = {
      ...{ name: "measure", title: "Graph", args: {}, kept: true },
      async load(_data: unknown, _args: unknown, id: string) {
        if (id.startsWith("well")) return specOf(id);
        running += 1;
        most = Math.max(most, running);
        await gate.promise;
        running -= 1;
        return specOf(id);
      },
    };
    const asked = async (id: string) => ({ source: id.startsWith("well") ? "graphite" : "prometheus" });
    const snapshots = { graphs: [measure], data: { asked }, clock: () => 0, tz: "UTC", weekStart: 1 };
    const graphs = liveGraphs({ snapshots, store: {} } as unknown as Parts, () => 0);
    const all = Array.from({ length: 20 }, (_, at) => graphs.spec(`measure~hangs${at}`, new URLSearchParams()));
    await new Promise((next) => setTimeout(next, 20));
    assert.equal((await graphs.spec("measure~well", new URLSearchParams())).spec.title, "well");
    assert.equal(running, 8);
    gate.resolve();
    assert.equal((await Promise.all(all)).length, 20);
    assert.equal(most, 8);
  });
});

describe("work at once", () => {
  it("is never more than allowed, in the order it came, and what fails makes room too", async () => {
    const atOnce = createAtOnce({ most: 2, waitMs: 5_000 });
    const order: number[] = [];
    let [running, most] = [0, 0];
    const work = (at: number) => async () => {
      order.push(at);
      running += 1;
      most = Math.max(most, running);
      await new Promise((next) => setTimeout(next, 2));
      running -= 1;
      if (at % 3 === 0) throw new Error("a source that fails");
      return at;
    };
    const all = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => atOnce(work(at))));
    assert.equal(most, 2);
    assert.deepEqual(order, [...order.keys()]);
    assert.equal(all.filter(({ status }) => status === "rejected").length, 7);
    assert.equal(await atOnce(async () => "still"), "still");
  });

  it("waits for its turn so long and no longer", async () => {
    const atOnce = createAtOnce({ most: 1, waitMs: 20 });
    const gate = Promise.withResolvers<string>();
    const first = atOnce(() => gate.promise);
    let begun = false;
    const late = atOnce(async () => {
      begun = true;
    });
    await assert.rejects(late, { code: "unavailable", retry: true, tell: /Too many graphs/ });
    gate.resolve("done");
    assert.equal(await first, "done");
    assert.equal(begun, false);
    assert.equal(await atOnce(async () => "free"), "free");
  });
});
