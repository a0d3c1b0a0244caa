import type { Tally } from "../core/tally.ts";
import type { Metrics } from "../web/index.ts";

/** What the flows count, onto the metrics of /metrics. A name nobody declared is a mistake of ours and throws. */
export const createTally = (metrics: Metrics): Tally => ({
  count(name, labels = {}, by = 1) {
    const counter = metrics.counters[name];
    if (!counter) throw new Error(`no counter is declared for ${name}`);
    counter.inc({ ...labels }, by);
  },
  time(name, ms, labels = {}) {
    const histogram = metrics.timers[name];
    if (!histogram) throw new Error(`no timer is declared for ${name}`);
    histogram.observe({ ...labels }, ms / 1_000);
  },
});
