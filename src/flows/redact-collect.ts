import type { Collect, SourceIncident } from "../core/integration.ts";
import type { PolicyNow } from "../core/policy.ts";
import { redactLabels, redactText, redactUrl } from "../core/redact.ts";

/** What a poll brings, without what must not be stored as text, as in what is posted to us. */
export const redactCollect = ({ collect, pace }: Collect, policyNow: PolicyNow): Collect => ({
  pace,
  async *collect(window) {
    for await (const batch of collect(window)) {
      const { redactions } = policyNow();
      const redact = (incident: SourceIncident): SourceIncident => ({
        ...incident,
        title: redactText(incident.title, redactions),
        labels: redactLabels(incident.labels, redactions),
        ...(incident.url === undefined ? {} : { url: redactUrl(incident.url, redactions) }),
      });
      yield { ...batch, incidents: batch.incidents.map(redact) };
    }
  },
});
