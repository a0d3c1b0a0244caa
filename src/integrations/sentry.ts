import * as z from "zod";
import { Failure } from "../core/failure.ts";
import { type Delivered, defineIntegration, type HookRequest, type ParsedAlert } from "../core/integration.ts";
import { readAnyBody, requireObject } from "../lib/any-body.ts";
import { signedByAny } from "../lib/hmac.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { requireShape } from "../lib/payload.ts";
import { splitSecrets } from "../lib/token.ts";
import { parseEventAlert, parseLegacy } from "./sentry/event.ts";
import { parseComment, parseIssue } from "./sentry/issue.ts";
import { parseMetricAlert } from "./sentry/metric.ts";
import { Actor } from "./sentry/shapes.ts";

/**
 * Throws Failure("forbidden") unless the raw bytes are signed with one of our client secrets, or an unsigned delivery
 * carries our token: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/#verifying-the-signature
 */
const verifyWebhook = (request: HookRequest, secret: string | undefined, token: string | undefined): void => {
  const { headers, body } = request;
  const secrets = splitSecrets(secret);
  const signature = headers["sentry-hook-signature"] ?? headers["sentry-app-signature"];
  const checkable = signature !== undefined && secrets.length > 0;
  if (!checkable && splitSecrets(token).length === 0)
    throw new Failure("forbidden", "the delivery cannot be checked: no signature, or no secret or token is set", {
      tell: "Set SENTRY_CLIENT_SECRET to the client secret of the internal integration; for the WebHooks plugin, which does not sign, set SENTRY_TOKEN.",
    });
  if (!checkable) {
    requireHookToken(request, "SENTRY_TOKEN", token);
    return;
  }
  if (!signedByAny(secrets, [signature.trim()], body))
    throw new Failure("forbidden", "the delivery was not signed with a client secret of ours", {
      tell: "Compare SENTRY_CLIENT_SECRET with the client secret of the internal integration.",
    });
};

const Envelope = z.object({ action: z.string(), data: z.record(z.string(), z.unknown()), actor: Actor });

/** Told apart by shape, because the header with the resource is not kept. [] for errors one by one, and installations. */
const parse = (delivered: Delivered): readonly ParsedAlert[] => {
  const value = requireObject(readAnyBody(delivered.body), "a Sentry webhook");
  if (value.data === undefined && value.event !== undefined) return parseLegacy(value, delivered);
  if (value.data === undefined) throw new Failure("unreadable", "not a Sentry webhook: neither data nor an event");
  const { action, data, actor } = requireShape(Envelope, value);
  if (data.metric_alert !== undefined) return parseMetricAlert(action, data, actor, delivered);
  if (data.event !== undefined) return parseEventAlert(data, delivered);
  if (data.issue !== undefined) return parseIssue(action, data, actor, delivered);
  if (data.comment_id !== undefined || data.comment !== undefined) return parseComment(action, data, actor, delivered);
  return [];
};

/** Sentry: webhooks of an internal integration (signed), and of the old WebHooks plugin. */
export default defineIntegration({
  name: "sentry",
  docs: "https://docs.sentry.io/organization/integrations/integration-platform/webhooks/",
  settings: {
    SENTRY_CLIENT_SECRET: {
      about: "client secret of the internal integration, which signs with it; several, comma separated, while rotating",
      secret: true,
    },
    SENTRY_TOKEN: tokenSetting("in the address of the old, unsigned WebHooks plugin: /hooks/sentry/<token>"),
  },
  check: ({ SENTRY_TOKEN }) => checkTokens("SENTRY_TOKEN", SENTRY_TOKEN),
  relay: {
    async verify(request, { SENTRY_CLIENT_SECRET, SENTRY_TOKEN }) {
      verifyWebhook(request, SENTRY_CLIENT_SECRET, SENTRY_TOKEN);
    },
    parse,
  },
});
