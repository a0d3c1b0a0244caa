import { Failure } from "../core/failure.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { readAnyBody } from "../lib/any-body.ts";
import { digest } from "../lib/digest.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { keptParam } from "../lib/kept-param.ts";
import { textOf } from "../lib/payload.ts";
import { readEvent } from "./generic/event.ts";
import { checkMappings, mappingFor, readMappings } from "./generic/mapping.ts";
import { valueAt } from "./generic/source.ts";

const MOST = 1000;

const parse = (delivered: Delivered, ownMappings: string | undefined): readonly ParsedAlert[] => {
  const body = readAnyBody(delivered.body);
  const own = readMappings(ownMappings);
  const endpoint = keptParam(delivered.contentType, "as");
  const list = mappingFor(body, own, endpoint)?.list;
  const found = list === undefined ? body : valueAt(body, list);
  const events: readonly unknown[] = Array.isArray(found) ? found : [found];
  if (events.length > MOST) throw new Failure("unreadable", `more than ${MOST} events at once`);
  const bodyId = digest(textOf(delivered.body));
  return events.map((event, index) =>
    readEvent(event, mappingFor(event, own, endpoint), {
      receivedAtMs: delivered.receivedAtMs,
      contentId: events.length === 1 ? bodyId : `${bodyId}-${index}`,
    }),
  );
};

/**
 * Anything that can post a few fields. The body, an object or an array of them, as JSON or as a form:
 *
 * { "title": "Disk is full", "state": "firing" | "acked" | "resolved", "severity": "critical" | "error" | "warning" | "info",
 *   "id": "disk-db-1", "host": "db-1", "service": "Checkout", "message": "Longer text", "link": "https://…",
 *   "runbook_url": "https://…", "timestamp": "2026-11-16T08:00:00Z", "by": "Ana", "value": "97 %", "threshold": "> 90 %",
 *   "environment": "production", "labels": { "team": "payments" } }
 *
 * Only the title is needed: without a state it fires, without an id host, service and title make one. Zabbix, New Relic,
 * UptimeRobot, Riemann and updown.io are read as they are; for others GENERIC_MAPPINGS says where each field stands.
 */
export default defineIntegration({
  name: "generic",
  docs: "https://github.com/grafana/oncall/blob/dev/docs/sources/integrations/webhook/index.md",
  settings: {
    GENERIC_TOKEN: tokenSetting("at the end of the URL, as a bearer token or in an X-Auth-Token header"),
    GENERIC_MAPPINGS: {
      about:
        "JSON object of mappings by name, each field a dot path or a text with {paths}; used at /hooks/generic/<token>?as=<name> and where its `when` fits",
      example:
        '{"backup":{"when":{"job.tool":"restic"},"title":"{job.name} failed","state":"job.result","key":"job.id"}}',
    },
  },
  check: ({ GENERIC_TOKEN, GENERIC_MAPPINGS }) => [
    ...checkTokens("GENERIC_TOKEN", GENERIC_TOKEN),
    ...checkMappings(GENERIC_MAPPINGS),
  ],
  relay: {
    methods: ["POST", "PUT"],
    async verify(request, { GENERIC_TOKEN }) {
      requireHookToken(request, "GENERIC_TOKEN", GENERIC_TOKEN);
    },
    parse: (delivered, settings) => parse(delivered, settings?.GENERIC_MAPPINGS),
  },
});
