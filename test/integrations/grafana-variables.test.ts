import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { readDashboard } from "../../src/integrations/grafana/dashboard.ts";
import { createFill, fillDeep, fillVariables } from "../../src/integrations/grafana/variables.ts";

/** "{name}" with the dollar sign that templates of JavaScript have too. */
const $ = (text: string): string => `$${text}`;
const span = { fromMs: 0, toMs: 3_600_000, intervalMs: 30_000 };

const variables =
  readDashboard({
    dashboard: {
      uid: "x",
      templating: {
        list: [
          { name: "one", type: "custom", current: { value: "a.b" } },
          { name: "many", type: "query", multi: true, current: { value: ["a.b", "c"] } },
          { name: "all", type: "query", includeAll: true, current: { value: "$__all" }, options: [] },
          {
            name: "some",
            type: "query",
            includeAll: true,
            current: { value: ["$__all"] },
            options: [{ value: "$__all" }, { value: "x" }, { value: "y" }],
          },
          { name: "own", type: "query", includeAll: true, allValue: "web-.*", current: { value: "$__all" } },
          { name: "fixed", type: "constant", query: "eu" },
          { name: "step", type: "interval", current: { value: "$__auto_interval_step" } },
          { name: "number", type: "custom", current: { value: 5 } },
          { name: "odd", type: "custom", current: { value: "O'Hara & Sons" } },
        ],
      },
    },
  })?.variables ?? [];

const filled = (text: string, type = "prometheus", given: Readonly<Record<string, readonly string[]>> = {}): string =>
  createFill(fillVariables(variables, new Map(Object.entries(given))), span)(text, type);

describe("variables of a dashboard", () => {
  it("are filled in whichever way they are written", () => {
    for (const text of ["$one", $("{one}"), "[[one]]", $("{one:raw}"), "[[one:csv]]"])
      assert.equal(filled(text), "a.b", text);
    assert.equal(filled("$number $fixed $unknown $ones"), "5 eu $unknown $ones");
    assert.equal(filled(`x${$("{one:regex}")}y`), "xa\\.by");
  });

  it("with several values are written as the data source wants them", () => {
    assert.equal(filled("$many"), "(a\\\\.b|c)");
    assert.equal(filled("$many", "graphite"), "{a.b,c}");
    assert.equal(filled("$many", "influxdb"), "(a\\.b|c)");
    assert.equal(filled("$many", "grafana-postgresql-datasource"), "'a.b','c'");
    const formats = {
      pipe: "a.b|c",
      csv: "a.b,c",
      glob: "{a.b,c}",
      regex: "(a\\.b|c)",
      singlequote: "'a.b','c'",
      doublequote: '"a.b","c"',
      json: '["a.b","c"]',
    };
    for (const [format, expected] of Object.entries(formats))
      assert.equal(filled($(`{many:${format}}`)), expected, format);
    assert.equal(filled($("{many:join: or }")), "a.b or c");
    assert.equal(filled($("{many:unknown}")), "{a.b,c}", "as Grafana does");
    assert.equal(filled($("{one:json}")), "a.b", "one value alone is no list");
    assert.equal(filled(`${$("{one.text}")} ${$("{one.value:regex}")}`), "a.b a\\.b");
  });

  it("that stand at all are every option, their own pattern, or anything", () => {
    assert.deepEqual(
      ["$some", "$own", "$all"].map((text) => filled(text)),
      ["(x|y)", "web-.*", ".*"],
    );
    assert.equal(filled("$many", "prometheus", { many: ["All"] }), ".*");
  });

  it("that are given count more, also those that the dashboard does not have", () => {
    assert.equal(filled("$one $new", "prometheus", { one: ["z"], new: ["n"] }), "z n");
    assert.equal(filled("$one", "prometheus", { one: ["y", "z.z"] }), "(y|z\\\\.z)");
  });

  it("that stand at all without a list are what the data source takes for anything, where there is such a thing", () => {
    const any = (text: string, type: string) => filled(text, type);
    assert.deepEqual(
      ["prometheus", "loki", "influxdb", "graphite", "elasticsearch", "cloudwatch"].map((type) => any("$all", type)),
      [".*", ".*", ".*", "*", "*", "*"],
    );
    assert.equal(any($("{all:regex}"), "graphite"), ".*");
    for (const [text, type] of [
      ["$all", "mysql"],
      ["$all", "grafana-clickhouse-datasource"],
      [$("{all:csv}"), "influxdb"],
    ] as const)
      assert.throws(() => any(text, type), { code: "usage", tell: /"all" stands at All.*all=…/ }, `${type} ${text}`);
    assert.equal(filled("$some", "mysql"), "'x','y'");
  });

  it("that stand at nothing begin with what Grafana's page begins with", () => {
    const list = [
      { name: "custom", type: "custom", query: "prod, test", current: {} },
      { name: "options", type: "query", options: [{ value: "o1" }, { value: "o2" }], current: null },
      { name: "every", type: "query", includeAll: true, current: {}, options: [] },
      { name: "text", type: "textbox", query: "", current: { value: "" } },
      { name: "none", type: "query", current: {}, options: [] },
    ];
    const { variables: read = [] } = readDashboard({ dashboard: { uid: "x", templating: { list } } }) ?? {};
    const fill = createFill(fillVariables(read, new Map()), span);
    assert.equal(fill("$custom $options $every <$text>", "prometheus"), "prod o1 .* <>");
    assert.throws(() => fill("$none", "prometheus"), { code: "usage", tell: /no value of its variable "none"/ });
  });

  it("are written for Lucene as its own language wants them", () => {
    assert.equal(filled("host:$many", "elasticsearch"), 'host:("a.b" OR "c")');
    assert.equal(filled("$one", "opensearch", { one: ["a b:c"] }), "a\\ b\\:c");
    assert.equal(filled("$one", "elasticsearch", { one: ["-5"] }), "-5");
    assert.equal(filled($("{many:lucene}")), '("a.b" OR "c")');
  });

  it("that somebody types become no statement in SQL", () => {
    const postgres = "grafana-postgresql-datasource";
    assert.equal(filled("id = $one", postgres, { one: ["web-1.example.com"] }), "id = web-1.example.com");
    for (const value of ["1 UNION SELECT", "'; DROP", "1--", "a(b)", '1"', "1/**/"])
      for (const text of ["$one", $("{one:raw}"), "$other"])
        assert.throws(
          () => filled(text, postgres, { one: [value], other: [value] }),
          ({ code, tell }) => code === "usage" && /plain values of (?:one|other)/.test(tell),
          `${text}: ${value}`,
        );
    assert.throws(() => filled("$many", "some-clickhouse", { many: ["x", "y z"] }), /many/);
    assert.equal(filled("$one", "prometheus", { one: ["a b (c)"] }), "a b (c)");
    assert.equal(filled("$odd", postgres), "O''Hara & Sons", "the dashboard's own values are only escaped");
    assert.equal(filled("$odd", postgres, { odd: ["O'Hara & Sons"] }), "O''Hara & Sons");
  });

  it("of Grafana itself tell the range and the step", () => {
    assert.equal(
      filled(
        `$__interval $__interval_ms ${$("{__rate_interval}")} $__range $__range_s $__from $__to $step`,
        "graphite",
      ),
      "30s 30000 60s 3600s 3600 0 3600000 30s",
    );
    assert.equal(
      filled(`x[$__interval] y[${$("{__rate_interval}")}] z[[__range]] $__range_s $__to $step`),
      "x[$__interval] y[$__rate_interval] z$__range $__range_s 3600000 $__interval",
      "Grafana fills in what depends on the scrapes",
    );
    const when = ["date", "date:iso", "date:seconds", "date:ms", "date:YYYY-MM-DD HH:mm:ss"];
    assert.deepEqual(
      when.map((format) => filled($(`{__to:${format}}`))),
      ["1970-01-01T01:00:00.000Z", "1970-01-01T01:00:00.000Z", "3600", "3600000", "1970-01-01 01:00:00"],
    );
    assert.equal(createFill(new Map(), { ...span, intervalMs: 120_000 })("$__rate_interval", ""), "135s");
  });

  it("are found in every text of a query", () => {
    const query = { a: "$one", b: [{ c: "$one" }, 1, null], $one: true };
    assert.deepEqual(
      fillDeep(query, (text) => filled(text)),
      { a: "a.b", b: [{ c: "a.b" }, 1, null], $one: true },
    );
  });
});
