import { defineIntegration } from "../core/integration.ts";
import { connect } from "./pagerduty/connect.ts";
import { checkSettings, settings } from "./pagerduty/settings.ts";
import { verifyWebhook } from "./pagerduty/verify.ts";
import { parseWebhook } from "./pagerduty/webhook.ts";

/** PagerDuty: signed webhooks (v3, and the v2 shape), history by poll, acting in a person's name, who is on call, calls, maintenance. */
export default defineIntegration({
  name: "pagerduty",
  docs: "https://developer.pagerduty.com/docs/webhooks-overview",
  settings,
  check: checkSettings,
  relay: {
    keyIsOneIncident: true,
    async verify(request, { PAGERDUTY_WEBHOOK_SECRETS }) {
      verifyWebhook(request, PAGERDUTY_WEBHOOK_SECRETS);
    },
    parse: ({ body }) => parseWebhook(body),
  },
  connect,
});
