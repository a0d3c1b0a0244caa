import * as z from "zod";
import type { Severity } from "../../core/alert.ts";
import type { Pager } from "../../core/integration.ts";
import { type PageContent, pageContent } from "../../lib/page-content.ts";
import type { SendJson } from "../../lib/send-json.ts";
import { clip } from "../../lib/shape.ts";

const Refusal = z.object({
  message: z.string().catch(""),
  errors: z.record(z.string(), z.union([z.string(), z.array(z.string()).transform((all) => all.join(", "))])).catch({}),
});

/** Why OpsGenie refused, in its own words with the fields it names: https://docs.opsgenie.com/docs/response */
export const whyRefused = (body: unknown): string => {
  const refusal = Refusal.safeParse(body);
  if (!refusal.success) return "";
  const fields = Object.entries(refusal.data.errors).map(([name, why]) => `${name}: ${why}`);
  return [refusal.data.message, ...fields].filter(Boolean).join(" ");
};

const PRIORITIES: Readonly<Record<Severity, string>> = { critical: "P1", error: "P2", warning: "P3", info: "P5" };

/** Characters, and the number and length of tags: https://docs.opsgenie.com/docs/alert-api#create-alert */
const MOST = { message: 130, description: 15_000, details: 8000, entity: 512, tags: 20, tag: 50, user: 100 } as const;

const descriptionOf = ({ title, members, links }: PageContent): string =>
  clip([title, ...members, ...links.map(({ href, text }) => `${text}: ${href}`)].join("\n"), MOST.description);

/** As many facts as the sum of their characters allows. */
const detailsOf = (facts: PageContent["facts"]): Readonly<Record<string, string>> => {
  let left: number = MOST.details;
  const kept = Object.entries(facts).filter(([name, value]) => {
    const size = name.length + value.length;
    if (size > left) return false;
    left -= size;
    return true;
  });
  return Object.fromEntries(kept);
};

const tagsOf = (severity: Severity, source: string): readonly string[] =>
  [severity, source, "drm"].slice(0, MOST.tags).map((tag) => clip(tag, MOST.tag));

/** Where OpsGenie's API is, the key of an API integration, and the team to call; without one the integration's own. */
export interface OpsGenieTarget {
  readonly base: URL;
  readonly apiKey: string;
  readonly team: string | undefined;
}

/**
 * Calls through OpsGenie's Alert API; an open alert with the same alias counts up instead of a second one:
 * https://docs.opsgenie.com/docs/alert-api#create-alert
 */
export const createPager = ({ base, apiKey, team }: OpsGenieTarget, send: SendJson): Pager => {
  const alerts = `${base.href.replace(/\/+$/, "")}/v2/alerts`;
  const headers = { authorization: `GenieKey ${apiKey}` };
  return {
    name: "OpsGenie",
    async page(incident, actor) {
      const content = pageContent(incident, actor.name);
      const body = {
        message: clip(content.title, MOST.message),
        alias: content.ref,
        description: descriptionOf(content),
        details: detailsOf(content.facts),
        entity: clip(content.where, MOST.entity),
        priority: PRIORITIES[incident.severity],
        tags: tagsOf(incident.severity, incident.source),
        source: "Dr. M",
        user: clip(actor.name, MOST.user),
        ...(team === undefined ? {} : { responders: [{ name: team, type: "team" }] }),
      };
      await send("create alert", { url: new URL(alerts), headers, body });
      return { ref: content.ref };
    },
    async resolve(ref) {
      const url = new URL(`${alerts}/${encodeURIComponent(ref)}/close?identifierType=alias`);
      await send("close alert", { url, headers, body: { source: "Dr. M", note: "The problem ended." } });
    },
  };
};
