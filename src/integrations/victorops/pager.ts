import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Pager } from "../../core/integration.ts";
import { type PageContent, pageContent } from "../../lib/page-content.ts";
import type { JsonAnswer, SendJson } from "../../lib/send-json.ts";
import { clip } from "../../lib/shape.ts";

const Answer = z.object({ result: z.string().optional().catch(undefined), message: z.string().catch("") });

/** Why Splunk On-Call refused, in its own words. */
export const whyRefused = (body: unknown): string => Answer.safeParse(body).data?.message ?? "";

/** Characters. https://help.splunk.com/en/splunk-observability-cloud/splunk-on-call/alerts/incident-fields-glossary */
const MOST = { displayName: 500, stateMessage: 20_480, annotation: 1120 } as const;

const messageOf = ({ title, facts, members }: PageContent): string => {
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
  return clip([title, ...members, ...lines].join("\n"), MOST.stateMessage);
};

/** Links as annotations: https://help.victorops.com/knowledge-base/rest-endpoint-integration-guide/ */
const annotationsOf = ({ links }: PageContent): Readonly<Record<string, string>> =>
  Object.fromEntries(
    links.flatMap(({ href, text }): [string, string][] =>
      href.length <= MOST.annotation ? [[`vo_annotate.u.${text}`, href]] : [],
    ),
  );

/** A 200 that says anything but success did not call anybody. */
const requireSuccess = ({ body }: JsonAnswer): void => {
  const answer = Answer.safeParse(body);
  const result = answer.data?.result;
  if (result === undefined || result === "success") return;
  throw new Failure("rejected", `Splunk On-Call: alert: ${clip(result, 200)}`, {
    tell: "Splunk On-Call refused the call. Compare VICTOROPS_ROUTING_KEY with its routing keys.",
  });
};

/** Where the REST endpoint is; the key stands in the address, so the address is never told. */
export interface VictorOpsTarget {
  readonly base: URL;
  readonly restKey: string;
  readonly routingKey: string;
}

/**
 * Calls through the REST endpoint; an open incident of the same entity takes the alert in:
 * https://help.splunk.com/en/splunk-observability-cloud/splunk-on-call/integrations-with-splunk-on-call/rest-endpoint-integration-for-splunk-on-call
 */
export const createPager = ({ base, restKey, routingKey }: VictorOpsTarget, send: SendJson): Pager => {
  const parts = [restKey, routingKey].map(encodeURIComponent).join("/");
  const url = new URL(`${base.href.replace(/\/+$/, "")}/integrations/generic/20131114/alert/${parts}`);
  const alert = async (what: string, body: object): Promise<void> => requireSuccess(await send(what, { url, body }));
  return {
    name: "Splunk On-Call",
    async page(incident, actor) {
      const content = pageContent(incident, actor.name);
      await alert("alert", {
        // Only CRITICAL is sure to call somebody, whatever the card's severity.
        message_type: "CRITICAL",
        entity_id: content.ref,
        entity_display_name: clip(content.title, MOST.displayName),
        state_message: messageOf(content),
        state_start_time: Math.floor(incident.openedAtMs / 1000),
        monitoring_tool: "Dr. M",
        host_name: content.where,
        ...annotationsOf(content),
      });
      return { ref: content.ref };
    },
    async resolve(ref) {
      const body = { message_type: "RECOVERY", entity_id: ref, state_message: "The problem ended." };
      await alert("recovery", { ...body, monitoring_tool: "Dr. M" });
    },
  };
};
