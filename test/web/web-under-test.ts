import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import type { ChartSpec } from "../../src/core/chart.ts";
import type { Log } from "../../src/core/log.ts";
import type { NewDelivery, Snapshot } from "../../src/core/store.ts";
import { createLinks, createMetrics, createWeb, type Web, type WebOptions } from "../../src/web/index.ts";

export const SECRET = "a secret for tests only";
export const PUBLIC_URL = "http://drm.test";
export const NOW_MS = Date.UTC(2026, 10, 18, 12);

const CLIENT = {
  "web/client/live.html": `<!doctype html><html><head><script type="importmap">{"imports":{}}</script>
<script type="module" src="/assets/src/web/client/live.ts"></script></head><body></body></html>`,
  "web/client/list.html": `<!doctype html><html><head>
<script type="module" src="/assets/src/web/client/list.ts"></script></head><body></body></html>`,
  "web/client/list.ts": "export const nothing: number = 0;\n",
  "web/client/live.ts": `import { Chart } from "chart.js/auto";
import type { ChartSpec } from "../../core/chart.ts";
import { chartConfig } from "../../graphs/chart-config.ts";
const draw = (spec: ChartSpec): unknown => new Chart("canvas", chartConfig(spec));
export default draw;
`,
  "web/client/live.css": "body { margin: 0 }\n",
  "graphs/chart-config.ts": `import { twice } from "../core/twice.ts";
export const chartConfig = (spec: unknown): never => twice(spec) as never;
`,
  "graphs/oncall-load.ts": "export const secretServerCode: number = 1;\n",
  "core/twice.ts": "export const twice = <T>(value: T): readonly T[] => [value, value];\n",
  "core/not-asked-for.ts": "export const other: number = 1;\n",
} as const;

/** A folder of sources with a small client in it. */
export const standInSources = async (
  t: TestContext,
  files: Readonly<Record<string, string>> = CLIENT,
): Promise<URL> => {
  const folder = await mkdtemp(join(tmpdir(), "drm-web-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return pathToFileURL(`${folder}/`);
};

export const specOf = (title: string): ChartSpec => ({
  title,
  subtitle: "this week",
  panels: [],
  tz: "Europe/Berlin",
  asOfMs: NOW_MS,
  definition: "Pages are push, SMS or phone.",
  read: "3 incidents read",
  summary: `${title}: <b>12</b> pages & "2" nights`,
});

export const SNAPSHOT: Snapshot = {
  id: "tuesday",
  graph: "oncall-load",
  query: "from=1&to=2&team=core",
  spec: specOf("Load <script>"),
  png: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]),
  atMs: NOW_MS,
  by: "Ana",
};

interface LogLine {
  readonly level: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface UnderTest {
  readonly web: Web;
  readonly links: WebOptions["links"];
  readonly metrics: WebOptions["metrics"];
  readonly accepted: NewDelivery[];
  readonly lines: LogLine[];
  readonly time: { nowMs: number };
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Path and query of a link, to be asked for on the test's own port. */
  local(link: string): string;
}

export const collectLog = (lines: LogLine[]): Log => {
  const at = (level: string) => (facts: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ level, facts, message });
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
};

/** The HTTP side on a free port of this machine, closed when the test ends. */
export const startWeb = async (t: TestContext, changes: Partial<WebOptions> = {}): Promise<UnderTest> => {
  const time = { nowMs: NOW_MS };
  const clock = () => time.nowMs;
  const accepted: NewDelivery[] = [];
  const lines: LogLine[] = [];
  const links = changes.links ?? createLinks({ secrets: [SECRET], publicUrl: PUBLIC_URL, clock });
  const metrics = changes.metrics ?? createMetrics();
  const web = await createWeb({
    host: "127.0.0.1",
    port: 0,
    publicUrl: PUBLIC_URL,
    log: collectLog(lines),
    clock,
    hooks: { plain: { verify: async () => undefined } },
    accept: async (delivery) => {
      accepted.push(delivery);
    },
    links,
    graphs: {
      has: (name) => name === "oncall-load",
      spec: async () => ({ spec: specOf("Load"), open: false }),
      onData: () => () => undefined,
    },
    snapshots: { read: async (id) => (id === SNAPSHOT.id ? SNAPSHOT : undefined) },
    ready: async () => ({ ok: true, problems: [] }),
    metrics,
    src: await standInSources(t),
    ...changes,
  });
  t.after(() => web.stop());
  return {
    web,
    links,
    metrics,
    accepted,
    lines,
    time,
    get: (path, init) => fetch(web.url + path, { redirect: "manual", ...init }),
    local: (link) => link.slice(PUBLIC_URL.length),
  };
};
