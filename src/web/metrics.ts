import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Log } from "../core/log.ts";

const LATENCY_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

const WORK = ["kind", "name"];

/** What is counted: name in the code -> what it is, and by what it is split. */
const COUNTERS: Readonly<Record<string, { readonly help: string; readonly labels: readonly string[] }>> = {
  hooks: { help: "Webhook requests (accepted, refused, unknown, too_large, failed)", labels: ["source", "outcome"] },
  deliveries: { help: "Stored deliveries read (read, silent, unreadable)", labels: ["source", "outcome"] },
  changes: { help: "Alerts applied, by what they changed", labels: ["source", "change"] },
  posts: {
    help: "Messages owed to the chat: card, update, note, picture, watched graph, doubts and failures",
    labels: ["kind"],
  },
  actions: { help: "Button presses and commands that change something", labels: ["name", "outcome"] },
  work_started: { help: "Commands, webhooks, jobs and polls that were begun", labels: WORK },
  work_success: { help: "Of those, ended as they should", labels: WORK },
  work_exceptions: { help: "Of those, failed, by why", labels: [...WORK, "code"] },
  dues: {
    help: "Timers that ran, by what became of them (done, later, skipped, given_up)",
    labels: ["kind", "outcome"],
  },
  heartbeats: { help: "Expected signs of life (silent, back)", labels: ["source", "outcome"] },
  facts: { help: "New facts about people on call: opened, notified, assigned, acked…", labels: ["source", "kind"] },
};

/** What is timed, milliseconds in the code, seconds in the metric. */
const TIMERS: Readonly<Record<string, { readonly help: string; readonly labels: readonly string[] }>> = {
  webhook_to_post: { help: "Owed to posted, new cards", labels: [] },
  work: { help: "How long commands, webhooks, jobs and polls took", labels: WORK },
};

/** How much waits in each queue, read when somebody scrapes. */
export type ReadWaiting = () => Promise<Readonly<Record<string, number>>>;

/** `waiting` is asked at each scrape; when it fails, the log says so and the gauges stay away. */
export interface MetricsOptions {
  readonly waiting?: ReadWaiting;
  readonly log?: Log;
  /** Whether facts are split by person too: one series for each. */
  readonly people?: boolean;
}

/** Absent while it cannot be read: a number that is not known must not look like zero. */
const waitingGauge = (registry: Registry, { waiting, log }: MetricsOptions): Gauge<"queue"> =>
  new Gauge({
    name: "drm_waiting",
    help: "Rows that wait, by queue (inbox, outbox, dead, unreadable)",
    labelNames: ["queue"],
    registers: [registry],
    async collect() {
      if (waiting === undefined) return;
      this.reset();
      try {
        for (const [queue, rows] of Object.entries(await waiting())) this.set({ queue }, rows);
      } catch (error) {
        log?.warn({ err: error }, "the queues could not be counted for /metrics");
      }
    },
  });

const mapValues = <T, U>(record: Readonly<Record<string, T>>, make: (name: string, value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(name, value)]));

/** Everything the bot counts about itself, in a registry of its own with the process's metrics; durations in seconds. */
export const createMetrics = (options: MetricsOptions = {}) => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const waiting = waitingGauge(registry, options);
  return {
    registry,
    waiting,
    counters: mapValues(COUNTERS, (name, { help, labels }) => {
      const labelNames = name === "facts" && options.people ? [...labels, "person"] : [...labels];
      return new Counter<string>({ name: `drm_${name}_total`, help, labelNames, registers });
    }),
    /** Whether "facts" takes the label "person". */
    people: options.people === true,
    timers: mapValues(
      TIMERS,
      (name, { help, labels }) =>
        new Histogram<string>({
          name: `drm_${name}_seconds`,
          help,
          labelNames: [...labels],
          buckets: LATENCY_S,
          registers,
        }),
    ),
    streams: new Gauge({ name: "drm_live_streams", help: "Browsers that watch a live page", registers }),
  };
};

/** What `createMetrics` makes. */
export type Metrics = ReturnType<typeof createMetrics>;
