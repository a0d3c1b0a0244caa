import { Failure } from "../../core/failure.ts";
import type { HookRequest } from "../../core/integration.ts";
import { hmacHex, sameText } from "../../lib/hmac.ts";
import { requireHookToken } from "../../lib/hook-token.ts";
import { textOf } from "../../lib/payload.ts";
import { splitSecrets } from "../../lib/token.ts";

/** The address as configured, then each field's name and value, sorted by name, nothing between; quotes stay. */
const signedText = ({ url, query, body }: HookRequest): string => {
  const fields = [...new URLSearchParams(textOf(body))].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const address = query.size > 0 ? `${url}?${query}` : url;
  return address + fields.map(([name, value]) => name + value).join("");
};

const signed = (request: HookRequest, signature: string, keys: readonly string[]): boolean => {
  const text = new TextEncoder().encode(signedText(request));
  let found = false;
  for (const key of keys) {
    const expected = Buffer.from(hmacHex("sha1", key, text), "hex").toString("base64");
    found = sameText(signature.trim(), expected) || found;
  }
  return found;
};

/**
 * Throws Failure("forbidden") unless the delivery carries our token, or the signature of an escalation webhook
 * (X-VictorOps-Signature, HMAC-SHA1 in base64) made with one of the authentication keys:
 * https://help.victorops.com/knowledge-base/escalation-webhooks/
 */
export const verifyWebhook = (request: HookRequest, token: string | undefined, key: string | undefined): void => {
  const keys = splitSecrets(key);
  const signature = request.headers["x-victorops-signature"];
  if (signature !== undefined && keys.length > 0) {
    if (signed(request, signature, keys)) return;
    if (splitSecrets(token).length === 0)
      throw new Failure("forbidden", "the escalation webhook was not signed with a key of ours", {
        tell: "Compare VICTOROPS_ESCALATION_KEY with the authentication key of the webhook, and PUBLIC_URL with its address.",
      });
  }
  if (keys.length > 0 && splitSecrets(token).length === 0)
    throw new Failure("forbidden", "the delivery is not signed, and VICTOROPS_TOKEN is not set", {
      tell: "Outgoing webhooks are not signed: set VICTOROPS_TOKEN and put it into their address.",
    });
  requireHookToken(request, "VICTOROPS_TOKEN", token);
};
