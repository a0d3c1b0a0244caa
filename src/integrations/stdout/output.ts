import type { Output, Sample } from "../../core/output.ts";
import { createMetricNames } from "../../core/slug.ts";

const FLUSH_MS = 10_000;

interface Sum {
  readonly kind: Sample["kind"];
  total: number;
  times: number;
}

const add = (sums: Map<string, Sum>, key: string, { kind, value }: Sample): void => {
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { kind, total: value, times: 1 });
  else {
    sum.total = kind === "gauge" ? value : sum.total + value;
    sum.times += 1;
  }
};

const round = (value: number): number => Math.round(value * 1_000) / 1_000;

const lineOf = (name: string, { kind, total, times }: Sum): string =>
  kind === "time" ? `${name} ${round(total / times)} ms` : `${name} ${round(total)}`;

/**
 * Each name once a flush, by name: "pagerduty.ana_kovac.acked 3" (counts summed up, gauges as they were last, times as
 * their mean: "… 12.5 ms"); nothing when nothing came. `write` gets whole lines.
 */
export const createStdout = (write: (lines: string) => void, everyMs = FLUSH_MS): Output => {
  const sums = new Map<string, Sum>();
  const nameOf = createMetricNames();
  const flush = (): void => {
    if (sums.size === 0) return;
    const names = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
    sums.clear();
    write(names.map(([name, sum]) => `${lineOf(name, sum)}\n`).join(""));
  };
  const timer = setInterval(flush, everyMs);
  timer.unref();
  return {
    name: "stdout",
    send(samples) {
      for (const sample of samples) add(sums, nameOf(sample.name), sample);
    },
    async close() {
      clearInterval(timer);
      flush();
    },
  };
};
