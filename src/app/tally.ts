import type { Output, Sample } from "../core/output.ts";
import { SELF } from "../core/self.ts";
import type { Tally } from "../core/tally.ts";
import type { Metrics } from "../web/index.ts";

type Labels = Readonly<Record<string, string>>;

/** What the wrapper of all work counts -> the last word of its name at outputs. */
const WORK: Readonly<Record<string, string>> = {
  work_started: "started",
  work_success: "success",
  work_exceptions: "exceptions",
  work: "duration",
};

/** ["drm", "command", "oncall stats", "started"], for work alone: everything else is for /metrics. */
const sampleOf = (kind: Sample["kind"], metric: string, labels: Labels, value: number): readonly Sample[] => {
  const last = WORK[metric];
  if (last === undefined) return [];
  return [{ kind, name: [SELF, labels.kind ?? "", labels.name ?? "", last], value, tags: labels }];
};

/**
 * What the flows count, onto the metrics of /metrics, and work also to the outputs: `drm.command.oncall_stats.started`,
 * `.success`, `.exceptions`, and `.duration` in milliseconds. A name nobody declared is a mistake of ours and throws.
 */
export const createTally = (metrics: Metrics, output?: Pick<Output, "send">): Tally => ({
  count(name, labels = {}, by = 1) {
    const counter = metrics.counters[name];
    if (!counter) throw new Error(`no counter is declared for ${name}`);
    const { person: _hidden, ...others } = labels;
    counter.inc(metrics.people ? { ...labels } : others, by);
    output?.send(sampleOf("count", name, labels, by));
  },
  time(name, ms, labels = {}) {
    const histogram = metrics.timers[name];
    if (!histogram) throw new Error(`no timer is declared for ${name}`);
    histogram.observe({ ...labels }, ms / 1_000);
    output?.send(sampleOf("time", name, labels, ms));
  },
});
