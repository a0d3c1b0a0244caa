import { Failure } from "../core/failure.ts";
import { defineIntegration } from "../core/integration.ts";
import { readAnyBody, requireObject } from "../lib/any-body.ts";
import { checkTokens, tokenSetting } from "../lib/hook-token.ts";
import { checkBase } from "../lib/http-url.ts";
import { parseLegacy } from "./grafana/legacy.ts";
import { createMeasure } from "./grafana/measure.ts";
import { parseUnified } from "./grafana/unified.ts";
import { verifyGrafana } from "./grafana/verify.ts";

const EXAMPLE = "https://grafana.example.com";

/** Grafana: unified alerting (8 and later) and the dashboard alerts before it, with a token or an HMAC; and its panels as graphs. */
export default defineIntegration({
  name: "grafana",
  docs: "https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/",
  settings: {
    GRAFANA_TOKEN: tokenSetting("as the contact point's Authorization credentials or at the end of the URL"),
    GRAFANA_HMAC_SECRETS: {
      about:
        "HMAC secret of the webhook contact point (Grafana 12 and later); several, comma separated, while rotating",
      secret: true,
    },
    GRAFANA_SIGNATURE_HEADER: {
      about: "header that carries the HMAC",
      byDefault: "X-Grafana-Alerting-Signature",
    },
    GRAFANA_TIMESTAMP_HEADER: {
      about:
        "timestamp header of the contact point, when it has one; signatures without it or older than 5 minutes are refused then",
    },
    GRAFANA_URL: { asking: true, about: "where Grafana is asked for panels, as graphs", example: EXAMPLE },
    GRAFANA_API_TOKEN: {
      asking: true,
      about: "token of a service account that may read dashboards and data sources",
      secret: true,
    },
    GRAFANA_LINK_URL: {
      asking: true,
      about: "where browsers open Grafana, when that is another address",
      example: EXAMPLE,
    },
    GRAFANA_ORG_ID: {
      asking: true,
      about: "number of the organisation, when it is not the service account's only one",
    },
  },
  check: ({ GRAFANA_TOKEN, GRAFANA_HMAC_SECRETS, GRAFANA_TIMESTAMP_HEADER, ...asked }) => [
    ...checkBase("GRAFANA_URL", asked.GRAFANA_URL, EXAMPLE),
    ...checkBase("GRAFANA_LINK_URL", asked.GRAFANA_LINK_URL, EXAMPLE),
    ...((asked.GRAFANA_URL === undefined) === (asked.GRAFANA_API_TOKEN === undefined)
      ? []
      : ["GRAFANA_URL and GRAFANA_API_TOKEN belong together: set both."]),
    ...(asked.GRAFANA_ORG_ID === undefined || /^[1-9]\d*$/.test(asked.GRAFANA_ORG_ID)
      ? []
      : ["GRAFANA_ORG_ID is no number: write it like 1."]),
    ...checkTokens("GRAFANA_TOKEN", GRAFANA_TOKEN),
    ...checkTokens("GRAFANA_HMAC_SECRETS", GRAFANA_HMAC_SECRETS),
    ...(GRAFANA_TIMESTAMP_HEADER && !GRAFANA_HMAC_SECRETS
      ? [
          "GRAFANA_TIMESTAMP_HEADER is set but GRAFANA_HMAC_SECRETS is not: set the secret too, or take the header away.",
        ]
      : []),
  ],
  connect({ GRAFANA_URL: url, GRAFANA_API_TOKEN: token, GRAFANA_LINK_URL, GRAFANA_ORG_ID: orgId }, connection) {
    if (url === undefined || token === undefined) return undefined;
    return { measure: createMeasure({ url, token, linkUrl: GRAFANA_LINK_URL ?? url, orgId }, connection) };
  },
  relay: {
    methods: ["POST", "PUT"],
    verify: async (request, settings) => verifyGrafana(request, settings),
    parse(delivered) {
      const raw = requireObject(readAnyBody(delivered.body), "a Grafana alert");
      if (Array.isArray(raw.alerts)) return parseUnified(raw, delivered);
      if (typeof raw.state === "string" && (raw.ruleId !== undefined || raw.ruleName !== undefined))
        return parseLegacy(raw, delivered);
      throw new Failure(
        "unreadable",
        "not a Grafana alert: neither alerts nor a rule (a payload template of your own?)",
      );
    },
  },
});
