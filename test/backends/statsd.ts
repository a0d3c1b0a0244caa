import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import { createTally } from "../../src/app/tally.ts";
import { FACT_KINDS, type Fact, type Person } from "../../src/core/fact.ts";
import { instrumented } from "../../src/core/instrument.ts";
import type { Output, Sample } from "../../src/core/output.ts";
import { createFactOutput } from "../../src/flows/outputs.ts";
import statsd from "../../src/integrations/statsd.ts";
import { createMetrics } from "../../src/web/metrics.ts";
import { connection } from "./kit.ts";
import { type Statsd, startServer } from "./statsd-server.ts";

/** Names that have been trouble somewhere: what people are called, and what would be a line of its own. */
const ODD = [
  "Ana Kovač",
  "j.doe",
  "Ян Ковач",
  "a:1|c\nb:9|c",
  "50% / #1,@x",
  "O'Neil; DROP",
  "..",
  "=SUM(1)",
  "李小龍",
];

const sumOf = (samples: readonly Sample[]): number => samples.reduce((sum, { value }) => sum + value, 0);

describe("the StatsD of npm", { timeout: 60_000 }, () => {
  let server: Statsd;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  const outputOf = (prefix: string, tags: "on" | "off" = "off"): Output => {
    const settings = { STATSD_HOST: "127.0.0.1", STATSD_PORT: String(server.port), STATSD_PREFIX: prefix };
    const output = statsd.connect?.({ ...settings, STATSD_TAGS: tags }, connection())?.output;
    assert.ok(output);
    return output;
  };
  /** Counters under a prefix. */
  const under = (prefix: string): Readonly<Record<string, number>> =>
    Object.fromEntries(Object.entries(server.flushed().counters).filter(([name]) => name.startsWith(`${prefix}.`)));
  const noBadLines = (): void => assert.equal(server.flushed().counters["statsd.bad_lines_seen"], 0);

  it("flushes each fact once under the name of its person, whatever they are called", async () => {
    const people: readonly Person[] = ODD.map((name, at) => ({ source: "pagerduty", id: `P${at}`, name }));
    const facts = people.flatMap(({ id }, at) =>
      Array.from(
        { length: at + 1 },
        (_, nth): Fact => ({
          ...{ source: "pagerduty", id: `${id} ${nth}`, kind: "acked", atMs: nth, personId: id, incidentKey: "Q" },
          ...{ service: "api", teams: [] },
        }),
      ),
    );
    const opened: Fact = {
      ...facts[0],
      source: "pagerduty",
      id: "o",
      kind: "opened",
      atMs: 1,
      incidentKey: "Q",
      service: "",
      teams: [],
    };
    const output = outputOf("odd");
    createFactOutput(output, createTally(createMetrics(), output)).facts([...facts, opened], people);
    await output.close();
    await server.until("odd.pagerduty.incidents", 1);
    assert.deepEqual(under("odd"), {
      "odd.pagerduty.incidents": 1,
      "odd.pagerduty.ana_kovac.acked": 1,
      "odd.pagerduty.j_doe.acked": 2,
      "odd.pagerduty.u44f_u43d_u43a_u43e_u432_u430_u447.acked": 3,
      "odd.pagerduty.a_1_c_b_9_c.acked": 4,
      "odd.pagerduty.50_1_x.acked": 5,
      "odd.pagerduty.o_neil_drop.acked": 6,
      "odd.pagerduty.p6.acked": 7,
      "odd.pagerduty.sum_1.acked": 8,
      "odd.pagerduty.u674e_u5c0f_u9f8d.acked": 9,
    });
    noBadLines();
  });

  it("flushes thousands of facts whole: 40 people, every kind", async () => {
    const people = Array.from({ length: 40 }, (_, at) => ({ source: "pagerduty", id: `P${at}`, name: `Person ${at}` }));
    const facts = Array.from(
      { length: 5_000 },
      (_, nth): Fact => ({
        ...{ source: "pagerduty", id: `F${nth}`, kind: FACT_KINDS[nth % FACT_KINDS.length] ?? "acked", atMs: nth },
        ...{ personId: `P${nth % 40}`, incidentKey: "Q", service: "api", teams: [] },
      }),
    );
    const output = outputOf("many");
    const sent: Sample[] = [];
    const both: Output = {
      ...output,
      send(samples) {
        sent.push(...samples);
        output.send(samples);
      },
    };
    createFactOutput(both, createTally(createMetrics())).facts(facts, people);
    await output.close();
    assert.equal(sumOf(sent), 5_000);
    await server.until("many.pagerduty.incidents", facts.filter(({ kind }) => kind === "opened").length);
    const counted = Object.values(under("many")).reduce((sum, value) => sum + value, 0);
    assert.equal(counted, 5_000);
    assert.equal(Object.keys(under("many")).length, sent.length);
  });

  it("with tags a series is its name and its labels in the order of their keys", async () => {
    const output = outputOf("tagged", "on");
    const name = ["pagerduty", "Ana", "acked"];
    output.send([
      { kind: "count", name, value: 2, tags: { source: "pagerduty", person: "Ana: A|c#,B", kind: "acked" } },
    ]);
    output.send([
      { kind: "count", name, value: 1, tags: { kind: "acked", source: "pagerduty", person: "Ana: A|c#,B" } },
    ]);
    await output.close();
    const series = "tagged.pagerduty.ana.acked;kind=acked;person=ana_a_c_b;source=pagerduty";
    await server.until(series, 3);
    assert.deepEqual(under("tagged"), { [series]: 3 });
    noBadLines();
  });

  it("work is counted and timed, a gauge may be below zero", async () => {
    const output = outputOf("self");
    let nowMs = 0;
    const ports = { tally: createTally(createMetrics(), output), clock: () => (nowMs += 25) };
    const work = { kind: "command", name: "oncall stats" } as const;
    for (let times = 0; times < 3; times += 1) await instrumented(work, async () => undefined, ports);
    await assert.rejects(instrumented(work, () => Promise.reject(new Error("odd")), ports));
    for (const value of [10, -5]) output.send([{ kind: "gauge", name: ["waiting"], value, tags: {} }]);
    await output.close();
    const { timers, gauges } = await server.until("self.drm.command.oncall_stats.exceptions", 1);
    assert.deepEqual(under("self"), {
      "self.drm.command.oncall_stats.started": 4,
      "self.drm.command.oncall_stats.success": 3,
      "self.drm.command.oncall_stats.exceptions": 1,
    });
    assert.deepEqual(timers["self.drm.command.oncall_stats.duration"], [25, 25, 25, 25]);
    assert.equal(gauges["self.waiting"], -5);
    noBadLines();
  });
});
