import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nearSaved, plainName, savedCalled } from "../../src/core/graph/name.ts";
import { bareQuery } from "../../src/core/graph/which.ts";
import { readQuery } from "../../src/integrations/cloudwatch/query.ts";
import { counterNote, peaksOf, unitOf } from "../../src/integrations/prometheus/query.ts";

const SAVED = Array.from({ length: 200 }, (_, at) => ({
  ...{ name: `Graph ${at}`, ownerId: "U1", ownerName: "Ana", atMs: 0 },
  graph: { kind: "points" as const, source: "prometheus", query: "up" },
}));

describe("which graph is meant", () => {
  it("takes off what Slack shows code by, and what ends a sentence", () => {
    for (const [said, query] of [
      ["`up`", "up"],
      ["``` rate(x[5m])\n```", "rate(x[5m])"],
      ["`a` + `b`", "`a` + `b`"],
      ["`` up`", "`` up`"],
      ["` `", "` `"],
      ["node_load1 ?!", "node_load1"],
      ['"up"', "up"],
    ] as const)
      assert.equal(bareQuery(said, "points"), query);
    assert.equal(plainName(' "Checkout  Latency" ?! '), "checkout latency");
    assert.equal(plainName("a? b?!."), "a? b");
    assert.equal(savedCalled("graph 7.", SAVED), SAVED[7]);
  });

  it("reads a query of 4,000 spaces or question marks at once", () => {
    const readers: readonly ((gap: string) => unknown)[] = [
      (gap) => bareQuery(`\`${gap}x`, "points"),
      (gap) => savedCalled(`${gap}x`, SAVED),
      (gap) => nearSaved(`${gap}x`, SAVED, 5),
      (gap) => unitOf(`up${gap}!`),
      (gap) => counterNote(`up${gap}!`),
      (gap) => peaksOf(`up${gap}!`, undefined, 3_600_000),
      (gap) => assert.throws(() => readQuery(`AWS/EC2${gap.slice(0, 2_000)}"`)),
    ];
    for (const [at, read] of readers.entries())
      for (const letter of [" ", "?"]) {
        const began = process.cpuUsage();
        read(letter.repeat(3_900));
        const { user, system } = process.cpuUsage(began);
        assert.ok(user + system < 3_000_000, `reader ${at} took ${(user + system) / 1_000} ms`);
      }
  });
});
