import type { Alert, AlertGraph } from "./alert.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Redaction } from "./policy.ts";

type Redactions = readonly Redaction[];

const replaced = (text: string, { pattern, check }: Redaction, by: string): string =>
  text.replace(pattern, (found: string, ...more: readonly unknown[]) => {
    if (check && !check(found)) return found;
    const groups = more.at(-1);
    const keep = typeof groups === "object" && groups !== null && "keep" in groups ? String(groups.keep) : "";
    return `${keep}${by}`;
  });

/** The text without what the redactions find: "password=[redacted credentials]". A second time changes nothing. */
export const redactText = (text: string, redactions: Redactions): string =>
  redactions.reduce((left, one) => replaced(left, one, `[redacted ${one.name}]`), text);

const REDACTED = "redacted";

/**
 * An address without user, password and what else the redactions find in it; undefined when nobody could open what is
 * left, because its host is gone.
 */
export const redactUrl = (url: string, redactions: Redactions): string | undefined => {
  const left = redactions.reduce((text, one) => replaced(text, one, REDACTED), url);
  if (left === url) return url;
  const parsed = URL.parse(left.replace(`//${REDACTED}@`, "//"));
  return parsed && parsed.hostname === URL.parse(url)?.hostname ? parsed.href : undefined;
};

/** Apart, so that a pattern can span the lines of a key that a sender cut into pieces. No text from outside has it. */
const APART = "\0";

const redactLines = (lines: readonly string[], redactions: Redactions): readonly string[] => {
  if (lines.length === 0) return lines;
  const joined = lines.map((line) => line.replaceAll(APART, "")).join(APART);
  const left = redactText(joined, redactions);
  return left === joined ? lines : left.split(APART);
};

/** The name counts too: a label `password` is a secret whatever its value looks like. */
const redactLabel = (name: string, value: string, redactions: Redactions): string => {
  const asked = `${name}=${value}`;
  const left = redactText(asked, redactions);
  return left === asked ? value : left.startsWith(`${name}=`) ? left.slice(name.length + 1) : left;
};

/** The labels with redacted values; names stay. */
export const redactLabels = (
  labels: Readonly<Record<string, string>>,
  redactions: Redactions,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, redactLabel(name, value, redactions)]));

/** An id that some senders make of texts: what tells it from others stays, what it said does not. */
const redactId = (id: string, redactions: Redactions): string => {
  const left = redactText(id, redactions);
  return left === id ? id : `${left}-${fingerprint(id)}`;
};

/** Every text of an alert at once: most hold nothing to redact, and that is known after one look. */
const textOf = ({
  key,
  eventId,
  title,
  what,
  url,
  runbook,
  labels,
  details,
  lines,
  group,
  graph,
}: Omit<Alert, "source">): string =>
  [
    ...[key, eventId, title, what ?? "", url ?? "", runbook ?? "", group?.key ?? "", group?.title ?? ""],
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    ...details,
    ...(lines ?? []),
    ...[graph?.query ?? "", graph?.title ?? ""],
  ].join(APART);

/** An expression with something to redact in it is not drawn: it would ask for something else. */
const redactGraph = (graph: AlertGraph, redactions: Redactions): AlertGraph | undefined => {
  const all = `${graph.query}${APART}${graph.title ?? ""}`;
  return redactText(all, redactions) === all ? graph : undefined;
};

/** An alert as it may be stored and posted. The same key always becomes the same, so that it still finds its problem. */
export const redactAlert = <A extends Omit<Alert, "source">>(alert: A, redactions: Redactions): A => {
  const all = textOf(alert);
  if (redactText(all, redactions) === all) return alert;
  const text = (value: string): string => redactText(value, redactions);
  return {
    ...alert,
    key: redactId(alert.key, redactions),
    eventId: redactId(alert.eventId, redactions),
    title: text(alert.title),
    labels: redactLabels(alert.labels, redactions),
    details: redactLines(alert.details, redactions),
    ...(alert.lines === undefined ? {} : { lines: redactLines(alert.lines, redactions) }),
    ...(alert.what === undefined ? {} : { what: text(alert.what) }),
    ...(alert.url === undefined ? {} : { url: redactUrl(alert.url, redactions) }),
    ...(alert.runbook === undefined ? {} : { runbook: redactUrl(alert.runbook, redactions) }),
    ...(alert.graph === undefined ? {} : { graph: redactGraph(alert.graph, redactions) }),
    ...(alert.group === undefined
      ? {}
      : { group: { key: redactId(alert.group.key, redactions), title: text(alert.group.title) } }),
  };
};
