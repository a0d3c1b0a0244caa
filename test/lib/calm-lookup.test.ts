import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createCalmLookup, udpSocketFor } from "../../src/lib/calm-lookup.ts";

type Answer = Parameters<ReturnType<typeof createCalmLookup>>[2];

const world = () => {
  const time = { nowMs: 0 };
  const open: Answer[] = [];
  const lookup = createCalmLookup(
    () => time.nowMs,
    4,
    (_host, _options, answer) => void open.push(answer),
  );
  const heard: string[] = [];
  const ask = (host = "statsd.example.com"): void =>
    lookup(host, 4, (error, address) => void heard.push(error?.message ?? address));
  return { time, open, heard, ask };
};

describe("the lookup of one host", () => {
  it("asks once for all that wait, remembers the answer for a minute, and uses the old one until the new one came", () => {
    const { time, open, heard, ask } = world();
    ask();
    ask();
    assert.equal(open.length, 1);
    open.shift()?.(null, "127.0.0.1", 4);
    assert.deepEqual(heard, ["127.0.0.1", "127.0.0.1"]);
    time.nowMs = 59_999;
    ask();
    assert.deepEqual([open.length, heard.length], [0, 3]);
    time.nowMs = 60_000;
    ask();
    ask();
    assert.deepEqual([open.length, heard.at(-1)], [1, "127.0.0.1"]);
    open.shift()?.(new Error("away"), "", 4);
    ask();
    assert.deepEqual([open.length, heard.at(-1)], [0, "127.0.0.1"], "an old address is better than none");
    time.nowMs = 70_000;
    ask();
    open.shift()?.(null, "127.0.0.2", 4);
    ask();
    assert.equal(heard.at(-1), "127.0.0.2");
  });

  it("a name that nobody knows is not asked for with each packet, and what waits is bounded", () => {
    const { time, open, heard, ask } = world();
    for (let packet = 0; packet < 150; packet++) ask();
    assert.equal(open.length, 1);
    assert.equal(heard.length, 50);
    assert.match(heard[0] ?? "", /still being looked up/);
    open.shift()?.(new Error("ENOTFOUND"), "", 4);
    assert.equal(heard.length, 150);
    time.nowMs = 9_999;
    ask();
    assert.deepEqual([open.length, heard.at(-1)], [0, "ENOTFOUND"]);
    time.nowMs = 10_000;
    ask();
    assert.equal(open.length, 1);
  });

  it("an address is one already, of either family", () => {
    const { open, heard, ask } = world();
    ask("127.0.0.1");
    ask("::1");
    assert.deepEqual([open.length, heard], [0, ["127.0.0.1", "::1"]]);
    const typeFor = (host: string): string => udpSocketFor(host, () => 0).type;
    assert.deepEqual(["::1", "127.0.0.1", "statsd.example.com"].map(typeFor), ["udp6", "udp4", "udp4"]);
  });
});
