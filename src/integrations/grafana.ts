import { Failure } from "../core/failure.ts";
import { defineIntegration } from "../core/integration.ts";
import { readAnyBody, requireObject } from "../lib/any-body.ts";
import { checkTokens, tokenSetting } from "../lib/hook-token.ts";
import { parseLegacy } from "./grafana/legacy.ts";
import { parseUnified } from "./grafana/unified.ts";
import { verifyGrafana } from "./grafana/verify.ts";

/** Grafana: unified alerting (8 and later) and the dashboard alerts before it; a token, or an HMAC where it signs. */
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
  },
  check: ({ GRAFANA_TOKEN, GRAFANA_HMAC_SECRETS, GRAFANA_TIMESTAMP_HEADER }) => [
    ...checkTokens("GRAFANA_TOKEN", GRAFANA_TOKEN),
    ...checkTokens("GRAFANA_HMAC_SECRETS", GRAFANA_HMAC_SECRETS),
    ...(GRAFANA_TIMESTAMP_HEADER && !GRAFANA_HMAC_SECRETS
      ? [
          "GRAFANA_TIMESTAMP_HEADER is set but GRAFANA_HMAC_SECRETS is not: set the secret too, or take the header away.",
        ]
      : []),
  ],
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
