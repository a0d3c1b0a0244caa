import type * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Delivered, ParsedAlert } from "../../core/integration.ts";
import { countOf } from "../../core/number-words.ts";
import { requireShape } from "../../lib/payload.ts";
import { groupOf, PrometheusAlert, readPrometheusAlert } from "../../lib/prometheus-alerts.ts";
import { firstText, linesOf, present, Text, Texts, webLink } from "../../lib/shape.ts";
import { panelGraph } from "./alert-graph.ts";
import { numberText } from "./number-text.ts";

const GrafanaAlert = PrometheusAlert.extend({
  values: Texts,
  valueString: Text,
  silenceURL: Text,
  dashboardURL: Text,
  panelURL: Text,
  imageURL: Text,
});
type GrafanaAlert = z.infer<typeof GrafanaAlert>;
const Group = groupOf(GrafanaAlert);
type Group = z.infer<typeof Group>;

/** Names of alerts that Grafana raises about a rule instead of for it; the rule is in `rulename`. */
const ABOUT: Readonly<Record<string, string>> = {
  DatasourceNoData: "No data",
  DatasourceError: "The query fails",
};

/** "[ var='B' labels={…} value=22.3 ]": what each query came to, in Grafana 8 and 9. */
const VALUE = /\b(?:var|metric)='([^']*)'[^[\]]*?\bvalue=([^\s,\]]+)/g;

const valuesOf = ({ values, valueString }: GrafanaAlert): string | undefined => {
  const named = Object.entries(values);
  const all =
    named.length > 0
      ? named
      : [...(valueString ?? "").slice(0, 4000).matchAll(VALUE)].map(([, a = "", b = ""]) => [a, b] as const);
  return all
    .slice(0, 8)
    .map(([name, value]) => (name ? `${name}=${numberText(value)}` : numberText(value)))
    .join(", ");
};

const isTest = ({ labels }: GrafanaAlert): boolean => labels.alertname === "TestAlert" && labels.instance === "Grafana";

const titleOf = (alert: GrafanaAlert, title: string): string => {
  if (isTest(alert)) return `Test from Grafana: ${title}`;
  const about = ABOUT[alert.labels.alertname ?? ""];
  return about === undefined ? title : `${about}: ${firstText(alert.labels.rulename, title)}`;
};

const groupTitleOf = ({ labels: { alertname = "" } }: GrafanaAlert, title: string): string =>
  ABOUT[alertname] === undefined ? title : title.replace(alertname, ABOUT[alertname]);

/** A link to silence it comes with other details only: alone it is not worth a message of its own. */
const detailsOf = (alert: GrafanaAlert, title: string): readonly string[] => {
  const { description, Error: error } = alert.annotations;
  const [picture, silence] = [webLink(alert.imageURL), webLink(alert.silenceURL)];
  const lines = [
    ...(description === title ? [] : linesOf(description, 16)),
    ...linesOf(error, 2),
    ...(picture ? [`Picture: ${picture}`] : []),
  ];
  return lines.length > 0 && silence ? [...lines, `Silence: ${silence}`] : lines;
};

const readAlert = (alert: GrafanaAlert, group: Group, delivered: Delivered): ParsedAlert => {
  const read = readPrometheusAlert(alert, group, delivered);
  const { grafana_folder: folder, ...labels } = read.labels;
  const { threshold, __panelId__: panelId } = alert.annotations;
  const graph = panelGraph({ links: [alert.panelURL, alert.dashboardURL], panelId, threshold });
  return {
    ...read,
    // A test opens nothing.
    state: isTest(alert) && read.state === "firing" ? "notice" : read.state,
    ...(isTest(alert) ? { severity: "info" as const, severityKnown: undefined } : {}),
    title: titleOf(alert, read.title),
    group: read.group && { ...read.group, title: groupTitleOf(alert, read.group.title) },
    url: webLink(alert.panelURL, alert.dashboardURL, alert.generatorURL, group.externalURL),
    labels: present({
      ...labels,
      value: valuesOf(alert) || labels.value,
      folder,
    }),
    details: read.state === "firing" ? detailsOf(alert, read.title) : [],
    ...(graph && { graph }),
  };
};

/** Unified alerting: like Alertmanager's body, with values and links of each alert. Throws Failure("unreadable"). */
export const parseUnified = (raw: Readonly<Record<string, unknown>>, delivered: Delivered): readonly ParsedAlert[] => {
  const group = requireShape(Group, raw);
  if (group.alerts.length === 0 && Array.isArray(raw.alerts) && raw.alerts.length > 0)
    throw new Failure("unreadable", "not a Grafana alert: none of its alerts can be read");
  const left = group.truncatedAlerts;
  const last = group.alerts.length - 1;
  const alerts = group.alerts.map((alert, index) => {
    const read = readAlert(alert, group, delivered);
    if (left === 0 || index !== last) return read;
    return { ...read, labels: { ...read.labels, "left out": `${countOf(left, "more alert")} of this group` } };
  });
  return [...new Map(alerts.map((alert) => [alert.eventId, alert])).values()];
};
