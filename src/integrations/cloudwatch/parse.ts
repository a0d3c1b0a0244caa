import * as z from "zod";
import type { Delivered, ParsedAlert } from "../../core/integration.ts";
import { shortId } from "../../lib/digest.ts";
import { readJson } from "../../lib/payload.ts";
import { firstText, linesOf, present, Text, timeOf } from "../../lib/shape.ts";
import { Alarm, readAlarm } from "./alarm.ts";
import { type Envelope, readEnvelope } from "./envelope.ts";

/** Events of EventBridge name what happened; the others hardly agree on anything. */
const Named = z.object({ "detail-type": Text, source: Text, region: Text }).catch({});

/** The value of a message that is JSON; undefined for words. */
const jsonOf = (message: string): unknown => {
  if (!/^\s*\{/.test(message)) return undefined;
  try {
    return readJson(message);
  } catch {
    return undefined;
  }
};

const topicName = (arn: string): string => firstText(arn.split(":").at(-1)) ?? arn;

const notice = (envelope: Envelope, receivedAtMs: number) => ({
  key: shortId(`message:${envelope.MessageId}`),
  eventId: shortId(envelope.MessageId),
  state: "notice" as const,
  severity: "info" as const,
  atMs: timeOf(envelope.Timestamp) ?? receivedAtMs,
  labels: present({ topic: topicName(envelope.TopicArn) }),
});

/** Budgets, deployments, plain words: the subject and the first lines. */
const readOther = (envelope: Envelope, value: unknown, receivedAtMs: number): ParsedAlert => {
  const named = Named.parse(value ?? {});
  const lines = linesOf(envelope.Message, 10);
  const plain = notice(envelope, receivedAtMs);
  const title = firstText(envelope.Subject, named["detail-type"], value === undefined ? lines[0] : undefined);
  return {
    ...plain,
    title: title ?? "A message from AWS",
    labels: present({ service: named.source, ...plain.labels, region: named.region }),
    details: lines.length === 1 && lines[0] === title ? [] : lines,
  };
};

/** What SNS delivered -> alerts; `region` is where points are asked for by default. Throws Failure("unreadable"). */
export const parseSns = ({ body, receivedAtMs }: Delivered, region?: string): readonly ParsedAlert[] => {
  const envelope = readEnvelope(body);
  const topic = topicName(envelope.TopicArn);
  if (envelope.Type === "SubscriptionConfirmation")
    return [
      { ...notice(envelope, receivedAtMs), title: `AWS SNS topic ${topic} delivers here from now on`, details: [] },
    ];
  if (envelope.Type === "UnsubscribeConfirmation")
    return [
      {
        ...notice(envelope, receivedAtMs),
        severity: "warning",
        title: `AWS SNS topic ${topic} no longer delivers here`,
        details: ["Its alarms are not seen any more. Subscribe it again unless that was meant."],
      },
    ];
  const value = jsonOf(envelope.Message);
  const alarm = Alarm.safeParse(value);
  return [
    alarm.success ? readAlarm(alarm.data, envelope, receivedAtMs, region) : readOther(envelope, value, receivedAtMs),
  ];
};
