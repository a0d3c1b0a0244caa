import { strict as assert } from "node:assert";
import { it } from "node:test";
import { readConfigText } from "../../src/config/file.ts";
import { toPolicy } from "../../src/config/to-policy.ts";
import type { ThresholdRule } from "../../src/core/policy.ts";

const read = (text: string) => readConfigText(text, "drm.yml");

const rulesOf = (text: string): readonly ThresholdRule[] => {
  const { sections, problems } = read(text);
  assert.deepEqual(problems, []);
  return toPolicy(sections, { opsChannel: "ops", tz: "UTC" }).thresholds;
};

const problemOf = (lines: string): string => {
  const { problems } = read(`watch:\n${lines}`);
  assert.equal(problems.length, 1, problems.join("\n"));
  return problems[0] ?? "";
};

it("watch: what is left out has defaults", () => {
  assert.deepEqual(rulesOf("watch:\n  - { name: slow, query: p99, above: 0.5 }"), [
    {
      ...{ name: "slow", query: "p99", threshold: { value: 0.5, trouble: "above" } },
      ...{ forMs: 300_000, everyMs: 60_000, severity: "error", labels: {}, noData: "alert" },
    },
  ]);
});

it("watch: everything of a rule", () => {
  const text = `
watch:
  - name: Orders wait
    source: Prometheus
    query: queue_depth
    by: { label: queue, how: max }
    below: -1
    for: 10 min
    every: 30 s
    severity: critical
    runbook: https://wiki.example.com/orders
    unit: messages
    labels: { service: orders, tier: 1 }
    no_data: ok
  - { name: other, query: up, by: job, below: 1 }
`;
  const [rule, other] = rulesOf(text);
  assert.deepEqual(rule, {
    ...{ name: "Orders wait", source: "prometheus", query: "queue_depth", by: { label: "queue", how: "max" } },
    ...{ threshold: { value: -1, trouble: "below" }, forMs: 600_000, everyMs: 30_000, severity: "critical" },
    ...{ runbook: "https://wiki.example.com/orders", unit: "messages", labels: { service: "orders", tier: "1" } },
    noData: "ok",
  });
  assert.deepEqual(other?.by, { label: "job", how: "avg" });
});

it("watch: what is wrong is said with its line and what to do", () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ["  - { name: a, query: q }", /drm\.yml:2 watch\[0\].*takes either above or below/],
    ["  - { name: a, query: q, above: 1, below: 0 }", /watch\[0\].*either above or below/],
    [
      "  - { name: a, query: 'rate(errors[5m]) > 3', above: 3 }",
      /drm\.yml:2 watch\[0\]\.query: compares by itself.* Write query: rate\(errors\[5m\]\), and above: 3\./,
    ],
    ["  - { name: a, query: q, above: 5ms }", /watch\[0\]\.above: takes a number, without a unit/],
    ["  - { name: a, query: '', above: 1 }", /watch\[0\]\.query: is empty/],
    ["  - { name: a, query: q, above: 1, every: 1 s }", /watch\[0\]\.every: is shorter than 10 seconds/],
    ["  - { name: a, query: q, above: 1, for: 2 days }", /watch\[0\]\.for: is longer than a day/],
    ["  - { name: a, query: q, above: 1, source: promethius }", /watch\[0\]\.source: .*Did you mean prometheus\?/],
    ["  - { name: a, query: q, above: 1, sevrity: error }", /sevrity.*Did you mean severity\?/],
    ["  - { name: a, query: q, above: 1, no_data: maybe }", /no_data: is "maybe"\. It takes alert, ok/],
    ["  - { name: a, query: q, above: 1, runbook: wiki }", /runbook: is no address/],
    ["  - { name: a, query: q, above: 1, by: { label: x, how: median } }", /how: is "median"\. It takes avg/],
    [
      "  - { name: a, query: q, above: 1 }\n  - { name: A, query: r, above: 1 }",
      /drm\.yml:3 watch\[1\]\.name: .*like one/,
    ],
    ["  name: a", /watch: takes a list/],
  ];
  for (const [lines, said] of wrong) assert.match(problemOf(lines), said);
});

it("watch: what looks like a comparison elsewhere is none", () => {
  for (const query of ["'q{a=\">3\"}'", "'count(up < 1) or vector(0)'", "q"])
    assert.equal(rulesOf(`watch:\n  - { name: a, query: ${query}, above: 1 }`).length, 1, query);
  const quiet = "{ name: a, query: q > 1, above: 1, no_data: ok }";
  assert.equal(rulesOf(`watch:\n  - ${quiet}`).length, 1, "no points are no trouble there");
  assert.equal(rulesOf("watch:\n  - { name: a, source: datadog, query: 'q > 1', above: 1 }").length, 1);
});

it("watch: routes may ask for its alerts", () => {
  assert.deepEqual(read("routes:\n  - { name: own, match: { source: watch }, channel: shop }").problems, []);
});
