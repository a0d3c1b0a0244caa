/** A stored series: what it is called, and its value at each scrape; undefined where nothing was scraped. */
export interface DemoSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** At whole multiples of SCRAPE_MS. */
  at(atMs: number): number | undefined;
}

/** Something that goes wrong: values of a metric are multiplied from one moment to another. */
export interface Spike {
  readonly metric: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly factor: number;
  /** Only of series with these. */
  readonly labels: Readonly<Record<string, string>>;
}

export const SCRAPE_MS = 15_000;
/** Nothing is older. */
export const FIRST_MS = Date.parse("2026-01-01T00:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Upper bounds of the histogram, seconds. */
const BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, Number.POSITIVE_INFINITY] as const;

/** What is scraped: name of the job, its targets, requests a second of each at noon, and how long most of them take. */
const JOBS = [
  { job: "checkout", instances: ["web-1:8080", "web-2:8080", "web-3:8080"], perSecond: 24, seconds: 0.09 },
  { job: "payments", instances: ["pay-1:8080", "pay-2:8080"], perSecond: 7, seconds: 0.21 },
] as const;
const CODES = [
  { code: "200", share: 0.985 },
  { code: "404", share: 0.012 },
  { code: "500", share: 0.003 },
] as const;
const QUEUES = [
  { queue: "orders", depth: 40 },
  { queue: "mail", depth: 12 },
  { queue: "invoices", depth: 5 },
] as const;

const POOL = { instances: ["api-1", "api-2", "api-3"], usual: 14, most: 50 } as const;

/** A number from 0 to 1 that looks random and is always the same for the same. */
const noise = (seed: number, text: string, step: number): number => {
  let hash = 2_166_136_261 ^ seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  hash = Math.imul(hash ^ step, 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
};

/** Requests since the beginning at `perSecond` on average: more by day than by night, with waves of 20 minutes. */
const grown = (perSecond: number, phase: number, atMs: number): number => {
  const seconds = (atMs - FIRST_MS) / 1000;
  const [day, wave] = [DAY_MS / 1000, 1_200];
  const daily = (0.35 * day * -Math.sin((2 * Math.PI * seconds) / day)) / (2 * Math.PI);
  const waves = (0.15 * wave * (1 - Math.cos((2 * Math.PI * seconds) / wave + phase))) / (2 * Math.PI);
  return Math.max(0, perSecond * (seconds + daily + waves));
};

/** How much of it was faster than `bound` seconds, when `middle` is what half of it takes. */
const shareBelow = (bound: number, middle: number): number =>
  bound === Number.POSITIVE_INFINITY ? 1 : 1 / (1 + (middle / bound) ** 2.6);

/** web-3 is restarted each day from 03:10 to 03:25 UTC. */
const isDown = (instance: string, atMs: number): boolean => {
  const minute = Math.floor((atMs % DAY_MS) / 60_000);
  return instance.startsWith("web-3") && minute >= 190 && minute < 205;
};

type Spiked = (metric: string, labels: Readonly<Record<string, string>>) => readonly Spike[];

const overlap = ({ fromMs, toMs }: Spike, atMs: number): readonly [number, number] | undefined =>
  atMs > fromMs ? [fromMs, Math.min(atMs, toMs)] : undefined;

/** A counter, spikes included: what came more while they lasted stays. */
const counted = (amount: (atMs: number) => number, spikes: readonly Spike[], atMs: number): number =>
  spikes.reduce((sum, spike) => {
    const during = overlap(spike, atMs);
    return during ? sum + (spike.factor - 1) * (amount(during[1]) - amount(during[0])) : sum;
  }, amount(atMs));

/** A counter of which each part of time has a share of its own: a spike of how long requests take changes it. */
const counterOf = (
  amount: (atMs: number) => number,
  share: (factor: number) => number,
  spikes: readonly Spike[],
  atMs: number,
): number =>
  spikes.reduce((sum, spike) => {
    const during = overlap(spike, atMs);
    return during ? sum + (share(spike.factor) - share(1)) * (amount(during[1]) - amount(during[0])) : sum;
  }, share(1) * amount(atMs));

const requests = (seed: number, spiked: Spiked): readonly DemoSeries[] =>
  JOBS.flatMap(({ job, instances, perSecond }) =>
    instances.flatMap((instance) =>
      CODES.map(({ code, share }): DemoSeries => {
        const labels = { __name__: "http_requests_total", job, instance, code };
        const phase = noise(seed, `${instance}${code}`, 0) * 6;
        return {
          labels,
          at: (atMs) =>
            isDown(instance, atMs)
              ? undefined
              : Math.floor(
                  counted((ms) => grown(perSecond * share, phase, ms), spiked("http_requests_total", labels), atMs),
                ),
        };
      }),
    ),
  );

const DURATION = "http_request_duration_seconds";

const durations = (seed: number, spiked: Spiked): readonly DemoSeries[] =>
  JOBS.flatMap(({ job, instances, perSecond, seconds }) =>
    instances.flatMap((instance) => {
      const phase = noise(seed, instance, 1) * 6;
      const fast = (ms: number): number => grown(perSecond * 0.9, phase, ms);
      const slow = (ms: number): number => grown(perSecond * 0.1, phase + 2, ms);
      const common = { job, instance };
      const of = (suffix: string, more: Readonly<Record<string, string>>, share: (middle: number) => number) => {
        const labels = { __name__: `${DURATION}${suffix}`, ...common, ...more };
        const part = (amount: (ms: number) => number, middle: number, atMs: number): number =>
          counterOf(amount, (factor) => share(middle * factor), spiked(DURATION, labels), atMs);
        const value = (atMs: number): number => part(fast, seconds, atMs) + part(slow, seconds * 4, atMs);
        return { labels, value };
      };
      const whole = ({ labels, value }: ReturnType<typeof of>): DemoSeries => ({
        labels,
        at: (atMs) => (isDown(instance, atMs) ? undefined : Math.floor(value(atMs))),
      });
      const sum = of("_sum", {}, (middle) => middle * 1.2);
      return [
        ...BOUNDS.map((bound) =>
          whole(
            of("_bucket", { le: Number.isFinite(bound) ? String(bound) : "+Inf" }, (mid) => shareBelow(bound, mid)),
          ),
        ),
        whole(of("_count", {}, () => 1)),
        { labels: sum.labels, at: (atMs) => (isDown(instance, atMs) ? undefined : sum.value(atMs)) },
      ];
    }),
  );

/** A wave of a day and one of an hour, and something of chance at each scrape. */
const level = (seed: number, name: string, atMs: number): number => {
  const turn = (ms: number): number => Math.sin((2 * Math.PI * (atMs % ms)) / ms + noise(seed, name, 2) * 6);
  return Math.max(0, 1 + 0.3 * turn(DAY_MS) + 0.2 * turn(HOUR_MS) + 0.3 * (noise(seed, name, atMs / SCRAPE_MS) - 0.5));
};

const factorAt = (spikes: readonly Spike[], atMs: number): number =>
  spikes.reduce((all, { fromMs, toMs, factor }) => (atMs >= fromMs && atMs < toMs ? all * factor : all), 1);

const gauges = (seed: number, spiked: Spiked): readonly DemoSeries[] => [
  ...QUEUES.map(({ queue, depth }): DemoSeries => {
    const labels = { __name__: "queue_depth", queue };
    const value = (atMs: number) => depth * level(seed, queue, atMs) * factorAt(spiked("queue_depth", labels), atMs);
    return { labels, at: (atMs) => Math.round(value(atMs)) };
  }),
  ...JOBS.flatMap(({ job, instances }) =>
    instances.flatMap((instance): readonly DemoSeries[] => {
      const load = { __name__: "node_load1", instance };
      const value = (atMs: number) => level(seed, instance, atMs) * factorAt(spiked("node_load1", load), atMs);
      return [
        { labels: load, at: (atMs) => (isDown(instance, atMs) ? undefined : Math.round(value(atMs) * 100) / 100) },
        { labels: { __name__: "up", job, instance }, at: (atMs) => (isDown(instance, atMs) ? 0 : 1) },
      ];
    }),
  ),
];

/** Connections of an application to its database; a pool has no more than POOL.most. */
const pools = (seed: number, spiked: Spiked): readonly DemoSeries[] =>
  POOL.instances.map((instance) => {
    const labels = { __name__: "db_pool_connections_in_use", instance, pool: "db-2" };
    const value = (atMs: number) =>
      POOL.usual * level(seed, `pool ${instance}`, atMs) * factorAt(spiked("db_pool_connections_in_use", labels), atMs);
    return { labels, at: (atMs) => Math.min(POOL.most, Math.round(value(atMs))) };
  });

const hits = (labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** All series of a made-up shop; the same for the same seed, at every time. `spikes` is read at each value. */
export const createSeries = (seed: number, spikes: readonly Spike[]): readonly DemoSeries[] => {
  const spiked: Spiked = (metric, labels) =>
    spikes.filter((spike) => spike.metric === metric && hits(labels, spike.labels));
  return [...requests(seed, spiked), ...durations(seed, spiked), ...gauges(seed, spiked), ...pools(seed, spiked)];
};
