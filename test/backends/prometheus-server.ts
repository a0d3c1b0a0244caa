import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isUp, startDaemon, waitFor } from "../senders/processes.ts";
import { freePort } from "../support/free-port.ts";
import { openFolder } from "./folder.ts";

/** A series as it is put into a server: epoch milliseconds and values, oldest first. */
export interface Sampled {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

/** A running server that answers PromQL. */
export interface MetricsServer {
  readonly url: string;
  stop(): Promise<void>;
}

const PROMETHEUS = "/usr/bin/prometheus";
const PROMTOOL = "/usr/bin/promtool";
const VICTORIA = "/usr/bin/victoria-metrics";

/** Programs that have to be there. */
export const prometheusPrograms = [PROMETHEUS, PROMTOOL] as const;
export const victoriaPrograms = [VICTORIA] as const;

const selectorOf = ({ name, labels }: Sampled): string =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",")}}`;

/** OpenMetrics wants all lines of a metric together; "unknown" types take any name. */
const openMetrics = (series: readonly Sampled[]): string => {
  const names = [...new Set(series.map(({ name }) => name))];
  const lines = names.flatMap((name) => [
    `# TYPE ${name} unknown`,
    ...series
      .filter((one) => one.name === name)
      .flatMap((one) => one.points.map(([atMs, value]) => `${selectorOf(one)} ${value} ${atMs / 1000}`)),
  ]);
  return `${lines.join("\n")}\n# EOF\n`;
};

/** Prometheus with these samples in its blocks; it scrapes nothing. */
export const startPrometheus = async ({ series }: { readonly series: readonly Sampled[] }): Promise<MetricsServer> => {
  const folder = openFolder("prom");
  try {
    writeFileSync(join(folder.dir, "series.om"), openMetrics(series));
    writeFileSync(join(folder.dir, "prometheus.yml"), "scrape_configs: []\n");
    execFileSync(PROMTOOL, ["tsdb", "create-blocks-from", "openmetrics", "--quiet", "series.om", "data"], {
      cwd: folder.dir,
      stdio: "pipe",
    });
    const port = await freePort();
    const daemon = startDaemon(
      PROMETHEUS,
      [
        "--config.file=prometheus.yml",
        "--storage.tsdb.path=data",
        "--storage.tsdb.retention.time=50y",
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      folder.dir,
    );
    folder.ended(daemon);
    const url = `http://127.0.0.1:${port}`;
    await waitFor("Prometheus", 20_000, () => isUp(`${url}/-/ready`), daemon.output);
    return { url, stop: folder.stop };
  } catch (error) {
    await folder.stop();
    throw error;
  }
};

const importLines = (series: readonly Sampled[]): string =>
  series.flatMap((one) => one.points.map(([atMs, value]) => `${selectorOf(one)} ${value} ${atMs}`)).join("\n");

/** VictoriaMetrics with these samples. */
export const startVictoria = async ({ series }: { readonly series: readonly Sampled[] }): Promise<MetricsServer> => {
  const folder = openFolder("victoria");
  try {
    const port = await freePort();
    const daemon = startDaemon(
      VICTORIA,
      [`-storageDataPath=${folder.dir}/data`, `-httpListenAddr=127.0.0.1:${port}`, "-retentionPeriod=100y"],
      folder.dir,
    );
    folder.ended(daemon);
    const url = `http://127.0.0.1:${port}`;
    await waitFor("VictoriaMetrics", 20_000, () => isUp(`${url}/health`), daemon.output);
    const imported = await fetch(`${url}/api/v1/import/prometheus`, { method: "POST", body: importLines(series) });
    assert.equal(imported.status, 204);
    const flushed = await fetch(`${url}/internal/force_flush`);
    assert.ok(flushed.ok, "what was imported can be asked for");
    await flushed.body?.cancel();
    return { url, stop: folder.stop };
  } catch (error) {
    await folder.stop();
    throw error;
  }
};
