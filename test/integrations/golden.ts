import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import type { ParsedAlert } from "../../src/core/integration.ts";
import { type File, unreadable } from "./source-kit.ts";

/** An alert as text that a person can review. */
const alertText = (alert: ParsedAlert): string => {
  const { state, severity, severityKnown, title, key, eventId, atMs, by, what, url, labels, details, ending } = alert;
  const { runbook, group, graph } = alert;
  const limits = graph?.thresholds?.map(({ value, trouble }) => ` · trouble ${trouble} ${value}`).join("") ?? "";
  const lines = [
    `${state} · ${severity}${severityKnown === false ? " (not said)" : ""} · ${JSON.stringify(title)}`,
    `what: ${what ?? "-"} · by: ${by ?? "-"}${ending ? ` · ending: ${ending}` : ""}`,
    `key: ${key} · event: ${eventId} · at: ${new Date(atMs).toISOString()}`,
    ...(group ? [`group: ${group.key} · ${JSON.stringify(group.title)}`] : []),
    `url: ${url ?? "-"}`,
    ...(runbook ? [`runbook: ${runbook}`] : []),
    ...(graph ? [`graph: ${graph.source} · ${graph.query}${limits}`] : []),
    `labels: ${Object.entries(labels)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(" ")}`,
    ...details.map((detail) => `detail: ${detail}`),
  ];
  return lines.map((line) => `  ${line.trimEnd()}`).join("\n");
};

/** What one body says, as text that a person can review. */
export const bodyText = (parse: (body: Uint8Array) => readonly ParsedAlert[], { name, body }: File): string => {
  try {
    const alerts = parse(body);
    return [name, ...(alerts.length === 0 ? ["  (says nothing)"] : alerts.map(alertText))].join("\n");
  } catch (error) {
    assert.ok(unreadable(error), `${name}: ${error}`);
    return `${name}\n  unreadable: ${error instanceof Error ? error.message : ""}`;
  }
};

/** The golden file is the review: what each body of a source says. UPDATE_GOLDEN=1 writes it anew. */
export const assertGolden = (source: string, texts: readonly string[]): void => {
  const golden = new URL(`../golden/${source}-alerts.txt`, import.meta.url);
  const text = `${texts.join("\n\n")}\n`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, "utf8"));
};
