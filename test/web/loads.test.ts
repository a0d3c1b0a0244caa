import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
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
