import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import { requireObject } from "../../lib/any-body.ts";
import { readJson, requireShape, textOf } from "../../lib/payload.ts";
import { Text } from "../../lib/shape.ts";

/** What SNS posts, as text/plain: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
const Envelope = z.object({
  Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: z.string().min(1),
  TopicArn: z.string().min(1),
  Message: z.string(),
  Timestamp: z.string(),
  Subject: Text,
  SubscribeURL: Text,
  Token: Text,
  SignatureVersion: Text,
  Signature: Text,
  SigningCertURL: Text,
  /** How Lambda spells it. */
  SigningCertUrl: Text,
});

/** The read envelope: any field may be missing, so nothing in it counts before the signature does. */
export type Envelope = z.infer<typeof Envelope>;

/** Bytes -> envelope. Throws Failure("unreadable"). */
export const readEnvelope = (body: Uint8Array): Envelope => {
  const raw = requireObject(readJson(textOf(body)), "a message of AWS SNS");
  if (typeof raw.Type !== "string")
    throw new Failure("unreadable", "not a message of AWS SNS: it has no Type (raw message delivery?)");
  return requireShape(Envelope, raw);
};

/** What SNS signs: names and values of what is present, in this order, each on a line of its own. */
const SIGNED = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"] as const;

/** The text that the signature is over. */
export const signedText = (envelope: Envelope): string =>
  SIGNED.flatMap((name) => {
    const value = envelope[name];
    return value === undefined || value === null ? [] : [`${name}\n${value}\n`];
  }).join("");
