import { globMatches } from "../../core/match.ts";

/** What can be drawn of a queue: where its samples are in the API, whether they count up, and its unit. */
export interface Kind {
  readonly words: readonly string[];
  readonly column:
    | "messages_details"
    | "messages_ready_details"
    | "messages_unacknowledged_details"
    | `message_stats.${"publish" | "deliver_get" | "ack"}_details`;
  readonly counts: boolean;
  readonly unit: string;
}

/** https://rawcdn.githack.com/rabbitmq/rabbitmq-server/v3.10.8/deps/rabbitmq_management/priv/www/api/index.html */
const DEPTH: Kind = { words: ["depth", "messages"], column: "messages_details", counts: false, unit: "messages" };
const KINDS: readonly Kind[] = [
  DEPTH,
  { words: ["ready"], column: "messages_ready_details", counts: false, unit: "messages" },
  {
    words: ["unacked", "unacknowledged"],
    column: "messages_unacknowledged_details",
    counts: false,
    unit: "messages",
  },
  {
    words: ["publish rate", "publish"],
    column: "message_stats.publish_details",
    counts: true,
    unit: "messages/s",
  },
  {
    words: ["deliver rate", "deliver"],
    column: "message_stats.deliver_get_details",
    counts: true,
    unit: "messages/s",
  },
  { words: ["ack rate", "ack"], column: "message_stats.ack_details", counts: true, unit: "messages/s" },
];

/** Which queues, and what of them. */
export interface QueueWish {
  readonly queues: string;
  readonly kind: Kind;
}

/** "orders", "prod/orders unacked", "mail.* publish rate": the depth when nothing is said. */
export const readWish = (query: string): QueueWish => {
  const text = query.trim().replace(/\s+/g, " ");
  for (const kind of KINDS)
    for (const word of kind.words)
      if (text.toLowerCase().endsWith(` ${word}`)) return { queues: text.slice(0, -word.length - 1).trim(), kind };
  return { queues: text, kind: DEPTH };
};

/** A queue as it is written: "orders" in any virtual host, "prod/orders", "/orders" in the default one. */
interface Reading {
  readonly vhost: string | undefined;
  readonly name: string;
}

const readingsOf = (queues: string): readonly Reading[] => [
  { vhost: undefined, name: queues },
  ...[...queues.matchAll(/\//g)].map(({ index }) => ({
    vhost: queues.slice(0, index) || "/",
    name: queues.slice(index + 1),
  })),
];

/** A regular expression of the API for all names that may be meant. */
export const patternOf = ({ queues }: QueueWish): string => {
  const names = readingsOf(queues)
    .map(({ name }) => name)
    .filter(Boolean)
    .map((name) => name.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*"));
  return `^(${names.join("|")})$`;
};

/** Whether this queue is meant. */
export const isMeant = (
  { queues }: QueueWish,
  { vhost, name }: { readonly vhost: string; readonly name: string },
): boolean =>
  readingsOf(queues).some(
    (reading) =>
      reading.name !== "" &&
      globMatches(reading.name, name) &&
      (reading.vhost === undefined || globMatches(reading.vhost, vhost)),
  );
