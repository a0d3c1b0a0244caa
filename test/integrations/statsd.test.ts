import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import type { Connection, SettingValues } from "../../src/core/integration.ts";
import type { Output, Sample } from "../../src/core/output.ts";
import statsd from "../../src/integrations/statsd.ts";
import { createStdout } from "../../src/integrations/stdout/output.ts";
import stdout from "../../src/integrations/stdout.ts";

type Settings = SettingValues<(typeof statsd)["settings"]>;

const UNSET: Settings = {
  ...{ STATSD_HOST: undefined, STATSD_PORT: undefined, STATSD_PREFIX: undefined, STATSD_TAGS: undefined },
};
const connectionOf = (warnings: string[] = [], clock = () => 0): Connection => ({
  clock,
  log: { debug() {}, info() {}, error() {}, warn: (facts) => void warnings.push(JSON.stringify(facts)) },
  signal: new AbortController().signal,
});
const count = (name: readonly string[], value = 1, tags: Sample["tags"] = {}): Sample => ({
  ...{ kind: "count", name, value, tags },
});
const outputOf = (settings: Partial<Settings>, connection: Connection = connectionOf()): Output => {
  const output = statsd.connect?.({ ...UNSET, STATSD_HOST: "127.0.0.1", ...settings }, connection)?.output;
  assert.ok(output);
  return output;
};

/** A socket that keeps what it gets. */
const listener = async (t: TestContext) => {
  const socket = createSocket("udp4");
  t.after(() => socket.close());
  const packets: string[] = [];
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.on("message", (message) => packets.push(message.toString()));
  return {
    port: String(socket.address().port),
    packets,
    lines: async (wanted: number): Promise<readonly string[]> => {
      for (let tries = 0; tries < 4_000; tries += 1) {
        const lines = packets.flatMap((packet) => packet.split("\n"));
        if (lines.length >= wanted) return lines;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`got only ${JSON.stringify(packets)}`);
    },
  };
};

describe("statsd", () => {
  it("writes counts and times under slugged names, several to a packet", async (t) => {
    const { port, lines, packets } = await listener(t);
    const output = outputOf({ STATSD_PORT: port });
    output.send([
      count(["pagerduty", "Ana Kovac", "acked"], 3, { person: "Ana Kovac" }),
      count(["pagerduty", "j.doe:1|c", "acked"]),
      { kind: "time", name: ["drm", "command", "oncall stats", "duration"], value: 12.5, tags: {} },
    ]);
    await output.close();
    assert.deepEqual(await lines(3), [
      "pagerduty.ana_kovac.acked:3|c",
      "pagerduty.j_doe_1_c.acked:1|c",
      "drm.command.oncall_stats.duration:12.5|ms",
    ]);
    assert.equal(packets.length, 1);
  });

  it("a prefix stands before every name, labels in the order of their keys where they are asked for", async (t) => {
    const { port, lines } = await listener(t);
    const output = outputOf({ STATSD_PORT: port, STATSD_PREFIX: "ptsd.team", STATSD_TAGS: "on" });
    const tags = { source: "pagerduty", kind: "acked", person: "Ana, Kovač|#@" };
    output.send([count(["pagerduty", "ana", "acked"], 1, tags)]);
    await output.close();
    assert.deepEqual(await lines(1), [
      "ptsd.team.pagerduty.ana.acked:1|c|#kind:acked,person:ana_kovac,source:pagerduty",
    ]);
  });

  it("a gauge below zero is set to zero first, for a minus takes away", async (t) => {
    const { port, lines } = await listener(t);
    const output = outputOf({ STATSD_PORT: port });
    output.send([-5, 5].map((value) => ({ kind: "gauge", name: ["waiting"], value, tags: {} })));
    await output.close();
    assert.deepEqual(await lines(3), ["waiting:0|g", "waiting:-5|g", "waiting:5|g"]);
  });

  it("no packet is longer than a network takes whole, and every line arrives once", async (t) => {
    const { port, lines, packets } = await listener(t);
    const output = outputOf({ STATSD_PORT: port });
    const samples = Array.from({ length: 300 }, (_, n) => count(["pagerduty", `person number ${n}`, "notified"]));
    output.send(samples);
    await output.close();
    const got = await lines(300);
    assert.deepEqual(
      [...got].sort(),
      samples.map(({ name }) => `pagerduty.${name[1]?.replaceAll(" ", "_")}.notified:1|c`).sort(),
    );
    assert.ok(packets.every((packet) => packet.length <= 1_200) && packets.length >= 10);
  });

  it("a host that nobody knows stops nothing and is told once in a while", async () => {
    const warnings: string[] = [];
    let nowMs = 0;
    const connection = connectionOf(warnings, () => nowMs);
    const output = outputOf({ STATSD_HOST: "no such host" }, connection);
    const packet = count(["x".repeat(1_000)]);
    const told = async (): Promise<string> => {
      for (let tries = 0; tries < 4_000 && warnings.length === 0; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 5));
      return warnings.splice(0).join("");
    };
    output.send([packet, packet]);
    assert.match(await told(), /"host":"no such host","times":1,"why":".*ENOTFOUND/);
    output.send([packet, packet, packet, packet]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(warnings, [], "said a moment ago");
    nowMs = 10 * 60_000;
    await output.close();
    assert.match(await told(), /"times":[1-5],/);
    nowMs = 20 * 60_000;
    output.send([packet, packet]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(warnings, [], "nothing goes out after the end");
  });

  it("is off while no host is set, and says what is wrong with its settings", () => {
    assert.equal(statsd.connect?.({ ...UNSET, STATSD_PORT: "8125", STATSD_TAGS: "off" }, connectionOf()), undefined);
    assert.deepEqual(statsd.check?.({ ...UNSET, STATSD_PORT: "8125", STATSD_PREFIX: "ptsd.payments." }), []);
    for (const port of ["0", "65536", "http", "8125 "])
      assert.equal(statsd.check?.({ ...UNSET, STATSD_PORT: port }).length, 1, port);
    for (const prefix of ["a b", ".a", "a..b", "a:b"])
      assert.equal(statsd.check?.({ ...UNSET, STATSD_PREFIX: prefix }).length, 1, prefix);
  });
});

describe("stdout", () => {
  it("writes each name once a flush: counts summed up, times as their mean, gauges as they were last", async () => {
    const written: string[] = [];
    const output = createStdout((lines) => void written.push(lines));
    output.send([count(["pagerduty", "Ana Kovac", "acked"], 2), count(["pagerduty", "Ana Kovac", "acked"])]);
    output.send([10, 15].map((value) => ({ kind: "time", name: ["drm", "job", "gaps", "duration"], value, tags: {} })));
    output.send([3, 4].map((value) => ({ kind: "gauge", name: ["waiting"], value, tags: {} })));
    await output.close();
    assert.deepEqual(written, ["drm.job.gaps.duration 12.5 ms\npagerduty.ana_kovac.acked 3\nwaiting 4\n"]);
  });

  it("writes by itself, what came since, and nothing when nothing came", async () => {
    const written: string[] = [];
    const output = createStdout((lines) => void written.push(lines), 5);
    const until = async (times: number) => {
      for (let tries = 0; tries < 4_000 && written.length < times; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 5));
    };
    output.send([count(["a"])]);
    await until(1);
    output.send([count(["a"])]);
    await until(2);
    await output.close();
    assert.deepEqual(written, ["a 1\n", "a 1\n"]);
  });

  it("is off unless it is switched on", async () => {
    assert.equal(stdout.connect?.({ STDOUT_COUNTS: "off" }, connectionOf()), undefined);
    assert.equal(stdout.connect?.({ STDOUT_COUNTS: undefined }, connectionOf()), undefined);
    const on = stdout.connect?.({ STDOUT_COUNTS: "on" }, connectionOf())?.output;
    assert.equal(on?.name, "stdout");
    await on?.close();
  });
});
