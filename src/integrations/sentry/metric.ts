import * as z from "zod";
import type { AlertState, Severity } from "../../core/alert.ts";
import type { Delivered, ParsedAlert } from "../../core/integration.ts";
import { digest, shortId } from "../../lib/digest.ts";
import { keptParam } from "../../lib/kept-param.ts";
import { requireShape } from "../../lib/payload.ts";
import * as shape from "../../lib/shape.ts";
import { formatValue } from "../../lib/value-words.ts";
import { type Actor, personOf } from "./shapes.ts";

const Value = z.number().nullish().catch(undefined);
const Trigger = z.object({
  label: shape.Text,
  alert_threshold: Value,
  alertThreshold: Value,
  threshold_type: Value,
  thresholdType: Value,
});
const Rule = z.object({
  id: shape.Scalar,
  name: shape.Text,
  aggregate: shape.Text,
  query: shape.Text,
  environment: shape.Text,
  projects: shape.listOf(z.string()),
  threshold_type: Value,
  triggers: shape.listOf(Trigger),
});
type Rule = z.infer<typeof Rule>;
const Data = z.object({
  description_title: shape.Text,
  description_text: shape.Text,
  web_url: shape.Text,
  metric_alert: z.object({
    id: shape.Scalar,
    identifier: shape.Scalar,
    title: shape.Text,
    projects: shape.listOf(z.string()),
    date_closed: shape.Text,
    alert_rule: Rule.nullish().catch(undefined),
  }),
});
type Data = z.infer<typeof Data>;

interface Meaning {
  readonly state: AlertState;
  readonly severity: Severity;
  readonly what: string;
}
const MEANS: ReadonlyMap<string, Meaning> = new Map([
  ["critical", { state: "firing", severity: "critical", what: "became critical" }],
  ["warning", { state: "firing", severity: "warning", what: "became a warning" }],
  ["resolved", { state: "resolved", severity: "error", what: "resolved" }],
]);

/** Type 0 is above, 1 is below, 2 is both. */
const SIGNS = [">", "<", "beyond ±"];

const thresholdOf = (rule: Rule | null | undefined, action: string): string | undefined => {
  const trigger = rule?.triggers.find(({ label }) => label === action);
  const limit = trigger?.alert_threshold ?? trigger?.alertThreshold;
  const type = trigger?.threshold_type ?? trigger?.thresholdType ?? rule?.threshold_type ?? 0;
  return typeof limit === "number" ? `${SIGNS[type] ?? ">"} ${formatValue(limit)}` : undefined;
};

/** The state stands before the rule's name ("Resolved: Too many errors"), and "\n" in the text may be two characters. */
const titleOf = ({ description_title: title, metric_alert: alert }: Data): string =>
  shape.firstText(alert.alert_rule?.name, title?.replace(/^(resolved|critical|warning):\s*/i, ""), alert.title) ??
  "Metric alert";

const labelsOf = (data: Data, action: string): Record<string, string> => {
  const { alert_rule: rule, projects } = data.metric_alert;
  const [value] = (data.description_text ?? "").split(/\\n|\n/);
  return shape.present({
    service: (projects.length > 0 ? projects : (rule?.projects ?? [])).join(", "),
    environment: rule?.environment,
    metric: rule?.aggregate,
    value,
    threshold: thresholdOf(rule, action),
    filter: rule?.query,
  });
};

/** The id of a metric alert changes often; the rule and the number of its incident stay. */
const keyOf = ({ metric_alert: alert }: Data): string =>
  shortId(`metric:${alert.alert_rule?.id ?? "?"}:${alert.identifier ?? alert.id ?? "?"}`);

/** https://docs.sentry.io/organization/integrations/integration-platform/webhooks/metric-alerts/ */
export const parseMetricAlert = (
  action: string,
  raw: unknown,
  actor: Actor,
  { contentType, receivedAtMs }: Delivered,
): readonly ParsedAlert[] => {
  const data = requireShape(Data, raw);
  const means = MEANS.get(action);
  const resolved = means?.state === "resolved";
  const key = keyOf(data);
  const by = personOf(actor);
  return [
    {
      key,
      eventId: `${key}:${shape.clip(action, 60)}:${digest([raw, keptParam(contentType, "request-id")])}`,
      state: means?.state ?? "update",
      severity: means?.severity ?? "error",
      ...(means?.state === "firing" ? {} : { severityKnown: false }),
      title: shape.clip(titleOf(data), 500),
      url: shape.webLink(data.web_url),
      // Times of the payload are those of the incident, not of this change; only its end is one.
      atMs: (resolved ? shape.timeOf(data.metric_alert.date_closed) : undefined) ?? receivedAtMs,
      by,
      what: means?.what ?? shape.clip(action, 60),
      labels: labelsOf(data, action),
      details: [],
      ending: resolved ? (by ? "human" : "auto") : undefined,
    },
  ];
};
