import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Kind } from "./wish.ts";

const Samples = z.object({ samples: z.array(z.object({ sample: z.number(), timestamp: z.number() })) });
const MaybeSamples = Samples.optional().catch(undefined);

const Queue = z.object({
  name: z.string(),
  vhost: z.string(),
  node: z.string().optional().catch(undefined),
  messages_details: MaybeSamples,
  messages_ready_details: MaybeSamples,
  messages_unacknowledged_details: MaybeSamples,
  message_stats: z
    .object({ publish_details: MaybeSamples, deliver_get_details: MaybeSamples, ack_details: MaybeSamples })
    .optional()
    .catch(undefined),
});
/** A queue with what was asked of it. */
export type Queue = z.infer<typeof Queue>;

const Page = z.object({ items: z.array(Queue), filtered_count: z.number() });
const Overview = z.object({
  rates_mode: z.string().optional(),
  sample_retention_policies: z
    .object({ basic: z.array(z.number()) })
    .optional()
    .catch(undefined),
});
const Nodes = z.array(z.object({ name: z.string(), uptime: z.number().optional().catch(undefined) }));

const strange = (): Failure =>
  new Failure("upstream", "RabbitMQ: the answer has not the shape of the management API", {
    tell: "What answers at RABBITMQ_URL is no RabbitMQ management API. Whoever runs me has to look at it.",
  });

/** Throws Failure("upstream") for what is no page of queues. */
export const readPage = (body: unknown): z.infer<typeof Page> => {
  const read = Page.safeParse(body);
  if (!read.success) throw strange();
  return read.data;
};

/** How long samples of queues are kept, in milliseconds; an hour is the default. */
export const readKeptMs = (body: unknown): number => {
  const read = Overview.safeParse(body);
  if (!read.success) throw strange();
  const { basic = [3_600] } = read.data.sample_retention_policies ?? {};
  return Math.max(600, ...basic) * 1000;
};

/**
 * Since when each node runs, by name: before that it says 0 for what it cannot know. A node that does not say yet has
 * just begun, and is named by `settled` false.
 */
export const readStarts = (
  body: unknown,
  nowMs: number,
): { readonly starts: ReadonlyMap<string, number>; readonly settled: boolean } => {
  const nodes = Nodes.catch([]).parse(body);
  return {
    starts: new Map(nodes.map(({ name, uptime = 0 }) => [name, nowMs - uptime])),
    settled: nodes.every(({ uptime }) => uptime !== undefined),
  };
};

const samplesOf = (queue: Queue, { column }: Kind): z.infer<typeof MaybeSamples> =>
  ({
    messages_details: queue.messages_details,
    messages_ready_details: queue.messages_ready_details,
    messages_unacknowledged_details: queue.messages_unacknowledged_details,
    "message_stats.publish_details": queue.message_stats?.publish_details,
    "message_stats.deliver_get_details": queue.message_stats?.deliver_get_details,
    "message_stats.ack_details": queue.message_stats?.ack_details,
  })[column];

/** Values by time, epoch milliseconds: samples as they are, or how much they grew in a second. */
export const pointsOf = (queue: Queue, kind: Kind): ReadonlyMap<number, number> => {
  const samples = [...(samplesOf(queue, kind)?.samples ?? [])].sort((a, b) => a.timestamp - b.timestamp);
  if (!kind.counts) return new Map(samples.map(({ timestamp, sample }) => [timestamp, sample]));
  const rates = new Map<number, number>();
  for (const [index, { timestamp, sample }] of samples.entries()) {
    const before = samples[index - 1];
    if (before && sample >= before.sample)
      rates.set(timestamp, ((sample - before.sample) * 1000) / (timestamp - before.timestamp));
  }
  return rates;
};
