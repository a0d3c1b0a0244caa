import * as z from "zod";
import type { Pager } from "../../core/integration.ts";
import { pageContent } from "../../lib/page-content.ts";
import type { SendJson } from "../../lib/send-json.ts";
import { clip, firstText } from "../../lib/shape.ts";

const Refusal = z.object({
  message: z.string().catch(""),
  errors: z.array(z.string()).catch([]),
});

/** Why the Events API refused, in its own words; "" when it gave none. */
export const whyRefused = (body: unknown): string => {
  const refusal = Refusal.safeParse(body);
  return refusal.success ? [refusal.data.message, refusal.data.errors.join("; ")].filter(Boolean).join(": ") : "";
};

/** https://developer.pagerduty.com/docs/send-alert-event#parameters */
const LONGEST_SUMMARY = 1024;

/**
 * Calls through the Events API v2: https://developer.pagerduty.com/docs/events-api-v2-overview. A trigger whose key is
 * open joins that call. pdjs's own `event` knows no other address, has no timeout, and sleeps 20 s, three times, on 429.
 */
export const createPager = (events: URL, routingKey: string, send: SendJson): Pager => {
  const url = new URL(`${events.href.replace(/\/+$/, "")}/v2/enqueue`);
  const enqueue = (what: string, event: object) => send(what, { url, body: { routing_key: routingKey, ...event } });
  return {
    name: "PagerDuty",
    async page(incident, actor) {
      const { ref, title, where, facts, members, links } = pageContent(incident, actor.name);
      const { labels } = incident;
      await enqueue("trigger", {
        event_action: "trigger",
        dedup_key: ref,
        client: "Dr. M",
        payload: {
          summary: clip(title, LONGEST_SUMMARY),
          source: where,
          severity: incident.severity,
          timestamp: new Date(incident.openedAtMs).toISOString(),
          component: firstText(labels.component, labels.service),
          group: firstText(labels.cluster, labels.environment, labels.group),
          class: firstText(labels.alertname, labels.class, labels.metric),
          custom_details: members.length > 0 ? { ...facts, problems: members } : facts,
        },
        links,
      });
      return { ref };
    },
    async resolve(ref) {
      await enqueue("resolve", { event_action: "resolve", dedup_key: ref });
    },
  };
};
