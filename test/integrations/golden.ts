import type { ParsedAlert } from "../../src/core/integration.ts";

/** An alert as text that a person can review. */
export const alertText = (alert: ParsedAlert): string => {
  const { state, severity, severityKnown, title, key, eventId, atMs, by, what, url, labels, details, ending } = alert;
  const lines = [
    `${state} · ${severity}${severityKnown === false ? " (not said)" : ""} · ${JSON.stringify(title)}`,
    `what: ${what ?? "-"} · by: ${by ?? "-"}${ending ? ` · ending: ${ending}` : ""}`,
    `key: ${key} · event: ${eventId} · at: ${new Date(atMs).toISOString()}`,
    `url: ${url ?? "-"}`,
    `labels: ${Object.entries(labels)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(" ")}`,
    ...details.map((detail) => `detail: ${detail}`),
  ];
  return lines.map((line) => `  ${line.trimEnd()}`).join("\n");
};
