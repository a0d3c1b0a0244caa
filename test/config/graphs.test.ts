import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { readConfigText } from "../../src/config/file.ts";
import { toPolicy } from "../../src/config/to-policy.ts";
import { readConfig } from "../../src/config.ts";

const graphOf = (yaml: string) => {
  const { problems, sections } = readConfigText(`routes:\n  - name: a\n    match: { host: a }\n${yaml}`, "drm.yaml");
  assert.deepEqual(problems, []);
  return toPolicy(sections, { opsChannel: "ops", tz: "UTC" }).routes[0]?.graph;
};
const problemsOf = (yaml: string): readonly string[] =>
  readConfigText(`routes:\n  - name: a\n    ${yaml}\n`, "drm.yaml").problems;

describe("the graph of a route", () => {
  it("is off, a query, or a query with its source and lines", () => {
    assert.equal(graphOf(""), undefined);
    assert.equal(graphOf("    graph: off"), "off");
    assert.equal(graphOf("    graph: false"), "off");
    assert.deepEqual(graphOf('    graph: up{job="x"}'), { query: 'up{job="x"}' });
    assert.deepEqual(graphOf("    graph: { query: up, source: Grafana, above: 5, below: 0.5 }"), {
      query: "up",
      source: "grafana",
      thresholds: [
        { value: 5, trouble: "above" },
        { value: 0.5, trouble: "below" },
      ],
    });
  });

  it("what is no source, no number or no query is named", () => {
    assert.match(problemsOf("graph: { query: up, source: grafanna }").join(), /graph.*Did you mean grafana\?/);
    assert.match(
      problemsOf("graph: { query: up, source: loki }").join(),
      /no source of points\. It takes prometheus, /,
    );
    assert.match(problemsOf("graph: on").join(), /is no query\. Leave it out/);
    for (const wrong of ["graph: 7", "graph: { source: grafana }", "graph: { query: up, above: high }", 'graph: ""'])
      assert.equal(problemsOf(wrong).length, 1, wrong);
  });
});

describe("ALERT_GRAPHS", () => {
  const alertGraphs = (value?: string) =>
    readConfig({ DRM_CONFIG: "", ...(value === undefined ? {} : { ALERT_GRAPHS: value }) }, { slack: false })
      .alertGraphs;

  it("is on unless it is off", () => {
    assert.deepEqual([alertGraphs(), alertGraphs("on"), alertGraphs("off")], [true, true, false]);
    assert.throws(() => alertGraphs("no"), /ALERT_GRAPHS is "no"/);
  });
});
