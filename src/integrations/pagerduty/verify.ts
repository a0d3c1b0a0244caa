import { Failure } from "../../core/failure.ts";
import type { HookRequest } from "../../core/integration.ts";
import { signedByAny } from "../../lib/hmac.ts";
import { requireHookToken } from "../../lib/hook-token.ts";
import { splitSecrets } from "../../lib/token.ts";

const SIGNATURE = /^v1=([0-9a-f]{64})$/i;

/** The v1 signatures of the header; while PagerDuty rotates a secret there are several. */
const signaturesOf = (header: string): readonly string[] =>
  header.split(",").flatMap((part) => SIGNATURE.exec(part.trim())?.[1] ?? []);

/**
 * Throws Failure unless one signature over the raw bytes was made with one of our secrets; what is not signed at all (v2)
 * may carry a token instead: https://developer.pagerduty.com/docs/verifying-webhook-signatures
 */
export const verifyWebhook = (request: HookRequest, setting: string | undefined, token: string | undefined): void => {
  const { method, headers, body } = request;
  const header = headers["x-pagerduty-signature"];
  if (method !== "POST")
    throw new Failure("usage", `${method} is not how PagerDuty delivers`, { tell: "This address takes POST only." });
  if (header === undefined && splitSecrets(token).length > 0) {
    requireHookToken(request, "PAGERDUTY_WEBHOOK_TOKEN", token);
    return;
  }
  const secrets = splitSecrets(setting);
  if (secrets.length === 0)
    throw new Failure("forbidden", "a PagerDuty webhook came, but PAGERDUTY_WEBHOOK_SECRETS is not set", {
      tell: "Set PAGERDUTY_WEBHOOK_SECRETS to the secret that PagerDuty showed when the subscription was made.",
    });
  if (header === undefined)
    throw new Failure("forbidden", "the delivery carries no X-PagerDuty-Signature", {
      tell: "Only v3 webhook subscriptions are signed: make one for this address. For v2, set PAGERDUTY_WEBHOOK_TOKEN.",
    });
  if (!signedByAny(secrets, signaturesOf(header), body))
    throw new Failure("forbidden", "no signature of the delivery was made with a secret of ours", {
      tell: "Compare PAGERDUTY_WEBHOOK_SECRETS with the secret of the subscription.",
    });
};
