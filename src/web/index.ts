import type { FastifyInstance } from "fastify";
import { Failure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import type { NewDelivery, Snapshot } from "../core/store.ts";
import { createAccess } from "./access.ts";
import { addAssets } from "./asset-routes.ts";
import { type Asset, readAssets } from "./assets.ts";
import { addHealth, type Readiness } from "./health.ts";
import { addHooks, type Hook } from "./hooks.ts";
import type { Links } from "./links.ts";
import { addLive } from "./live.ts";
import { createSpecLoads, type LiveGraphs, type SpecLoads } from "./live-graphs.ts";
import type { Metrics } from "./metrics.ts";
import { addReadOnly, createServer, portOf, stopServer } from "./server.ts";
import { readShell, type Shell } from "./shell.ts";
import { addSlackEvents, type RequestListener } from "./slack-events.ts";
import { addSnapshots } from "./snapshots.ts";
import { type StreamLimits, Streams } from "./streams.ts";

export { createLinks, type Links } from "./links.ts";
export { livePath } from "./live.ts";
export type { LiveGraphs, LiveSpec } from "./live-graphs.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { snapshotPath } from "./snapshots.ts";
export type { StreamLimits } from "./streams.ts";

/** Everything that the HTTP side needs from outside. */
export interface WebOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Where the world reaches us: origin only, "https://drm.example.com". */
  readonly publicUrl: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly hooks: Readonly<Record<string, Hook>>;
  /** On disk when it resolves. */
  accept(delivery: NewDelivery): Promise<void>;
  /** Slack's requests in HTTP mode, body unread. */
  readonly slackEvents?: RequestListener | undefined;
  readonly links: Links;
  readonly graphs: LiveGraphs;
  readonly snapshots: { read(id: string): Promise<Snapshot | undefined> };
  ready(): Promise<Readiness>;
  readonly metrics: Metrics;
  /** First day of the week, 1 is Monday; Monday by default. */
  readonly weekStart?: number;
  /** Bytes of one webhook; 1 MiB by default. */
  readonly bodyLimit?: number;
  readonly streams?: StreamLimits;
  /** Folder of the sources that browsers get their code from. */
  readonly src?: URL;
}

/** The HTTP side, listening. */
export interface Web {
  readonly url: string;
  readonly port: number;
  /** Ends the streams, finishes what is in flight and closes, within 5 seconds. */
  stop(): Promise<void>;
}

interface BrowserFiles {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly shell: Shell;
}

/** Origin of a URL that has nothing else. Throws Failure("config") for one with a path, which links could not keep. */
const requireOrigin = (publicUrl: string): string => {
  const url = URL.parse(publicUrl);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "") return url.origin;
  throw new Failure("config", "the public URL must be http(s)://host[:port] without a path");
};

const addRoutes = (
  app: FastifyInstance,
  options: WebOptions,
  files: BrowserFiles,
  streams: Streams,
  loads: SpecLoads,
) => {
  const { links, clock, graphs, snapshots, slackEvents, publicUrl } = options;
  const access = createAccess(links, clock, publicUrl.startsWith("https:"));
  addHooks(app, { ...options, bodyLimit: options.bodyLimit ?? 1_048_576 });
  if (slackEvents !== undefined) addSlackEvents(app, slackEvents);
  addReadOnly(app, () => {
    addAssets(app, files.assets);
    addLive(app, { access, graphs, loads, streams, shell: files.shell });
    addSnapshots(app, { access, links, snapshots });
    addHealth(app, options);
  });
};

/** Starts the HTTP side. Throws Failure("config") for browser code or a public URL that cannot work. */
export const createWeb = async (given: WebOptions): Promise<Web> => {
  const options = { ...given, publicUrl: requireOrigin(given.publicUrl) };
  const { host, clock, log, graphs, metrics } = options;
  const src = options.src ?? new URL("../", import.meta.url);
  const [assets, shell] = await Promise.all([readAssets(src), readShell(src, options.weekStart)]);
  const loads = createSpecLoads(graphs);
  const streams = new Streams({ ...options.streams, graphs, loads, clock, log, count: metrics.streams });
  const app = createServer(log);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    streams.stop();
    stopping ??= stopServer(app);
    return stopping;
  };
  try {
    addRoutes(app, options, { assets, shell }, streams, loads);
    await app.listen({ host, port: options.port });
  } catch (error) {
    await stop();
    throw error;
  }
  const port = portOf(app);
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, port, stop };
};
