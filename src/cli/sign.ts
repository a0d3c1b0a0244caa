import { createHmac } from "node:crypto";
import { Failure } from "../core/failure.ts";
import { splitSecrets } from "../lib/token.ts";

/** The headers that prove a delivery. */
export type Proof = Readonly<Record<string, string>>;

/** A body to sign, where it goes as the bot is configured, and the settings. */
export interface ToSign {
  readonly source: string;
  readonly body: Uint8Array;
  /** `PUBLIC_URL` + `/hooks/<source>`: some senders sign it. */
  readonly url: string;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly nowMs: number;
}

const first = (setting: string | undefined): string | undefined => splitSecrets(setting)[0];
const hex = (secret: string, ...parts: readonly (string | Uint8Array)[]): string => {
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
};

const missing = (names: string): Failure =>
  new Failure("config", `${names} is not set`, {
    tell: `${names} is not set here, so the bot would refuse it. Set it as the bot has it.`,
  });

/** The address and each field, sorted by name: https://help.victorops.com/knowledge-base/escalation-webhooks/ */
const escalation = (key: string, { url, body }: ToSign): Proof => {
  const fields = [...new URLSearchParams(Buffer.from(body).toString("utf8"))].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = url + fields.map(([name, value]) => name + value).join("");
  return { "x-victorops-signature": createHmac("sha1", key).update(text).digest("base64") };
};

const grafana = (secret: string, { body, values, nowMs }: ToSign): Proof => {
  const header = values.GRAFANA_SIGNATURE_HEADER ?? "X-Grafana-Alerting-Signature";
  const timestamp = values.GRAFANA_TIMESTAMP_HEADER;
  if (!timestamp) return { [header]: hex(secret, body) };
  const seconds = String(Math.floor(nowMs / 1000));
  return { [timestamp]: seconds, [header]: hex(secret, `${seconds}:`, body) };
};

/** The sources that sign, by the setting that holds the secret. */
const SIGNED: Readonly<Record<string, { readonly setting: string; sign(secret: string, what: ToSign): Proof }>> = {
  pagerduty: {
    setting: "PAGERDUTY_WEBHOOK_SECRETS",
    sign: (secret, { body }) => ({ "x-pagerduty-signature": `v1=${hex(secret, body)}` }),
  },
  sentry: {
    setting: "SENTRY_CLIENT_SECRET",
    sign: (secret, { body }) => ({ "sentry-hook-signature": hex(secret, body) }),
  },
  grafana: { setting: "GRAFANA_HMAC_SECRETS", sign: grafana },
  victorops: { setting: "VICTOROPS_ESCALATION_KEY", sign: escalation },
};

/** Only the escalation form of Splunk On-Call is signed; its outgoing webhook carries a token. */
const signs = ({ source, body }: ToSign): boolean =>
  source !== "victorops" || /^[\w.]+=/.test(Buffer.from(body).toString("utf8"));

/** The setting of the token that deliveries carry; PAGERDUTY_TOKEN is the key of its API and stays here. */
const tokenOf = (source: string): string =>
  source === "pagerduty" ? "PAGERDUTY_WEBHOOK_TOKEN" : `${source.toUpperCase().replaceAll("-", "_")}_TOKEN`;

/** Proves a delivery as its sender would, with the secrets of the settings. Throws Failure("config"/"usage"). */
export const prove = (what: ToSign): Proof => {
  const { source, values } = what;
  if (source === "cloudwatch")
    throw new Failure("usage", "SNS messages cannot be signed here", {
      tell: "Only AWS can sign a message of SNS. What it says: npm run -s parse -- cloudwatch FILE. To send one: aws sns publish.",
    });
  const signed = signs(what) ? SIGNED[source] : undefined;
  const secret = first(signed && values[signed.setting]);
  if (signed && secret !== undefined) return signed.sign(secret, what);
  const setting = tokenOf(source);
  const token = first(values[setting]);
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  throw missing(signed ? `${signed.setting} or ${setting}` : setting);
};
