import { Failure } from "../../core/failure.ts";
import type { HookRequest } from "../../core/integration.ts";
import { signedByAny } from "../../lib/hmac.ts";
import { requireHookToken } from "../../lib/hook-token.ts";
import { splitSecrets } from "../../lib/token.ts";

/** The settings that prove who sent a request: a token, or keys of an HMAC, or both. */
export interface GrafanaSettings {
  readonly GRAFANA_TOKEN: string | undefined;
  readonly GRAFANA_HMAC_SECRETS: string | undefined;
  readonly GRAFANA_SIGNATURE_HEADER: string | undefined;
  readonly GRAFANA_TIMESTAMP_HEADER: string | undefined;
}

const FRESH_MS = 5 * 60_000;

const refused = (message: string, tell: string): Failure => new Failure("forbidden", message, { tell });

/** With a timestamp header the HMAC is over "<unix seconds>:<body>", else over the body. */
const signedBytes = (request: HookRequest, header: string | undefined): Uint8Array => {
  if (!header) return request.body;
  const seconds = request.headers[header.toLowerCase()] ?? "";
  if (!/^\d{1,12}$/.test(seconds))
    throw refused(
      "the signed delivery carries no timestamp",
      "Set the same timestamp header in the contact point and in GRAFANA_TIMESTAMP_HEADER.",
    );
  const { receivedAtMs } = request;
  if (receivedAtMs !== undefined && Math.abs(receivedAtMs - Number(seconds) * 1000) > FRESH_MS)
    throw refused("the signature is older than 5 minutes", "Compare the clocks of Grafana and of this machine.");
  return Buffer.concat([Buffer.from(`${seconds}:`), request.body]);
};

/**
 * A signature, where there is one, must be ours; without one the token must be. Throws Failure("forbidden").
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/#hmac-signature
 */
export const verifyGrafana = (request: HookRequest, settings: GrafanaSettings): void => {
  if (request.method !== "POST" && request.method !== "PUT")
    throw new Failure("usage", `${request.method} is not how Grafana delivers`, {
      tell: "This address takes POST and PUT only.",
    });
  const secrets = splitSecrets(settings.GRAFANA_HMAC_SECRETS);
  const header = settings.GRAFANA_SIGNATURE_HEADER || "X-Grafana-Alerting-Signature";
  const signature = request.headers[header.toLowerCase()];
  if (secrets.length === 0 || (signature === undefined && splitSecrets(settings.GRAFANA_TOKEN).length > 0))
    requireHookToken(request, "GRAFANA_TOKEN", settings.GRAFANA_TOKEN);
  else if (signature === undefined)
    throw refused(
      "the delivery carries no signature",
      "Set the HMAC secret of the contact point and, when it names a header of its own, GRAFANA_SIGNATURE_HEADER.",
    );
  else if (!signedByAny(secrets, [signature.trim()], signedBytes(request, settings.GRAFANA_TIMESTAMP_HEADER)))
    throw refused(
      "the signature was made with none of our secrets",
      "Compare GRAFANA_HMAC_SECRETS with the HMAC secret of the contact point.",
    );
};
