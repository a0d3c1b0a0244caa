import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createAtOnce } from "../../src/web/at-once.ts";
import { createLoads } from "../../src/web/loads.ts";

const NO_QUERY = new URLSearchParams();

describe("loads", () => {
  it("of what changes by itself are shared also while our own data changes, as in a storm", async () => {
    const asked: string[] = [];
    const gate = Promise.withResolvers<void>();
    const loads = createLoads({
      kind: "graph",
      async read(name: string) {
        asked.push(name);
        await gate.promise;
        return { open: true, ...(name === "measured" ? { everyMs: 10_000 } : {}) };
      },
      onData: () => () => undefined,
      apart: (name) => name === "measured",
    });
    const all: Promise<unknown>[] = [];
    for (let at = 0; at < 20; at += 1) {
      all.push(loads.load("measured", NO_QUERY));
      loads.forget();
    }
    gate.resolve();
    await Promise.all(all);
    loads.forget();
    await loads.load("measured", NO_QUERY);
    assert.deepEqual(asked, ["measured"]);
    await Promise.all([loads.load("ours", NO_QUERY), loads.forget(), loads.load("ours", NO_QUERY)]);
    assert.deepEqual(asked, ["measured", "ours", "ours"], "our own numbers start anew");
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
