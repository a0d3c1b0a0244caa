import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { formatValue } from "../../src/core/measure/units.ts";
import { serveGrafana } from "../../src/demo/metrics/grafana.ts";
import { createMeasure } from "../../src/integrations/grafana/measure.ts";
import { unitWords } from "../../src/integrations/grafana/units.ts";
import { connected, failsWith, hour, NOW_MS } from "./measure-kit.ts";

const PROM = { uid: "prom1", type: "prometheus" };
const GRAPHITE = { uid: "graphite1", type: "graphite" };

/** One dashboard "d" with these panels, numbered from 1. */
const setUp = async (t: TestContext, panels: readonly object[], list: readonly object[] = []) => {
  const numbered = panels.map((panel, at) => ({ id: at + 1, type: "timeseries", title: `P${at + 1}`, ...panel }));
  const dashboards = [{ uid: "d", title: "D", panels: numbered, templating: { list } }];
  const vendor = await serveGrafana({ token: "glsa_x", clock: () => NOW_MS, dashboards });
  t.after(() => vendor.close());
  const place = { url: vendor.url, token: "glsa_x", linkUrl: "https://grafana.example.com", orgId: undefined };
  const measure = createMeasure(place, connected(t));
  return {
    vendor,
    ask: (panel: number, words = "") => measure.ask(hour(`d:panel-${panel} ${words}`)),
    sent: () => vendor.calls.filter(({ path }) => path === "/api/ds/query").flatMap(({ body }) => Object(body).queries),
  };
};

describe("panels as Grafana's page shows them", () => {
  it("show the queries that work when one fails: Grafana refuses the whole, but answers them", async (t) => {
    const targets = [
      { refId: "A", expr: "orders" },
      { refId: "B", expr: "sum(" },
    ];
    const { ask, vendor } = await setUp(t, [{ datasource: PROM, targets }]);
    const { series, notes, lacks } = await ask(1);
    assert.equal(series.length, 1);
    assert.match(notes.join(), /^Query B fails: bad_data: 1:1: parse error/);
    assert.equal(lacks, notes[0]);
    vendor.failNext({ status: 400, body: JSON.stringify({ results: { A: { error: "no: Bearer glsa_x" } } }) });
    await failsWith(ask(1), "usage", /^The panel's query fails: no: Bearer /, ["glsa_x"]);
  });

  it("have no exemplars among their series", async (t) => {
    const { ask, sent, vendor } = await setUp(t, [
      { datasource: PROM, targets: [{ refId: "A", expr: "orders", exemplar: true }] },
    ]);
    assert.equal((await ask(1)).series.length, 1);
    assert.equal(sent()[0].exemplar, false);
    const fields = [
      { name: "Time", type: "time" },
      { name: "Value", type: "number" },
      { name: "traceID", type: "string" },
    ];
    const frame = (meta: object) => ({
      schema: { name: "exemplar", meta, fields },
      data: { values: [[NOW_MS - 60_000], [1], ["t"]] },
    });
    const frames = [frame({ custom: { resultType: "exemplar" } }), frame({ dataTopic: "annotations" })];
    vendor.failNext({ status: 200, body: JSON.stringify({ results: { A: { frames } } }) });
    assert.deepEqual((await ask(1)).series, []);
  });

  it("ask Graphite for one query at a time, because some versions answer the last alone, as A", async (t) => {
    const query = (refId: string, more: object = {}) => ({ refId, target: `stats.${refId}`, ...more });
    const { ask, sent } = await setUp(t, [
      { datasource: GRAPHITE, targets: [query("A"), query("B")] },
      { datasource: GRAPHITE, targets: [query("A", { hide: true }), query("B")] },
    ]);
    assert.equal((await ask(1)).series.length, 2);
    assert.equal((await ask(2)).series.length, 1, "what is hidden has the letter of what is answered");
    assert.deepEqual(
      sent().map(({ refId }: { refId: string }) => refId),
      ["A", "B", "B"],
    );
  });

  it("find their data source by its name, its uid, or the type that the default one has not", async (t) => {
    const variable = (name: string, current: object) => ({ name, type: "datasource", query: "prometheus", current });
    const { ask, sent } = await setUp(
      t,
      [
        { datasource: { uid: "Slow", type: "prometheus" }, targets: [{ refId: "A", expr: "orders" }] },
        { datasource: { uid: "$byName", type: "prometheus" }, targets: [{ refId: "A", expr: "orders" }] },
        { datasource: { uid: "$unset", type: "graphite" }, targets: [{ refId: "A", target: "a.b" }] },
        { datasource: "$unset", targets: [{ refId: "A", expr: "orders" }] },
        { datasource: { type: "graphite" }, targets: [{ refId: "A", target: "a.b" }] },
      ],
      [variable("byName", { text: "Slow", value: "Slow" }), variable("unset", {})],
    );
    for (const panel of [1, 2, 3, 4, 5]) assert.equal((await ask(panel)).series.length, 1, `panel ${panel}`);
    assert.deepEqual(
      sent().map(({ datasource }: { datasource: { uid: string } }) => datasource.uid),
      ["prom2", "prom2", "graphite1", "prom1", "graphite1"],
    );
  });

  it("say what Grafana's page does to the numbers and we do not", async (t) => {
    const targets = [{ refId: "A", expr: "orders" }];
    const { ask } = await setUp(
      t,
      [
        {
          datasource: PROM,
          targets,
          transformations: [
            { id: "organize", options: {} },
            { id: "calculateField", options: {} },
            { id: "reduce", disabled: true },
          ],
        },
        { datasource: PROM, targets, timeFrom: "7d", timeShift: "1d" },
      ],
      [{ name: "Filters", type: "adhoc", filters: [{ key: "host", operator: "=", value: "web-1" }] }],
    );
    const filters = "The dashboard's filters are not applied here: host = web-1.";
    assert.deepEqual((await ask(1)).notes, [
      "In Grafana the panel goes on to change these numbers (calculateField).",
      filters,
    ]);
    assert.deepEqual((await ask(2)).notes, [
      "In Grafana the panel keeps to a range of its own (7d).",
      "In Grafana the panel shows 1d earlier than it is asked for; here it is not shifted.",
      filters,
    ]);
  });

  it("say so when there are numbers without times: that is not nothing", async (t) => {
    const { ask, vendor } = await setUp(t, [{ datasource: PROM, targets: [{ refId: "A", expr: "orders" }] }]);
    const answer = (values: readonly (number | null)[]) => {
      const fields = [
        { name: "shop", type: "string" },
        { name: "orders", type: "number" },
      ];
      const frames = [{ schema: { fields }, data: { values: [["x"], values] } }];
      vendor.failNext({ status: 200, body: JSON.stringify({ results: { A: { frames } } }) });
    };
    await ask(1);
    answer([3]);
    await failsWith(ask(1), "usage", /numbers without times, as a table does.* In Grafana: https/);
    answer([null]);
    assert.deepEqual((await ask(1)).series, []);
  });

  it("have thresholds that are shares where the panel says of what", async (t) => {
    const panel = (more: object) => {
      const thresholds = { mode: "percentage", steps: [{ color: "green" }, { color: "red", value: 80 }] };
      const defaults = { ...more, thresholds, custom: { thresholdsStyle: { mode: "line" } } };
      return { datasource: PROM, targets: [{ refId: "A", expr: "orders" }], fieldConfig: { defaults } };
    };
    const { ask } = await setUp(t, [panel({ min: 100, max: 200 }), panel({ max: 200 })]);
    assert.deepEqual((await ask(1)).thresholds, [{ value: 180, trouble: "above" }]);
    assert.equal((await ask(2)).thresholds, undefined);
  });

  it("have units that people can read", () => {
    const words = { Mbits: "Mbit/s", dthms: "s", "suffix: req": " req", currencyCHF: "CHF", currencyUSD: "$", sci: "" };
    for (const [unit, expected] of Object.entries(words)) assert.equal(unitWords(unit), expected, unit);
    for (const unit of ["ms", "percentunit", "reqps", "decbytes", "Bps", "constructor"])
      assert.equal(unitWords(unit), unit);
    assert.equal(formatValue(5, unitWords("Mbits")), "5 Mbit/s");
  });

  it("ask for the value of a variable that the dashboard was saved without, and only where it is used", async (t) => {
    const { ask } = await setUp(
      t,
      [
        { datasource: PROM, title: "Of $node", targets: [{ refId: "A", expr: 'latency{host="$node"}' }] },
        { datasource: PROM, targets: [{ refId: "A", expr: "orders" }] },
      ],
      [{ name: "node", type: "query", current: {}, options: [] }],
    );
    await failsWith(
      ask(1),
      "usage",
      /keeps no value of its variable "node"\. Name what you want to see: node=….*https:/,
    );
    assert.deepEqual([(await ask(1, "node=web-2")).series.length, (await ask(1, "node=web-2")).title], [1, "Of web-2"]);
    assert.equal((await ask(2)).series.length, 1);
  });
});
