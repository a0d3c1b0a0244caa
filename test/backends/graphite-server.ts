import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { isUp, startDaemon, waitFor } from "../senders/processes.ts";
import { freePort } from "../support/free-port.ts";
import { openFolder } from "./folder.ts";
import { startStatsd } from "./statsd-program.ts";

/** Graphite with StatsD before it. */
export interface Graphite {
  readonly url: string;
  /** One datagram of StatsD's lines: "api.requests:1|c". */
  count(lines: readonly string[]): Promise<void>;
  /** Lines of carbon: path, value, seconds. */
  write(lines: readonly (readonly [path: string, value: number, seconds: number])[]): Promise<void>;
  stop(): Promise<void>;
}

const CARBON = "/usr/bin/carbon-cache";
/** Debian's, which has Django. */
const PYTHON = "/usr/bin/python3";
const WEB = "/usr/lib/python3/dist-packages/graphite/settings.py";
const ENV = "/usr/bin/env";

/** Programs that have to be there. */
export const graphitePrograms = [CARBON, PYTHON, WEB, ENV] as const;

interface Ports {
  readonly line: number;
  readonly pickle: number;
  readonly query: number;
  readonly web: number;
  readonly statsd: number;
  readonly manage: number;
}

const carbonConfig = (dir: string, ports: Ports): string => `[cache]
STORAGE_DIR = ${dir}
LOCAL_DATA_DIR = ${dir}/whisper
LOG_DIR = ${dir}/log
PID_DIR = ${dir}
CONF_DIR = ${dir}
USER =
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = ${ports.line}
PICKLE_RECEIVER_INTERFACE = 127.0.0.1
PICKLE_RECEIVER_PORT = ${ports.pickle}
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = ${ports.query}
MAX_CREATES_PER_MINUTE = inf
MAX_UPDATES_PER_SECOND = inf
CARBON_METRIC_INTERVAL = 0
GRAPHITE_URL = http://127.0.0.1:${ports.web}
TAG_UPDATE_INTERVAL = 1
`;

const SCHEMAS = `[coarse]
pattern = ^coarse\\.
retentions = 10s:1d
[all]
pattern = .*
retentions = 1s:1h,10s:1d,60s:30d
`;

const AGGREGATION = `[default]
pattern = .*
xFilesFactor = 0
aggregationMethod = average
`;

const webSettings = (dir: string, { query }: Ports): string => `SECRET_KEY = 'test-only'
ALLOWED_HOSTS = ['127.0.0.1']
TIME_ZONE = 'UTC'
CONF_DIR = '${dir}'
STORAGE_DIR = '${dir}'
WHISPER_DIR = '${dir}/whisper'
LOG_DIR = '${dir}/log'
INDEX_FILE = '${dir}/index'
STATIC_ROOT = '${dir}/static'
CARBONLINK_HOSTS = ['127.0.0.1:${query}']
DEBUG = True
DATABASES = {'default': {'NAME': '${dir}/graphite.db', 'ENGINE': 'django.db.backends.sqlite3'}}
`;

const statsdConfig = ({ statsd, manage, line }: Ports): string =>
  JSON.stringify({
    ...{ port: statsd, address: "127.0.0.1", mgmt_address: "127.0.0.1", mgmt_port: manage },
    ...{ graphiteHost: "127.0.0.1", graphitePort: line, flushInterval: 1000, deleteIdleStats: true },
    backends: ["./backends/graphite"],
    graphite: { legacyNamespace: false },
  });

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

const writeConfigs = (dir: string, ports: Ports): void => {
  for (const name of ["whisper", "log", "python", "static"]) mkdirSync(join(dir, name));
  writeFileSync(join(dir, "carbon.conf"), carbonConfig(dir, ports));
  writeFileSync(join(dir, "storage-schemas.conf"), SCHEMAS);
  writeFileSync(join(dir, "storage-aggregation.conf"), AGGREGATION);
  writeFileSync(join(dir, "python", "local_settings.py"), webSettings(dir, ports));
  writeFileSync(join(dir, "statsd.json"), statsdConfig(ports));
};

const send = (port: number, lines: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.send(lines.join("\n"), port, "127.0.0.1", (error) => {
      socket.close();
      if (error) reject(error);
      else resolve();
    });
  });

const writeTo = (port: number, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", reject);
    socket.end(text, resolve);
  });

/** carbon, graphite-web and the StatsD of npm, which flushes each second. */
export const startGraphite = async (): Promise<Graphite> => {
  const folder = openFolder("graphite");
  const { dir } = folder;
  const port = freePort;
  const ports: Ports = {
    ...{ line: await port(), pickle: await port(), query: await port() },
    ...{ web: await port(), statsd: await port(), manage: await port() },
  };
  const django = [
    `PYTHONPATH=${dir}/python`,
    "GRAPHITE_SETTINGS_MODULE=local_settings",
    "DJANGO_SETTINGS_MODULE=graphite.settings",
    PYTHON,
    "-m",
    "django",
  ];
  try {
    writeConfigs(dir, ports);
    const carbon = folder.ended(startDaemon(CARBON, [`--config=${dir}/carbon.conf`, "--nodaemon", "start"], dir));
    await promisify(execFile)(ENV, [...django, "migrate", "--run-syncdb"], { cwd: dir });
    const web = folder.ended(startDaemon(ENV, [...django, "runserver", "--noreload", `127.0.0.1:${ports.web}`], dir));
    await waitFor("carbon", 20_000, () => isOpen(ports.line), carbon.output);
    const statsd = folder.ended(startStatsd(dir, "statsd.json"));
    const url = `http://127.0.0.1:${ports.web}`;
    await waitFor("StatsD", 20_000, () => isOpen(ports.manage), statsd.output);
    await waitFor("graphite-web", 30_000, () => isUp(`${url}/metrics/find?query=*`), web.output);
    return {
      url,
      count: (lines) => send(ports.statsd, lines),
      write: (lines) => writeTo(ports.line, lines.map((line) => `${line.join(" ")}\n`).join("")),
      stop: folder.stop,
    };
  } catch (error) {
    await folder.stop();
    throw error;
  }
};
