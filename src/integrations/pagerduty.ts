import { defineIntegration } from "../core/integration.ts";
import { connect } from "./pagerduty/connect.ts";
import { checkSettings, settings } from "./pagerduty/settings.ts";
import { verifyWebhook } from "./pagerduty/verify.ts";
import { parseWebhook } from "./pagerduty/webhook.ts";

/** PagerDuty: webhooks (v3, signed; v2, with a token), history by poll, acting in a person's name, who is on call, calls, maintenance. */
export default defineIntegration({
  name: "pagerduty",
  docs: "https://developer.pagerduty.com/docs/webhooks-overview",
  settings,
  check: checkSettings,
  relay: {
    keyIsOneIncident: true,
    async verify(request, { PAGERDUTY_WEBHOOK_SECRETS, PAGERDUTY_WEBHOOK_TOKEN }) {
      verifyWebhook(request, PAGERDUTY_WEBHOOK_SECRETS, PAGERDUTY_WEBHOOK_TOKEN);
    },
    parse: ({ body }) => parseWebhook(body),
  },
  connect,
});
