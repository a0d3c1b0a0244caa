import { Failure } from "../core/failure.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { countOf } from "../core/number-words.ts";
import { readAnyBody, requireObject } from "../lib/any-body.ts";
import { prometheusGraph } from "../lib/expression.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { requireShape } from "../lib/payload.ts";
import { groupOf, PrometheusAlert, readPrometheusAlert } from "../lib/prometheus-alerts.ts";
import { linesOf, webLink } from "../lib/shape.ts";

const Group = groupOf(PrometheusAlert);

/** The page that makes a silence for exactly these labels: https://github.com/prometheus/alertmanager/tree/main/ui/app */
const silenceOf = (externalURL: string | null | undefined, labels: Readonly<Record<string, string>>): string[] => {
  const base = webLink(externalURL);
  if (base === undefined || Object.keys(labels).length === 0) return [];
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [
    `Silence: ${base.replace(/\/$/, "")}/#/silences/new?filter=${encodeURIComponent(`{${matchers.join(",")}}`.toWellFormed())}`,
  ];
};

/** A link to silence it comes with a description only: alone it is not worth a message of its own. */
const detailsOf = ({ annotations, labels }: PrometheusAlert, title: string, externalURL: string | null | undefined) => {
  const lines = annotations.description === title ? [] : linesOf(annotations.description);
  return lines.length > 0 ? [...lines, ...silenceOf(externalURL, labels)] : [];
};

/** One delivery may hold alerts that fire and others that ended: each is a problem of its own. */
const parse = (delivered: Delivered): readonly ParsedAlert[] => {
  const raw = requireObject(readAnyBody(delivered.body), "an Alertmanager delivery");
  if (!Array.isArray(raw.alerts))
    throw new Failure("unreadable", "not an Alertmanager delivery: it has no list of alerts (a payload of your own?)");
  const group = requireShape(Group, raw);
  if (raw.alerts.length > 0 && group.alerts.length === 0)
    throw new Failure("unreadable", "not an Alertmanager delivery: none of its alerts can be read");
  const left = group.truncatedAlerts;
  const alerts = group.alerts.map((alert, index): ParsedAlert => {
    const read = readPrometheusAlert(alert, group, delivered);
    const graph = prometheusGraph(alert.generatorURL);
    const more = left > 0 && index === group.alerts.length - 1;
    return {
      ...read,
      url: webLink(alert.generatorURL, group.externalURL),
      labels: more ? { ...read.labels, "left out": `${countOf(left, "more alert")} of this group` } : read.labels,
      details: read.state === "firing" ? detailsOf(alert, read.title, group.externalURL) : [],
      ...(graph && { graph }),
    };
  });
  return [...new Map(alerts.map((alert) => [alert.eventId, alert])).values()];
};

/** Prometheus Alertmanager, webhook versions 4 and 3. It signs nothing, so it proves itself with a token. */
export default defineIntegration({
  name: "alertmanager",
  docs: "https://prometheus.io/docs/alerting/latest/configuration/#webhook_config",
  settings: {
    ALERTMANAGER_TOKEN: tokenSetting(
      "as http_config.authorization.credentials (a bearer token) or at the end of the URL",
    ),
  },
  check: ({ ALERTMANAGER_TOKEN }) => checkTokens("ALERTMANAGER_TOKEN", ALERTMANAGER_TOKEN),
  relay: {
    async verify(request, { ALERTMANAGER_TOKEN }) {
      requireHookToken(request, "ALERTMANAGER_TOKEN", ALERTMANAGER_TOKEN);
    },
    parse,
  },
});
