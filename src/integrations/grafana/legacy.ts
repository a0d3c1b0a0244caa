import * as z from "zod";
import type { AlertState } from "../../core/alert.ts";
import type { Delivered, ParsedAlert } from "../../core/integration.ts";
import { digest, shortId } from "../../lib/digest.ts";
import { requireShape } from "../../lib/payload.ts";
import { shownLabels } from "../../lib/prometheus-alerts.ts";
import { severityOfWord } from "../../lib/severity-words.ts";
import { firstText, linesOf, listOf, present, Scalar, Text, Texts, webLink } from "../../lib/shape.ts";
import { minuteOf } from "../../lib/unnamed.ts";
import { panelGraph } from "./alert-graph.ts";
import { numberText } from "./number-text.ts";

const Rule = z.object({
  title: Text,
  ruleId: Scalar,
  ruleName: Text,
  ruleUrl: Text,
  state: z.string(),
  message: Text,
  evalMatches: listOf(z.object({ metric: Text, value: Scalar, tags: Texts })),
  imageUrl: Text,
  panelId: Scalar,
  orgId: Scalar,
  tags: Texts,
});
type Rule = z.infer<typeof Rule>;

/** pending and paused say nothing about the problem itself. */
const STATES: Readonly<Record<string, { readonly state: AlertState; readonly what: string }>> = {
  alerting: { state: "firing", what: "triggered" },
  no_data: { state: "firing", what: "stopped getting data" },
  ok: { state: "resolved", what: "cleared" },
};

const measured = (matches: Rule["evalMatches"]): string | undefined =>
  matches
    .slice(0, 8)
    .flatMap(({ metric, value }) => (value === undefined ? [] : [`${metric ? `${metric}=` : ""}${numberText(value)}`]))
    .join(", ") || undefined;

const isTest = ({ ruleId, title }: Rule): boolean => ruleId === "0" && /test notification/i.test(title ?? "");

const titleOf = (rule: Rule): string => {
  const name = firstText(rule.ruleName, rule.title?.replace(/^\[[^\]]*\]\s*/, "")) ?? "An alert without a name";
  if (isTest(rule)) return `Test from Grafana: ${name}`;
  return rule.state === "no_data" ? `No data: ${name}` : name;
};

/** An alert of a dashboard, Grafana 8 and earlier. Throws Failure("unreadable"). */
export const parseLegacy = (
  raw: Readonly<Record<string, unknown>>,
  { receivedAtMs }: Delivered,
): readonly ParsedAlert[] => {
  const rule = requireShape(Rule, raw);
  const known = STATES[rule.state.toLowerCase()];
  const key = shortId(`${rule.orgId ?? "-"}:${rule.ruleId ?? rule.ruleName ?? "-"}`);
  const window = minuteOf(receivedAtMs);
  const test = isTest(rule) && known?.state === "firing";
  const severity = severityOfWord(rule.tags.severity ?? rule.tags.priority);
  const tags = { ...rule.evalMatches[0]?.tags, ...rule.tags };
  const graph = panelGraph({ links: [rule.ruleUrl], panelId: rule.panelId });
  return [
    {
      key,
      eventId: `${key}:${shortId(rule.state)}:${digest(rule.evalMatches)}:${window}`,
      state: test ? "notice" : (known?.state ?? "notice"),
      severity: severity ?? (isTest(rule) || known === undefined ? "info" : "error"),
      ...(severity === undefined ? { severityKnown: false } : {}),
      title: titleOf(rule),
      url: webLink(rule.ruleUrl),
      atMs: receivedAtMs,
      what: known?.what ?? `became ${firstText(rule.state) ?? "unknown"}`,
      labels: { ...shownLabels(tags), ...present({ value: measured(rule.evalMatches) }) },
      details:
        known?.state === "firing"
          ? [...linesOf(rule.message, 18), ...(webLink(rule.imageUrl) ? [`Picture: ${rule.imageUrl}`] : [])]
          : [],
      ending: known?.state === "resolved" ? "auto" : undefined,
      ...(graph && { graph }),
    },
  ];
};
