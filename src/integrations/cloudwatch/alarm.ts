import * as z from "zod";
import type { AlertState } from "../../core/alert.ts";
import type { ParsedAlert } from "../../core/integration.ts";
import { formatDuration } from "../../core/number-words.ts";
import { shortId } from "../../lib/digest.ts";
import { firstText, linesOf, listOf, present, Scalar, Text, timeOf, webLink } from "../../lib/shape.ts";
import { tidyValue } from "../../lib/value-words.ts";
import { alarmGraph } from "./alarm-graph.ts";
import type { Envelope } from "./envelope.ts";

const Dimensions = listOf(
  z.union([
    z.object({ name: z.string(), value: Scalar }),
    z.object({ Name: z.string(), Value: Scalar }).transform(({ Name, Value }) => ({ name: Name, value: Value })),
  ]),
);
const Metric = z.object({
  Label: Text,
  Expression: Text,
  ReturnData: z.boolean().catch(false),
  MetricStat: z
    .object({ Metric: z.object({ MetricName: Text, Namespace: Text, Dimensions }), Period: Scalar, Stat: Text })
    .nullish()
    .catch(undefined),
});
const Trigger = z.object({
  MetricName: Text,
  Namespace: Text,
  Statistic: Text,
  ExtendedStatistic: Text,
  Dimensions,
  Period: Scalar,
  EvaluationPeriods: Scalar,
  DatapointsToAlarm: Scalar,
  ComparisonOperator: Text,
  Threshold: Scalar,
  Metrics: listOf(Metric),
});
/** How an alarm measures. */
export type Trigger = z.infer<typeof Trigger>;

/** What CloudWatch puts into `Message`; composite alarms have a rule and no trigger, metric math has `Metrics`. */
export const Alarm = z.object({
  AlarmName: z.string().min(1),
  AlarmArn: Text,
  AlarmDescription: Text,
  AlarmRule: Text,
  AWSAccountId: Scalar,
  NewStateValue: z.string(),
  OldStateValue: Text,
  NewStateReason: Text,
  StateChangeTime: Text,
  Trigger: Trigger.nullish().catch(undefined),
});
type Alarm = z.infer<typeof Alarm>;

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: "≥",
  GreaterThanThreshold: ">",
  LessThanThreshold: "<",
  LessThanOrEqualToThreshold: "≤",
};

/** Without data nothing is known to be over: it never resolves, and it opens nothing. */
const STATES: Readonly<Record<string, { readonly state: AlertState; readonly what: string }>> = {
  ALARM: { state: "firing", what: "went into alarm" },
  OK: { state: "resolved", what: "cleared" },
  INSUFFICIENT_DATA: { state: "notice", what: "stopped getting data" },
};

/** "arn:aws:sns:eu-west-1:123:alarms" and an alarm's ARN begin alike. */
const placeOf = (arn: string) => {
  const [, partition = "aws", , region = "", account = ""] = arn.split(":");
  return { partition, region, account };
};

/** Where the web console of a partition lives. */
const DOMAINS: Readonly<Record<string, string>> = { "aws-cn": "amazonaws.cn", "aws-us-gov": "amazonaws-us-gov.com" };

/** The alarm's page: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
const pageOf = ({ partition, region }: ReturnType<typeof placeOf>, name: string): string | undefined => {
  if (!/^[a-z0-9-]+$/.test(region)) return undefined;
  const host =
    partition === "aws"
      ? [region, "console", "aws.amazon.com"].join(".")
      : ["console", DOMAINS[partition] ?? "aws.amazon.com"].join(".");
  return `https://${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name.toWellFormed())}`;
};

const spanOf = (seconds: string | undefined): string | undefined =>
  Number(seconds) > 0 ? formatDuration(Number(seconds) * 1000) : undefined;

const metricOf = (trigger: Trigger): string | undefined => {
  const shown = trigger.Metrics.find(({ ReturnData }) => ReturnData) ?? trigger.Metrics[0];
  const math = firstText(shown?.Label, shown?.Expression, shown?.MetricStat?.Metric.MetricName);
  const name = firstText(trigger.MetricName, math);
  const statistic = firstText(trigger.ExtendedStatistic, trigger.Statistic?.toLowerCase());
  const span = spanOf(trigger.Period);
  const how = [statistic, span && `over ${span}`].filter(Boolean).join(" ");
  return name && how ? `${name} (${how})` : name;
};

const thresholdOf = (trigger: Trigger): string | undefined => {
  if (trigger.Threshold === undefined) return undefined;
  const sign = SIGNS[trigger.ComparisonOperator ?? ""] ?? "";
  const periods = Number(trigger.EvaluationPeriods);
  const times = periods > 1 ? `, ${trigger.DatapointsToAlarm ?? periods} of ${periods} times` : "";
  return `${sign} ${trigger.Threshold}${times}`.trim();
};

/** "1 datapoint [1062305.0 (14/02/19 23:53:00)] was greater …": the newest value that the reason tells. */
const measured = (reason: string | null | undefined): string | undefined =>
  /datapoints?[^[(]{0,40}[[(](-?\d[\d.]*(?:E-?\d+)?)/.exec(reason ?? "")?.[1];

/** A description often holds the runbook's address, and nothing else does. */
const runbookOf = (description: string | null | undefined): string | undefined => {
  const links = (description ?? "").slice(0, 4000).match(/https?:\/\/[^\s<>"')\]]+/g) ?? [];
  const best = links.find((link) => /runbook|playbook|wiki|docs/i.test(link)) ?? links[0];
  return webLink(best?.replace(/[.,;:]+$/, ""));
};

/** Dimensions that name one machine: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html */
const MACHINE = /^(InstanceId|DBInstanceIdentifier|CacheClusterId|CacheNodeId|host|HostName)$/i;

const labelsOf = (alarm: Alarm, place: ReturnType<typeof placeOf>): Record<string, string> => {
  const trigger = alarm.Trigger;
  const dimensions = trigger?.Dimensions.slice(0, 10).map(({ name, value }) => `${name}=${value ?? ""}`);
  return present({
    service: trigger?.Namespace ?? trigger?.Metrics[0]?.MetricStat?.Metric.Namespace,
    host: trigger?.Dimensions.find(({ name }) => MACHINE.test(name))?.value,
    dimensions: dimensions?.join(", "),
    metric: trigger ? metricOf(trigger) : undefined,
    value: tidyValue(measured(alarm.NewStateReason)),
    threshold: trigger ? thresholdOf(trigger) : undefined,
    rule: alarm.AlarmRule,
    account: alarm.AWSAccountId ?? place.account,
    region: place.region,
  });
};

/**
 * One change of an alarm's state. An alarm knows no severity of its own: it is an error. `region` is the one that is
 * asked for points when a query names none.
 */
export const readAlarm = (
  alarm: Alarm,
  envelope: Envelope,
  receivedAtMs: number,
  region: string | undefined,
): ParsedAlert => {
  const place = placeOf(alarm.AlarmArn ?? envelope.TopicArn);
  const known = STATES[alarm.NewStateValue];
  const state = known?.state ?? "notice";
  const quiet = state === "resolved" && alarm.OldStateValue === "INSUFFICIENT_DATA";
  const time = alarm.StateChangeTime?.replace(/([+-]\d\d)(\d\d)$/, "$1:$2");
  const description = state === "firing" ? linesOf(alarm.AlarmDescription, 12) : [];
  const graph = alarm.Trigger && alarmGraph(alarm.Trigger, place.region === region ? undefined : place.region);
  return {
    key: shortId(`${alarm.AWSAccountId ?? place.account}:${place.region}:${alarm.AlarmName}`),
    eventId: shortId(envelope.MessageId),
    state,
    severity: state === "firing" ? "error" : "info",
    ...(state === "firing" ? {} : { severityKnown: false }),
    title: firstText(alarm.AlarmName) ?? "An alarm without a name",
    url: pageOf(place, alarm.AlarmName.slice(0, 300)),
    runbook: runbookOf(alarm.AlarmDescription),
    atMs: timeOf(time) ?? timeOf(envelope.Timestamp) ?? receivedAtMs,
    what: quiet ? "got data, and is fine" : (known?.what ?? `became ${firstText(alarm.NewStateValue) ?? "unknown"}`),
    labels: labelsOf(alarm, place),
    details: [...linesOf(alarm.NewStateReason, 8), ...description],
    ending: state === "resolved" ? "auto" : undefined,
    ...(graph && { graph }),
  };
};
