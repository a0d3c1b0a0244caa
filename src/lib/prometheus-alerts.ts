import * as z from "zod";
import type { Delivered, ParsedAlert } from "../core/integration.ts";
import { digest, shortId } from "./digest.ts";
import { severityOfWord } from "./severity-words.ts";
import { firstText, listOf, present, Scalar, Text, Texts, timeOf, webLink } from "./shape.ts";
import { unnamed } from "./unnamed.ts";
import { tidyValue } from "./value-words.ts";
import { cut } from "./wording.ts";

/** One alert as Prometheus' Alertmanager and those who learnt from it send it; every field may be missing. */
export const PrometheusAlert = z.object({
  status: Text,
  labels: Texts,
  annotations: Texts,
  startsAt: Text,
  endsAt: Text,
  generatorURL: Text,
  fingerprint: Scalar,
});

/** A read alert: texts and labels as sent, times not read yet. */
export type PrometheusAlert = z.infer<typeof PrometheusAlert>;

/** A group of them; `left` is how many the sender cut off. */
export const groupOf = <T>(alert: z.ZodType<T>) =>
  z.object({
    alerts: listOf(alert),
    status: Text,
    receiver: Text,
    groupKey: Scalar,
    groupLabels: Texts,
    externalURL: Text,
    truncatedAlerts: z.number().int().min(0).catch(0),
  });

/** What a delivery says about all of its alerts. */
type PrometheusGroup = Omit<z.infer<ReturnType<typeof groupOf>>, "alerts">;

/** Labels that mean the same, by the name that the card knows. */
const SAME: readonly (readonly [string, readonly string[]])[] = [
  ["service", ["service", "app", "application", "job"]],
  ["host", ["host", "hostname", "instance", "node", "server", "pod"]],
  ["environment", ["environment", "env", "stage"]],
];
const HIDDEN = new Set(["alertname", "severity", "rulename"]);
const MOST_LABELS = 10;

/** The labels to show: what the card knows first, then the sender's own; `__internal` ones stay hidden. */
export const shownLabels = (labels: Readonly<Record<string, string>>): Record<string, string> => {
  const used = new Set<string>();
  const known = SAME.map(([name, others]): [string, string | undefined] => {
    const found = others.find((other) => labels[other]);
    if (found !== undefined) used.add(found);
    return [name, found === undefined ? undefined : labels[found]];
  });
  const own = Object.entries(labels).filter(
    ([name]) => !used.has(name) && !HIDDEN.has(name) && !name.startsWith("__") && name !== "number",
  );
  return present({ ...Object.fromEntries(known), ...Object.fromEntries(own.slice(0, MOST_LABELS)) });
};

/** Fills "{name}" from the labels; undefined when one is not there. */
const filled = (template: string, labels: Readonly<Record<string, string>>): string | undefined => {
  const text = template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => labels[name] ?? whole);
  return /\{\w+\}/.test(text) ? undefined : text;
};

/** Where the annotations say what to do: `runbook_url` first, then whatever begins with runbook or playbook. */
const runbookOf = ({ labels, annotations }: PrometheusAlert): string | undefined => {
  const named = Object.entries(annotations).filter(([name]) => /^(runbook|playbook)/i.test(name));
  return webLink(annotations.runbook_url, ...named.map(([, text]) => filled(text, labels)));
};

/** "InstanceDown · prod"; values alone say little where the alert's name is not among them: "cluster prod · job node". */
const groupTitle = ({ alertname, ...others }: Readonly<Record<string, string>>): string => {
  const rest = Object.entries(others).filter(([name, value]) => value.trim() !== "" && !name.startsWith("__"));
  const words = rest.map(([name, value]) => (alertname ? value : `${name} ${value}`));
  return cut(firstText([alertname, ...words].filter(Boolean).join(" · ")) ?? "", 200);
};

/**
 * The group that the sender put an alert into, by its receiver and key (a number of 64 bits in version 3). Undefined when
 * the sender gathers by nothing, which throws everything together, or by every label, which gathers nothing.
 * https://prometheus.io/docs/alerting/latest/configuration/#route
 */
const gatheredAs = (alert: PrometheusAlert, group: PrometheusGroup): ParsedAlert["group"] => {
  const { groupKey, groupLabels, receiver } = group;
  const by = Object.keys(groupLabels);
  if (!groupKey || by.length === 0) return undefined;
  if (Object.keys(alert.labels).every((name) => by.includes(name))) return undefined;
  return { key: shortId(`group:${receiver ?? ""}:${groupKey}`), title: groupTitle(groupLabels) };
};

/** What alerts of this kind share; `alertname` stays a label, because people route and mute by it. `severityKnown` is false when neither labels nor annotations say how bad it is. */
export const readPrometheusAlert = (alert: PrometheusAlert, group: PrometheusGroup, delivered: Delivered) => {
  const { labels, annotations, startsAt } = alert;
  const resolved = (alert.status ?? group.status) === "resolved";
  const state: ParsedAlert["state"] = resolved ? "resolved" : "firing";
  const key = shortId(alert.fingerprint || digest(labels));
  const severity = [labels.severity, annotations.severity, labels.priority, labels.level]
    .map(severityOfWord)
    .find((found) => found !== undefined);
  const name = firstText(labels.alertname);
  const title = firstText(annotations.summary, annotations.title, annotations.message, name, annotations.description);
  return {
    key,
    eventId: `${key}:${shortId(startsAt || unnamed(delivered))}:${state}`,
    state,
    restates: true,
    severity: severity ?? ("error" as const),
    severityKnown: severity === undefined ? false : undefined,
    title: title ?? "An alert without a name",
    runbook: runbookOf(alert),
    atMs: (resolved ? timeOf(alert.endsAt) : timeOf(startsAt)) ?? delivered.receivedAtMs,
    what: resolved ? "cleared" : "triggered",
    labels: {
      ...shownLabels(labels),
      ...present({
        alertname: name,
        value: tidyValue(annotations.value ?? annotations.current_value),
        threshold: annotations.threshold,
      }),
    },
    ending: resolved ? ("auto" as const) : undefined,
    group: gatheredAs(alert, group),
  };
};
