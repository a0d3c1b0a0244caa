import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { applyMember } from "../../src/core/group-apply.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import { redactAlert } from "../../src/core/redact.ts";
import { CREDENTIALS } from "../../src/core/redactions.ts";
import alertmanager from "../../src/integrations/alertmanager.ts";
import { readQuery as readCloudwatch } from "../../src/integrations/cloudwatch/query.ts";
import cloudwatch from "../../src/integrations/cloudwatch.ts";
import { readQuery as readGrafana } from "../../src/integrations/grafana/query.ts";
import grafana from "../../src/integrations/grafana.ts";
import librato from "../../src/integrations/librato.ts";
import { capturedFiles, NOT_CAPTURED, sourceKit } from "./source-kit.ts";

const prometheus = (generatorURL: string) =>
  sourceKit(alertmanager).only({ alerts: [{ status: "firing", labels: { alertname: "A" }, generatorURL }] }).graph;
const unified = (alert: object) =>
  sourceKit(grafana).only({ alerts: [{ status: "firing", labels: { alertname: "A" }, ...alert }] }).graph;
const legacy = (rule: object) =>
  sourceKit(grafana).only({ ruleId: 1, ruleName: "A", state: "alerting", evalMatches: [], ...rule }).graph;
const alarm = (trigger: object | undefined, region = "eu-west-1") =>
  sourceKit(cloudwatch).only({
    Type: "Notification",
    MessageId: "1",
    TopicArn: `arn:aws:sns:${region}:123456789012:alarms`,
    Timestamp: "2026-11-16T09:59:59.000Z",
    Message: JSON.stringify({ AlarmName: "A", NewStateValue: "ALARM", ...(trigger && { Trigger: trigger }) }),
  }).graph;
const METRIC = { MetricName: "Errors", Namespace: "Shop", Dimensions: [{ name: "zone", value: "a b" }] };
const LIMIT = { ComparisonOperator: "LessThanOrEqualToThreshold", Threshold: 1.5 };

describe("what an alert was measured by", () => {
  it("is the expression behind Alertmanager's link", () => {
    assert.deepEqual(
      prometheus(`http://prom/graph?g0.expr=${encodeURIComponent('rate(errors{a=">"}[5m]) >= 0.5')}&g0.tab=1`),
      {
        source: "prometheus",
        query: 'rate(errors{a=">"}[5m])',
        thresholds: [{ value: 0.5, trouble: "above" }],
      },
    );
    for (const none of ["", "http://prom/alerts", `http://prom/graph?g0.expr=${"x".repeat(2001)}`])
      assert.equal(prometheus(none), undefined);
  });

  it("is the panel of Grafana's alert, old or new, with its variables", () => {
    const panelURL = "https://g.example.com/sub/d/ece9fb32/shop?orgId=1&viewPanel=panel-2&var-host=web%201";
    const graph = unified({ panelURL, annotations: { threshold: "> 90" } });
    assert.deepEqual(graph, {
      source: "grafana",
      query: 'ece9fb32:panel-2 host="web 1"',
      thresholds: [{ value: 90, trouble: "above" }],
    });
    assert.deepEqual(readGrafana(graph?.query ?? "").panel, { id: 2 });
    for (const repeated of ["panel-2-clone-1", "web-1%24panel-2", "panel-9-clone-3/panel-2-clone-0"])
      assert.equal(unified({ panelURL: `https://g/d/abc?viewPanel=${repeated}` })?.query, "abc:panel-2", repeated);
    assert.deepEqual(unified({ dashboardURL: "https://g/d/abc?orgId=1", annotations: { __panelId__: "7" } }), {
      source: "grafana",
      query: "abc:panel-7",
    });
    assert.equal(unified({ dashboardURL: "https://g/d/abc?orgId=1", panelURL: "" }), undefined);
    assert.equal(
      unified({ panelURL: "https://g/d/abc?viewPanel=2", annotations: { threshold: "about 90" } })?.thresholds,
      undefined,
    );
    assert.equal(legacy({ ruleUrl: "https://g/d/abc/slug?tab=alert&viewPanel=4&orgId=1" })?.query, "abc:panel-4");
    assert.equal(legacy({ ruleUrl: "https://g/d/abc/slug", panelId: 3 })?.query, "abc:panel-3");
    assert.equal(legacy({ ruleUrl: "https://g/dashboard/db/slug?panelId=1" }), undefined, "a slug is no uid");
    assert.equal(legacy({ ruleUrl: "https://g/d/abc/slug" }), undefined);
  });

  it("is the metric of CloudWatch's alarm, with its statistic, period and region", () => {
    const graph = alarm({ ...METRIC, Statistic: "SAMPLE_COUNT", Period: 300, ...LIMIT });
    assert.deepEqual(graph, {
      source: "cloudwatch",
      query: 'Shop/Errors{zone="a b"} SampleCount 300s @eu-west-1',
      title: "Errors",
      thresholds: [{ value: 1.5, trouble: "below" }],
    });
    assert.deepEqual(readCloudwatch(graph?.query ?? "").metric?.dimensions, [["zone", "a b"]]);
    assert.match(alarm({ ...METRIC, ExtendedStatistic: "p99.9" })?.query ?? "", / p99\.9 @/);
    const stat = { Metric: { ...METRIC, Dimensions: [{ Name: "zone", Value: "a" }] }, Period: 60, Stat: "Sum" };
    assert.equal(
      alarm({ Metrics: [{ Id: "m1", MetricStat: stat, ReturnData: true }] })?.query,
      "Shop/Errors{zone=a} Sum 60s @eu-west-1",
    );
    assert.equal(
      alarm({
        Metrics: [
          { Id: "m1", MetricStat: stat },
          { Id: "e1", Expression: "m1*2" },
        ],
      }),
      undefined,
    );
    const expected = { Id: "ad1", Expression: "ANOMALY_DETECTION_BAND(m1, 2)", ReturnData: true };
    assert.deepEqual(
      alarm({ ThresholdMetricId: "ad1", Metrics: [expected, { Id: "m1", MetricStat: stat, ReturnData: true }] }),
      { source: "cloudwatch", query: "Shop/Errors{zone=a} Sum 60s @eu-west-1", title: "Errors" },
      "a band has no line that stands still",
    );
    assert.equal(alarm({ Metrics: [expected] }), undefined);
    assert.equal(alarm(undefined), undefined);
    assert.equal(alarm({ ...METRIC, MetricName: 'a"b' }), undefined);
    const band = { ...METRIC, ComparisonOperator: "GreaterThanUpperThreshold", Threshold: 5 };
    assert.equal(alarm(band)?.thresholds, undefined);
  });

  it("names no region when that is where points are asked for anyway", () => {
    const kit = sourceKit(cloudwatch);
    const settings = { ...Object.fromEntries(Object.keys(cloudwatch.settings).map((name) => [name, undefined])) };
    const [graph] = kit
      .parse(
        {
          Type: "Notification",
          MessageId: "1",
          TopicArn: "arn:aws:sns:eu-west-1:1:alarms",
          Timestamp: "",
          Message: JSON.stringify({ AlarmName: "A", NewStateValue: "ALARM", Trigger: METRIC }),
        },
        { settings: { ...settings, CLOUDWATCH_REGION: "eu-west-1" } as never },
      )
      .map((alert) => alert.graph?.query);
    assert.equal(graph, 'Shop/Errors{zone="a b"} Average');
  });

  it("is the metric that broke Librato's condition", () => {
    const graph = (type: string, threshold: number | undefined, metric = "cpu.idle") =>
      sourceKit(librato).only({
        alert: { id: 1, name: "A" },
        trigger_time: 1444177459,
        conditions: [{ id: 1, type, ...(threshold === undefined ? {} : { threshold }) }],
        violations: { web1: [{ metric, value: 7, condition_violated: 1 }] },
      }).graph;
    assert.deepEqual(graph("below", 10), {
      source: "librato",
      query: "cpu.idle",
      thresholds: [{ value: 10, trouble: "below" }],
    });
    assert.equal(graph("above", 10)?.thresholds?.[0]?.trouble, "above");
    assert.equal(graph("absent", undefined), undefined);
    assert.equal(graph("above", 10, "a b"), undefined);
    assert.equal(graph("above", 10, ""), undefined);
  });

  it("is in what was captured", { skip: capturedFiles("librato").length === 0 && NOT_CAPTURED }, () => {
    const kits = { alertmanager: sourceKit(alertmanager), grafana: sourceKit(grafana), librato: sourceKit(librato) };
    const queryOf = (kit: keyof typeof kits, name: string) => {
      const body = capturedFiles(kit).find((file) => file.name === name)?.body ?? assert.fail(name);
      const graph = kits[kit].parse(body)[0]?.graph;
      return [graph?.query, graph?.thresholds?.map(({ value, trouble }) => `${trouble} ${value}`).join()];
    };
    assert.deepEqual(queryOf("alertmanager", "v4_firing_0_21_capture.json"), ["sum(prometheus_build_info)", "below 3"]);
    assert.deepEqual(queryOf("alertmanager", "v4_firing_several.json"), [
      'avg by(host) (sensors_temp_input{feature=~"core_[0-9]+"})',
      "above 15",
    ]);
    assert.deepEqual(queryOf("alertmanager", "v4_firing_runbook_annotation.json"), [
      "sum(irate(messages_received_total[5m]))",
      undefined,
    ]);
    assert.deepEqual(queryOf("grafana", "unified_v11_values.json"), [
      "ece9fb32-7f71-4be9-bd94-2f23608ae5b9:panel-2",
      undefined,
    ]);
    assert.deepEqual(queryOf("grafana", "legacy_zeta_cpu_alerting.json"), [undefined, undefined]);
    assert.deepEqual(queryOf("librato", "alert_triggered_documented.json"), [
      "collectd.load.load.shortterm",
      "above 2",
    ]);
    assert.deepEqual(queryOf("librato", "alert_cleared.json"), [undefined, undefined]);
  });
});

const alert = (state: Alert["state"], atMs: number, query?: string, more: Partial<Alert> = {}): Alert => ({
  ...{ source: "alertmanager", key: "k", eventId: `${state}${atMs}`, state, severity: "error", title: "A", atMs },
  ...{ labels: {}, details: [] },
  ...(query === undefined ? {} : { graph: { source: "prometheus", query } }),
  ...more,
});
const graphAfter = (...alerts: readonly Alert[]) =>
  alerts.reduce<ReturnType<typeof applyAlert>["incident"] | undefined>(
    (before, one) => applyAlert(before, one).incident,
    undefined,
  )?.graph?.query;

describe("an incident's graph", () => {
  it("is that of its newest firing", () => {
    assert.equal(graphAfter(alert("firing", 1, "a")), "a");
    assert.equal(graphAfter(alert("firing", 1, "a"), alert("firing", 2, "b")), "b");
    assert.equal(graphAfter(alert("firing", 1, "a"), alert("resolved", 2, "b")), "a");
    assert.equal(graphAfter(alert("firing", 1, "a"), alert("firing", 2)), "a");
    assert.equal(graphAfter(alert("firing", 2, "a"), alert("firing", 1, "late")), "a");
    assert.equal(graphAfter(alert("firing", 2), alert("firing", 1, "late")), "late");
    assert.equal(graphAfter(alert("resolved", 1, "a")), "a");
    assert.ok(!("graph" in applyAlert(undefined, alert("firing", 1)).incident), "nothing is nothing");
  });

  it("is that of the newest firing of a group", () => {
    const first = applyMember(undefined, alert("firing", 1, "a", { member: "m1" }), "G").incident;
    const second = applyMember(first, alert("firing", 2, "b", { member: "m2" }), "G").incident;
    assert.deepEqual([first.graph?.query, second.graph?.query], ["a", "b"]);
  });

  it("is left out when it holds what may not be kept", () => {
    const redacted = (query: string) => redactAlert(alert("firing", 1, query), CREDENTIALS).graph;
    assert.equal(redacted('x{password="s3cretToken"}'), undefined);
    assert.deepEqual(redacted("x"), { source: "prometheus", query: "x" });
  });
});
