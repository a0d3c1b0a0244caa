import type { AlertGraph } from "../../core/alert.ts";
import { LONGEST_EXPRESSION } from "../../lib/expression.ts";
import type { Trigger } from "./alarm.ts";
import { queryText, statOf } from "./query.ts";

/** Bands of anomaly detection have no threshold that stands still. */
const SIDES: Readonly<Record<string, "above" | "below">> = {
  GreaterThanOrEqualToThreshold: "above",
  GreaterThanThreshold: "above",
  LessThanThreshold: "below",
  LessThanOrEqualToThreshold: "below",
};

/** What is expected of the only metric, and no metric of its own. */
const isBand = ({ Expression }: Trigger["Metrics"][number]): boolean =>
  /^\s*ANOMALY_DETECTION_BAND\s*\(/.test(Expression ?? "");

/** The only metric of an alarm: its own, or the one of its list, with or without a band; an expression has none. */
const metricOf = (trigger: Trigger) => {
  if (trigger.MetricName && trigger.Namespace)
    return {
      namespace: trigger.Namespace,
      name: trigger.MetricName,
      dimensions: trigger.Dimensions,
      stat: trigger.ExtendedStatistic || trigger.Statistic,
      period: trigger.Period,
    };
  const [only, ...others] = trigger.Metrics.filter((one) => !isBand(one));
  const { MetricName: name, Namespace: namespace, Dimensions: dimensions } = only?.MetricStat?.Metric ?? {};
  if (others.length > 0 || !name || !namespace || !dimensions) return undefined;
  return { namespace, name, dimensions, stat: only?.MetricStat?.Stat, period: only?.MetricStat?.Period };
};

const thresholdsOf = ({ Threshold, ComparisonOperator }: Trigger): AlertGraph["thresholds"] => {
  const value = Number(Threshold ?? Number.NaN);
  const trouble = SIDES[ComparisonOperator ?? ""];
  return trouble && Number.isFinite(value) ? [{ value, trouble }] : undefined;
};

/** What an alarm looks at, as a query for CloudWatch, with its own period: a sum over 5 minutes is no sum over one. */
export const alarmGraph = (trigger: Trigger, region: string | undefined): AlertGraph | undefined => {
  const metric = metricOf(trigger);
  if (!metric) return undefined;
  const { namespace, name } = metric;
  const dimensions = metric.dimensions.map((each): [string, string] => [each.name, each.value ?? ""]);
  const periodS = Number(metric.period);
  const query = queryText({
    metric: { namespace, name, dimensions },
    stat: statOf(metric.stat ?? "") ?? "Average",
    ...(Number.isSafeInteger(periodS) && periodS > 0 ? { periodS } : {}),
    ...(region && /^[a-z]{2}[a-z-]*-\d$/.test(region) ? { region } : {}),
  });
  if (query === undefined || query.length > LONGEST_EXPRESSION) return undefined;
  const thresholds = thresholdsOf(trigger);
  return { source: "cloudwatch", query, title: name, ...(thresholds && { thresholds }) };
};
