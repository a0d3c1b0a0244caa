import { createLokiDemo } from "../demo/metrics/loki.ts";
import { createPrometheusDemo } from "../demo/metrics/prometheus.ts";

/** Metrics and logs of the demo's shop. */
export interface DemoSources {
  /** Settings that point Dr. M at them. */
  readonly settings: Readonly<Record<string, string>>;
  /** From one moment to another nearly all connections of a pool are in use. */
  fillPool(fromMs: number, toMs: number): void;
  stop(): Promise<void>;
}

/** The alert begins a minute before the story does. */
const LEAD_MS = 90_000;

/** Starts them on loopback; `clock` gives epoch milliseconds. */
export const startSources = async (clock: () => number): Promise<DemoSources> => {
  const [metrics, logs] = await Promise.all([createPrometheusDemo({ clock }), createLokiDemo({ clock })]);
  return {
    settings: { PROMETHEUS_URL: metrics.url, LOKI_URL: logs.url, LOKI_SELECTOR: '{job="shop"}' },
    fillPool(fromMs, toMs) {
      for (const instance of ["api-1", "api-3"])
        metrics.spike("db_pool_connections_in_use", fromMs - LEAD_MS, toMs, 4, { instance });
    },
    async stop() {
      await Promise.all([metrics.stop(), logs.close()]);
    },
  };
};
