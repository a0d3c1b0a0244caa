import { Failure } from "../core/failure.ts";
import { defineIntegration } from "../core/integration.ts";
import { authHeader, createAskJson, secretsOf } from "../lib/ask-json.ts";
import { checkBase, httpUrl } from "../lib/http-url.ts";
import { isStreams } from "./loki/logql.ts";
import { createLoki, whyLokiRefused } from "./loki/logs.ts";

/** Counts of log lines in Loki: one exact answer, whatever the size. */
export default defineIntegration({
  name: "loki",
  docs: "https://grafana.com/docs/loki/latest/reference/loki-http-api/",
  settings: {
    LOKI_URL: { about: "where Loki answers, as it is reached from here", example: "https://loki.example.com" },
    LOKI_AUTH: { about: "user:password for basic auth, or a bearer token, when a proxy asks for one", secret: true },
    LOKI_TENANT: { about: "tenant, when Loki serves several (X-Scope-OrgID)", example: "team-a" },
    LOKI_SELECTOR: {
      about: "streams in which plain words are looked for; without it only LogQL is understood",
      example: '{env="prod"}',
    },
    LOKI_LINK_URL: { about: "where people open Grafana, for links to Explore", example: "https://grafana.example.com" },
    LOKI_LINK_DATASOURCE: {
      about: "name or uid of the Loki data source in Grafana, for those links",
      byDefault: "loki",
    },
  },
  check: ({ LOKI_URL, LOKI_SELECTOR, LOKI_LINK_URL }) => [
    ...checkBase("LOKI_URL", LOKI_URL, "https://loki.example.com"),
    ...checkBase("LOKI_LINK_URL", LOKI_LINK_URL, "https://grafana.example.com"),
    ...(LOKI_SELECTOR !== undefined && !isStreams(LOKI_SELECTOR)
      ? ['LOKI_SELECTOR is not one selector of streams: write it like {env="prod"}.']
      : []),
    ...(LOKI_SELECTOR !== undefined && LOKI_URL === undefined
      ? ["LOKI_SELECTOR is set but LOKI_URL is not: set where Loki answers too, or take the selector away."]
      : []),
  ],
  connect(settings, { signal }) {
    const { LOKI_URL: url, LOKI_AUTH: auth, LOKI_TENANT: tenant, LOKI_LINK_URL: link } = settings;
    if (url === undefined) return undefined;
    const base = httpUrl(url);
    if (!base) throw new Failure("config", "LOKI_URL names no host");
    const ask = createAskJson({
      service: "Loki",
      keySetting: "LOKI_AUTH and LOKI_TENANT",
      headers: { ...authHeader(auth), ...(tenant === undefined ? {} : { "x-scope-orgid": tenant }) },
      secrets: secretsOf(auth),
      why: whyLokiRefused,
      signal,
    });
    const explore = link === undefined ? undefined : httpUrl(link);
    return {
      logs: createLoki(
        {
          base,
          selector: settings.LOKI_SELECTOR,
          explore,
          datasource: settings.LOKI_LINK_DATASOURCE ?? "loki",
        },
        ask,
      ),
    };
  },
});
