import { StatsD } from "hot-shots";
import type { Connection } from "../../core/integration.ts";
import type { Output, Sample } from "../../core/output.ts";
import { createMetricNames, slug } from "../../core/slug.ts";
import { udpSocketFor } from "../../lib/calm-lookup.ts";

/** Where it is, and how it is spoken to. */
export interface StatsdOptions {
  readonly host: string;
  readonly port: number;
  readonly prefix?: string | undefined;
  readonly tags: boolean;
}

/** Fits every network without being cut into pieces, of which one could get lost (the smallest IPv6 takes 1,280). */
const PACKET_BYTES = 1_200;
/** Trouble with the network is told this often at most. */
const TELL_EVERY_MS = 10 * 60_000;
/** What is not gone by then is lost: a name server may keep silent for much longer. */
const CLOSE_MS = 1_000;

/** "key:value", sorted by key: StatsD makes two series of the same tags in another order. */
const tagsOf = ({ tags }: Sample): string[] =>
  Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}:${slug(value)}`);

/** What cannot be sent is lost, as UDP is, and no reason to stop: said once in a while with how often it happened. */
const createTroubles = (host: string, { clock, log }: Pick<Connection, "clock" | "log">) => {
  let nextMs = Number.NEGATIVE_INFINITY;
  let times = 0;
  return (error: Error): void => {
    times += 1;
    if (clock() < nextMs) return;
    nextMs = clock() + TELL_EVERY_MS;
    log.warn({ output: "statsd", host, times, why: error.message }, "StatsD could not be reached; numbers are lost");
    times = 0;
  };
};

/** Names as `metricName` writes them behind the prefix, several to a packet, each second. */
export const createStatsd = (
  { host, port, prefix = "", tags }: StatsdOptions,
  connection: Pick<Connection, "clock" | "log">,
): Output => {
  const troubled = createTroubles(host, connection);
  const client = new StatsD({
    ...{ host, port, prefix, maxBufferSize: PACKET_BYTES, bufferFlushInterval: 1_000 },
    // Its own cache asks a silent name server again for every packet.
    udpSocketOptions: udpSocketFor(host, connection.clock),
    // Else variables for Datadog's agent add tags and fields that StatsD reads as part of the value.
    ...{ datadog: false, includeDataDogTags: false, includeDatadogTelemetry: false },
    errorHandler: troubled,
  });
  const nameOf = createMetricNames();
  let closed = false;
  const sendOne = (sample: Sample): void => {
    const name = nameOf(sample.name);
    const labels = tags ? tagsOf(sample) : [];
    if (sample.kind === "count") client.increment(name, sample.value, labels);
    else if (sample.kind === "time") client.timing(name, sample.value, labels);
    else {
      // "-5" takes five away from what it was: https://github.com/statsd/statsd/blob/master/docs/metric_types.md#gauges
      if (sample.value < 0) client.gauge(name, 0, labels);
      client.gauge(name, sample.value, labels);
    }
  };
  return {
    name: "statsd",
    send(samples) {
      if (!closed) for (const sample of samples) sendOne(sample);
    },
    close() {
      if (closed) return Promise.resolve();
      closed = true;
      return new Promise((resolve) => {
        const late = setTimeout(resolve, CLOSE_MS);
        client.close((error) => {
          clearTimeout(late);
          if (error) troubled(error);
          resolve();
        });
      });
    },
  };
};
