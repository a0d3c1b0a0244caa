import * as z from "zod";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { readAnyBody } from "../lib/any-body.ts";
import { shortId } from "../lib/digest.ts";
import { epochMs } from "../lib/epoch.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { checkBase } from "../lib/http-url.ts";
import { requireMembers } from "../lib/members.ts";
import { Id, requireShape } from "../lib/payload.ts";
import * as shape from "../lib/shape.ts";
import { unnamed } from "../lib/unnamed.ts";
import { formatValue } from "../lib/value-words.ts";
import { breachGraph } from "./librato/graph.ts";
import { createMeasure } from "./librato/measure.ts";

const Value = z.number().optional().catch(undefined);
const Condition = z.object({
  id: Id,
  type: shape.Text,
  threshold: Value,
  summary_function: shape.Text,
  duration: Value,
});
const Violation = z.object({ metric: shape.Text, value: Value, condition_violated: shape.Scalar });
const Measurement = z.object({ value: Value, source: shape.Text });
const Metric = z.object({ name: shape.Text }).optional().catch(undefined);
/** `violations` are by source, that is by host. Version 1 has one metric and its measurements instead. */
const Message = z.object({
  alert: z.object({ id: Id, name: shape.Text, description: shape.Text, runbook_url: shape.Text }),
  trigger_time: shape.Scalar,
  incident_key: shape.Scalar,
  clear: shape.Scalar,
  triggered_by_user_test: z.boolean().optional().catch(undefined),
  conditions: shape.listOf(Condition),
  violations: z.record(z.string(), shape.listOf(Violation)).catch({}),
  metric: Metric,
  measurement: Measurement.optional().catch(undefined),
  measurements: shape.listOf(Measurement),
});
type Message = z.infer<typeof Message>;
type Condition = z.infer<typeof Condition>;

/** One metric of one source that is not as it should be. */
interface Breach {
  readonly source: string;
  readonly metric: string;
  readonly value: number | undefined;
  readonly condition: Condition | undefined;
}

/** What a metric without a name is called. */
const NAMELESS = "metric";

const breachesOf = (message: Message): readonly Breach[] => {
  const conditions = new Map(message.conditions.map((condition) => [condition.id, condition]));
  const now = Object.entries(message.violations).flatMap(([source, violations]) =>
    violations.map(({ metric, value, condition_violated: id }) => ({
      source,
      metric: metric || NAMELESS,
      value,
      condition: conditions.get(id ?? "") ?? (conditions.size === 1 ? message.conditions[0] : undefined),
    })),
  );
  const { measurement, measurements } = message;
  const before = measurements.length === 0 && measurement ? [measurement] : measurements;
  const metric = message.metric?.name || NAMELESS;
  return [
    ...now,
    ...before.map(({ source, value }) => ({ source: source || "", metric, value, condition: undefined })),
  ];
};

const absent = ({ condition }: Breach): boolean => condition?.type === "absent";

/** "> 2 for 300 s"; an absent metric has no threshold. */
const thresholdOf = ({ condition }: Breach): string | undefined => {
  if (condition === undefined) return undefined;
  const { type, threshold, duration } = condition;
  const long = duration === undefined ? "" : ` for ${formatValue(duration)} s`;
  if (type === "absent") return `no data${long}`;
  if (threshold === undefined) return undefined;
  return `${type === "below" ? "<" : ">"} ${formatValue(threshold)}${long}`;
};

/** In the vendor's words: "web1: load was above threshold 2 over 300 s with value 7.19". */
const sentenceOf = (breach: Breach): string => {
  const { source, metric, value, condition } = breach;
  const over = condition?.duration === undefined ? "" : ` over ${formatValue(condition.duration)} s`;
  const limit = condition?.threshold === undefined ? "" : ` threshold ${formatValue(condition.threshold)}`;
  const was = value === undefined ? "" : ` with value ${formatValue(value)}`;
  const how = absent(breach) ? `absent${over}` : `${condition?.type || "beyond its"}${limit}${over}${was}`;
  return shape.clip(
    `${source ? `${source}: ` : ""}${metric} was ${condition || absent(breach) ? how : `out of bounds${was}`}`,
  );
};

const some = (texts: readonly string[], comma = ", "): string => {
  const different = [...new Set(texts.filter(Boolean))];
  return different.length <= 5
    ? different.join(comma)
    : `${different.slice(0, 4).join(comma)} and ${different.length - 4} more`;
};

/** The value that broke the first condition, of each host when there are several. */
const valuesOf = (breaches: readonly Breach[]): string | undefined => {
  const [first] = breaches;
  if (first === undefined || absent(first)) return undefined;
  const alike = breaches.filter(({ metric, condition }) => metric === first.metric && condition === first.condition);
  const valued = alike.flatMap(({ source, value }) => (value === undefined ? [] : [{ source, value }]));
  if (valued.length === 1) return valued.map(({ value }) => formatValue(value)).join();
  return some(
    valued.map(({ source, value }) => `${formatValue(value)} (${source || "?"})`),
    "; ",
  );
};

const labelsOf = (breaches: readonly Breach[]): Record<string, string> => {
  const [first] = breaches;
  const others = new Set(breaches.map(({ metric }) => metric)).size - 1;
  return shape.present({
    host: some(breaches.map(({ source }) => source)),
    metric: first && `${shape.clip(first.metric, 300)}${others > 0 ? ` and ${others} more` : ""}`,
    value: valuesOf(breaches),
    threshold: first && thresholdOf(first),
  });
};

/** How it ended; "normal" is the metric itself. */
const CLEARED: Readonly<Record<string, string>> = {
  manual: "cleared by hand",
  auto: "cleared after a while without data",
};

const detailsOf = (message: Message, breaches: readonly Breach[]): readonly string[] => [
  ...(message.clear === undefined ? shape.linesOf(message.alert.description, 5) : []),
  ...shape.someLines(breaches.map(sentenceOf), 15),
];

const titleOf = ({ alert, metric }: Message): string =>
  shape.clip(shape.firstText(alert.name, metric?.name && `Alert on ${metric.name}`) ?? `Alert ${alert.id}`, 500);

const toAlert = (message: Message, { body, receivedAtMs }: Delivered): ParsedAlert => {
  const { alert, clear } = message;
  const test = message.triggered_by_user_test === true;
  const breaches = clear === undefined ? breachesOf(message) : [];
  const id = shortId(message.incident_key || alert.id);
  const key = test ? `${id}:test` : id;
  const atMs = epochMs(message.trigger_time);
  const graph = breachGraph(breaches.filter(({ metric }) => metric !== NAMELESS));
  const what =
    clear === undefined ? "triggered" : ((Object.hasOwn(CLEARED, clear) ? CLEARED[clear] : undefined) ?? "cleared");
  return {
    key,
    eventId: `${key}:${clear === undefined ? "fire" : "clear"}:${atMs ?? unnamed({ body, receivedAtMs })}`,
    state: test ? "notice" : clear === undefined ? "firing" : "resolved",
    severity: test ? "info" : "error",
    ...(clear === undefined ? {} : { severityKnown: false }),
    title: test ? `TEST: ${titleOf(message)}` : titleOf(message),
    url: `https://metrics.librato.com/alerts#/${encodeURIComponent(alert.id.toWellFormed())}`,
    runbook: shape.webLink(alert.runbook_url),
    atMs: atMs ?? receivedAtMs,
    what: test ? "tested by hand" : what,
    labels: labelsOf(breaches),
    details: detailsOf(message, breaches),
    ...(graph && { graph }),
    ending: clear === undefined || test ? undefined : clear === "manual" ? "human" : "auto",
  };
};

const EXAMPLE = "https://metrics.example.com";

/** Alerts of Librato, AppOptics and SolarWinds, and points in their shape; unsigned, but the address can carry a user and a password. */
export default defineIntegration({
  name: "librato",
  docs: "https://github.com/librato/librato-services/blob/master/services/webhook.rb",
  settings: {
    LIBRATO_TOKEN: tokenSetting(
      "in the address of the webhook, as /hooks/librato/<token> or as the password (https://drm:<token>@…/hooks/librato)",
    ),
    LIBRATO_API_URL: {
      asking: true,
      about: "where something speaks the API of AppOptics (the service itself ended in January 2026), for graphs",
      example: EXAMPLE,
    },
    LIBRATO_API_TOKEN: { asking: true, about: "API token that it is asked with", secret: true },
  },
  check: ({ LIBRATO_TOKEN, LIBRATO_API_URL, LIBRATO_API_TOKEN }) => [
    ...checkTokens("LIBRATO_TOKEN", LIBRATO_TOKEN),
    ...checkBase("LIBRATO_API_URL", LIBRATO_API_URL, EXAMPLE),
    ...((LIBRATO_API_URL === undefined) === (LIBRATO_API_TOKEN === undefined)
      ? []
      : ["LIBRATO_API_URL and LIBRATO_API_TOKEN belong together: set both."]),
  ],
  connect: ({ LIBRATO_API_URL: url, LIBRATO_API_TOKEN: token }, connection) =>
    url === undefined || token === undefined ? undefined : { measure: createMeasure({ url, token }, connection) },
  relay: {
    async verify(request, { LIBRATO_TOKEN }) {
      requireHookToken(request, "LIBRATO_TOKEN", LIBRATO_TOKEN);
    },
    parse(delivered) {
      const body = requireMembers(readAnyBody(delivered.body), "a webhook of Librato", "alert");
      return [toAlert(requireShape(Message, body), delivered)];
    },
  },
});
