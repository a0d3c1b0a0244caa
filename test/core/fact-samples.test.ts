import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fact, Person } from "../../src/core/fact.ts";
import { samplesOf } from "../../src/core/fact-samples.ts";
import { createMetricNames, metricName, slug } from "../../src/core/slug.ts";

const person = (id: string, name: string, source = "pagerduty"): Person => ({ source, id, name });
let nth = 0;
const fact = (kind: Fact["kind"], personId?: string, more: Partial<Fact> = {}): Fact => ({
  ...{ source: "pagerduty", id: `F${nth++}`, kind, atMs: 1, personId, incidentKey: "Q1", service: "api", teams: [] },
  ...more,
});
const named = (facts: readonly Fact[], people: readonly Person[]): readonly string[] =>
  samplesOf(facts, people).map(({ name, value }) => `${metricName(name)} ${value}`);

describe("slug", () => {
  for (const [name, wanted] of [
    ["Ana Kovac", "ana_kovac"],
    ["Ana Kovač", "ana_kovac"],
    ["j.doe", "j_doe"],
    ["  J. (Jim)  O'Doe-Smith ", "j_jim_o_doe_smith"],
    ["Bjørn Ægir Weiß", "bjorn_aegir_weiss"],
    ["Łukasz", "lukasz"],
    ["Ян", "u44f_u43d"],
    ["Янa", "u44f_u43d_a"],
    ["李小龍", "u674e_u5c0f_u9f8d"],
    ["a:1|c\nb:2|c", "a_1_c_b_2_c"],
    ["😀", "_"],
    ["", "_"],
    ["oncall stats", "oncall_stats"],
    ["known:pagerduty", "known_pagerduty"],
  ] as const)
    it(`${JSON.stringify(name)} is ${wanted}`, () => assert.equal(slug(name), wanted));

  it("is never longer than a file's name, and keeps both ends", () => {
    for (const name of ["x".repeat(300), "李".repeat(300), "é 😀".repeat(300)])
      assert.ok(slug(name).length <= 121, name);
    assert.equal(slug("x".repeat(120)), "x".repeat(120));
    assert.match(slug(`ana ${"x".repeat(300)} P123`), /^ana_x+_x+_p123$/);
  });

  it("takes nothing that StatsD or Graphite read otherwise, whatever comes", () => {
    for (let code = 0; code < 0x3000; code += 1)
      assert.match(slug(`x${String.fromCodePoint(code)}y`), /^[a-z0-9_]+$/, code.toString(16));
  });
});

describe("names of metrics", () => {
  it("are the same however often they are asked for, and however many there are", () => {
    const nameOf = createMetricNames();
    for (const times of [1, 2])
      for (let n = 0; n < 5_002; n += 1)
        if (nameOf(["a b", String(n)]) !== `a_b.${n}`) assert.fail(`${times} ${n} ${nameOf(["a b", String(n)])}`);
    assert.notEqual(nameOf(["a", "b c"]), nameOf(["a", "b", "c"]));
  });
});

describe("facts as samples", () => {
  const ana = person("P1", "Ana Kovac");

  it("has the names of PTSD, alike ones summed up", () => {
    const facts = [
      fact("opened"),
      fact("notified", "P1", { channel: "push" }),
      fact("notified", "P1", { channel: "push" }),
      fact("acked", "P1"),
      fact("assigned", "P1"),
      fact("opened"),
    ];
    assert.deepEqual(named(facts, [ana]), [
      "pagerduty.incidents 2",
      "pagerduty.ana_kovac.notified 2",
      "pagerduty.ana_kovac.acked 1",
      "pagerduty.ana_kovac.assigned 1",
    ]);
  });

  it("labels say the same, and how a notification came", () => {
    const samples = samplesOf([fact("opened"), fact("notified", "P1", { channel: "sms" })], [ana]);
    assert.deepEqual(
      samples.map(({ kind, tags }) => ({ kind, tags })),
      [
        { kind: "count", tags: { source: "pagerduty", kind: "opened" } },
        { kind: "count", tags: { source: "pagerduty", kind: "notified", person: "Ana Kovac", channel: "sms" } },
      ],
    );
  });

  it("a push and a call are two samples of one name", () => {
    const facts = [fact("notified", "P1", { channel: "push" }), fact("notified", "P1", { channel: "phone" })];
    assert.deepEqual(named(facts, [ana]), ["pagerduty.ana_kovac.notified 1", "pagerduty.ana_kovac.notified 1"]);
  });

  it("who is not known goes by id, what nobody did is automation's", () => {
    assert.deepEqual(named([fact("acked", "P9"), fact("resolved")], [ana]), [
      "pagerduty.p9.acked 1",
      "pagerduty.automation.resolved 1",
    ]);
  });

  it("two people never share a name: their ids stand behind it", () => {
    const people = [ana, person("P2", "ana.kovač"), person("P3", "Bob"), person("P1", "Bob", "opsgenie")];
    const facts = ["P1", "P2", "P3"].map((id) => fact("acked", id));
    assert.deepEqual(named([...facts, fact("acked", "P1", { source: "opsgenie" })], people), [
      "pagerduty.ana_kovac_p1.acked 1",
      "pagerduty.ana_kovac_p2.acked 1",
      "pagerduty.bob.acked 1",
      "opsgenie.bob.acked 1",
    ]);
  });

  it("nor when their names differ in the middle of 300 letters", () => {
    const names = ["a", "b"].map((letter) => `${"x".repeat(150)}${letter}${"x".repeat(150)}`);
    const people = names.map((name, nth) => person(`P${nth}`, name));
    const lines = named([fact("acked", "P0"), fact("acked", "P1")], people);
    assert.equal(new Set(lines).size, 2, lines.join(" "));
  });

  it("nobody is called automation, or nothing", () => {
    const people = [person("P1", "Automation"), person("P2", "…")];
    assert.deepEqual(named([fact("acked", "P1"), fact("acked", "P2")], people), [
      "pagerduty.automation_p1.acked 1",
      "pagerduty.p2.acked 1",
    ]);
  });
});
