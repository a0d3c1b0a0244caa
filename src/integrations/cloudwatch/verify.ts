import { Failure } from "../../core/failure.ts";
import type { HookRequest } from "../../core/integration.ts";
import { readCertificate } from "../../lib/certificate.ts";
import type { FetchText } from "../../lib/fetch-text.ts";
import { splitSecrets } from "../../lib/token.ts";
import { type Envelope, readEnvelope, signedText } from "./envelope.ts";

/** How the outside is read. */
export interface SnsPorts {
  /** PEM of a signing certificate; may remember what it read. */
  readonly certificate: FetchText;
  /** Visits a SubscribeURL. */
  readonly confirm: FetchText;
}

/** Anchored: "sns.eu-west-1.amazonaws.com.evil.example" and buckets of S3 are not SNS. */
const HOST = /^sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?$/;
const CERTIFICATE = /^\/SimpleNotificationService-[0-9a-zA-Z]+\.pem$/;
const NAME = /^sns(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/;
const ALGORITHMS: Readonly<Record<string, "sha1" | "sha256">> = { "1": "sha1", "2": "sha256" };

/** The allow-list of a setting. */
export const topicsOf = splitSecrets;

const refused = (message: string, tell = "Only messages that AWS SNS signed are taken here."): Failure =>
  new Failure("forbidden", message, { tell });

/** An address of SNS itself, or nothing. */
const snsUrl = (text: string | null | undefined): URL | undefined => {
  const url = URL.parse(text ?? "");
  if (url?.protocol !== "https:" || url.port !== "" || url.username !== "" || url.password !== "") return undefined;
  return HOST.test(url.hostname) ? url : undefined;
};

const certificateUrl = (envelope: Envelope): URL => {
  const url = snsUrl(envelope.SigningCertURL ?? envelope.SigningCertUrl);
  if (!url || !CERTIFICATE.test(url.pathname) || url.search !== "" || url.hash !== "")
    throw refused("the signing certificate is not at AWS SNS");
  return url;
};

const requireSignature = async (envelope: Envelope, ports: SnsPorts, nowMs: number | undefined): Promise<void> => {
  const algorithm = ALGORITHMS[envelope.SignatureVersion ?? ""];
  if (!algorithm || !envelope.Signature) throw refused("the message carries no signature of version 1 or 2");
  const certificate = readCertificate(await ports.certificate(certificateUrl(envelope)));
  if (!NAME.test(certificate.commonName)) throw refused("the signing certificate is not that of AWS SNS");
  for (const atMs of [Date.parse(envelope.Timestamp), nowMs ?? certificate.fromMs])
    if (!(atMs >= certificate.fromMs && atMs <= certificate.toMs))
      throw refused("the signing certificate is out of date");
  if (!certificate.signed(algorithm, signedText(envelope), envelope.Signature))
    throw refused("the signature does not fit the message");
};

/** A SubscribeURL of SNS that confirms this topic, and does nothing else. */
const confirmUrl = ({ SubscribeURL, TopicArn }: Envelope): URL => {
  const url = snsUrl(SubscribeURL);
  const asks = url?.searchParams;
  if (!url || asks?.get("Action") !== "ConfirmSubscription" || asks.get("TopicArn") !== TopicArn)
    throw refused("the address to confirm at is not at AWS SNS");
  return url;
};

const readSigned = (body: Uint8Array): Envelope => {
  try {
    return readEnvelope(body);
  } catch (cause) {
    throw new Failure("forbidden", "the delivery is no signed SNS message", {
      tell: "Turn raw message delivery of the subscription off: without its envelope a message carries no signature.",
      cause,
    });
  }
};

/**
 * Lets in what SNS signed for a topic of ours, and confirms a subscription of such a topic by visiting its SubscribeURL.
 * A certificate or a confirmation that could not be fetched is `upstream` or `timeout`, so SNS tries again.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const createVerify =
  (ports: SnsPorts) =>
  async ({ method, body, receivedAtMs }: HookRequest, setting: string | undefined): Promise<void> => {
    if (method !== "POST")
      throw new Failure("usage", `${method} is not how SNS delivers`, { tell: "This address takes POST only." });
    const topics = topicsOf(setting);
    if (topics.length === 0)
      throw refused(
        "a message of AWS SNS came, but CLOUDWATCH_TOPICS is not set",
        "Set CLOUDWATCH_TOPICS to the ARN of the topic that may deliver here.",
      );
    const envelope = readSigned(body);
    if (!topics.includes(envelope.TopicArn))
      throw refused(
        "the message is of a topic that is not in CLOUDWATCH_TOPICS",
        "Add the ARN of the topic to CLOUDWATCH_TOPICS if it is yours.",
      );
    await requireSignature(envelope, ports, receivedAtMs);
    if (envelope.Type === "SubscriptionConfirmation") await ports.confirm(confirmUrl(envelope));
  };
