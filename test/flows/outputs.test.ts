import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTally } from "../../src/app/tally.ts";
import type { Fact } from "../../src/core/fact.ts";
import { instrumented } from "../../src/core/instrument.ts";
import type { Output, Sample } from "../../src/core/output.ts";
import { metricName } from "../../src/core/slug.ts";
import { countTurns } from "../../src/flows/count-turns.ts";
import { createLoop } from "../../src/flows/loop.ts";
import { createFactOutput, fanOut } from "../../src/flows/outputs.ts";
import { createMetrics } from "../../src/web/metrics.ts";

const listening = (): Output & { readonly got: Sample[]; closed: boolean } => ({
  name: "listening",
  got: [],
  closed: false,
  send(samples) {
    this.got.push(...samples);
  },
  async close() {
    this.closed = true;
  },
});
const broken: Output = {
  name: "broken",
  send() {
    throw new Error("full");
  },
  async close() {
    throw new Error("gone");
  },
};
const logOf = (said: unknown[]) => ({
  ...{ debug() {}, info() {}, warn() {} },
  error: (facts: Readonly<Record<string, unknown>>) => void said.push(facts.output),
});
const names = (samples: readonly Sample[]): readonly string[] =>
  samples.map(({ kind, name, value }) => `${metricName(name)}:${value}|${kind}`);
const fact = (kind: Fact["kind"], personId?: string): Fact => ({
  ...{
    source: "pagerduty",
    id: `${kind} ${personId}`,
    kind,
    atMs: 1,
    personId,
    incidentKey: "Q",
    service: "",
    teams: [],
  },
});
const ana = { source: "pagerduty", id: "P1", name: "Ana Kovac" };

describe("outputs", () => {
  it("one that is broken keeps nothing from the others, and is told of", async () => {
    const said: unknown[] = [];
    const [first, last] = [listening(), listening()];
    const all = fanOut([first, broken, last], logOf(said));
    all.send([{ kind: "count", name: ["x"], value: 1, tags: {} }]);
    all.send([]);
    await all.close();
    assert.deepEqual([first.got.length, last.got.length, first.closed, last.closed], [1, 1, true, true]);
    assert.deepEqual(said, ["broken", "broken"]);
  });

  it("facts go out with the names of people told before, and to /metrics without them unless it may", async () => {
    for (const people of [false, true]) {
      const output = listening();
      const metrics = createMetrics({ people });
      const facts = createFactOutput(output, createTally(metrics, output));
      facts.facts([], [ana]);
      assert.deepEqual(output.got, []);
      facts.facts([fact("opened"), fact("acked", "P1"), fact("acked", "P2")], []);
      assert.deepEqual(names(output.got), [
        "pagerduty.incidents:1|count",
        "pagerduty.ana_kovac.acked:1|count",
        "pagerduty.p2.acked:1|count",
      ]);
      const text = await metrics.registry.getSingleMetricAsString("drm_facts_total");
      if (people) assert.match(text, /\{source="pagerduty",kind="acked",person="Ana Kovac"\} 1/);
      else assert.match(text, /\{source="pagerduty",kind="acked"\} 2$/m);
      assert.equal(/person/.test(text.split("\n").slice(2).join("\n")), people);
    }
  });
});

describe("the tally", () => {
  it("work goes to /metrics and to outputs, all else to /metrics alone", async () => {
    const output = listening();
    const metrics = createMetrics();
    let nowMs = 0;
    const ports = { tally: createTally(metrics, output), clock: () => (nowMs += 12) };
    await instrumented({ kind: "command", name: "oncall stats" }, async () => undefined, ports);
    await assert.rejects(
      instrumented({ kind: "poll", name: "pagerduty" }, () => Promise.reject(new Error("x")), ports),
    );
    ports.tally.count("hooks", { source: "sentry", outcome: "accepted" });
    ports.tally.time("webhook_to_post", 5);
    assert.deepEqual(names(output.got), [
      "drm.command.oncall_stats.started:1|count",
      "drm.command.oncall_stats.success:1|count",
      "drm.command.oncall_stats.duration:12|time",
      "drm.poll.pagerduty.started:1|count",
      "drm.poll.pagerduty.exceptions:1|count",
      "drm.poll.pagerduty.duration:12|time",
    ]);
    const text = await metrics.registry.metrics();
    assert.match(text, /^drm_work_success_total\{kind="command",name="oncall stats"\} 1$/m);
    assert.match(text, /^drm_work_exceptions_total\{kind="poll",name="pagerduty",code="internal"\} 1$/m);
    assert.match(text, /^drm_work_seconds_sum\{kind="command",name="oncall stats"\} 0\.012$/m);
    assert.match(text, /^drm_hooks_total\{source="sentry",outcome="accepted"\} 1$/m);
  });

  it("what nobody declared is a mistake", () => {
    const tally = createTally(createMetrics());
    assert.throws(() => tally.count("nonsense"), /no counter/);
    assert.throws(() => tally.time("nonsense", 1), /no timer/);
  });
});

describe("turns of loops", () => {
  const counted = async (name: string, waitMs: number, tookMs = 0, fails = false): Promise<readonly string[]> => {
    const output = listening();
    let nowMs = 0;
    const around = countTurns({ tally: createTally(createMetrics(), output), clock: () => nowMs });
    const turn = async (): Promise<number> => {
      nowMs += tookMs;
      if (fails) throw new Error("odd");
      return waitMs;
    };
    const answered = await around(name, turn).catch(() => waitMs);
    assert.equal(answered, waitMs);
    return output.got.map(({ name: [, ...rest] }) => rest.join(" "));
  };
  const job = (name: string) => [`job ${name} started`, `job ${name} success`, `job ${name} duration`];

  it("a job is one at each turn, who looks for work only when there was some", async () => {
    assert.deepEqual(await counted("gaps", 60_000), job("gaps"));
    assert.deepEqual(await counted("relay", 1_000), []);
    assert.deepEqual(await counted("relay", 0), job("relay"));
    assert.deepEqual(await counted("deliver", 1_000, 20), job("deliver"));
    assert.equal((await counted("relay", 1_000, 0, true))[1], "job relay exceptions");
    assert.deepEqual(await counted("collect:pagerduty", 60_000), [], "polls count themselves");
  });

  it("a loop runs its turns in what it was started with", async () => {
    const seen: string[] = [];
    const ended = Promise.withResolvers<void>();
    const quiet = { debug() {}, info() {}, warn() {}, error() {} };
    const loop = createLoop("gaps", quiet, async () => {
      seen.push("turn");
      ended.resolve();
      return 60_000;
    });
    loop.start(async (name, turn) => {
      seen.push(`before ${name}`);
      return turn();
    });
    await ended.promise;
    await loop.stop();
    assert.deepEqual(seen, ["before gaps", "turn"]);
  });
});
