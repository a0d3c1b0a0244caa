import type { FastifyInstance } from "fastify";
import { Failure } from "../core/failure.ts";
import { splitPage } from "../core/graph/asked.ts";
import type { LiveList } from "../core/live-list.ts";
import type { Clock, Log } from "../core/log.ts";
import type { NewDelivery } from "../core/store.ts";
import { createAccess } from "./access.ts";
import { addAssets } from "./asset-routes.ts";
import { type Asset, readAssets } from "./assets.ts";
import { addHealth, type Readiness } from "./health.ts";
import { addHooks, type Hook } from "./hooks.ts";
import type { Links } from "./links.ts";
import { createListLoads } from "./list-loads.ts";
import { addLive } from "./live.ts";
import { addLiveAct, addLiveOutcome } from "./live-act.ts";
import type { LiveAlerts } from "./live-alerts.ts";
import type { LiveGraphs, SealedSpec } from "./live-graphs.ts";
import { addLiveList } from "./live-list.ts";
import { addLivePost, addLivePostReads } from "./live-post.ts";
import { createLoads, type Loads } from "./loads.ts";
import type { Metrics } from "./metrics.ts";
import type { Posting } from "./posting.ts";
import { sealSpec } from "./seal.ts";
import { addReadOnly, createServer, portOf, stopServer } from "./server.ts";
import { readShell, type Shell } from "./shell.ts";
import { addSlackEvents, type RequestListener } from "./slack-events.ts";
import { addSnapshots, type KeptSnapshots } from "./snapshots.ts";
import { type StreamLimits, Streams } from "./streams.ts";

export { createLinks, type Links, type OwnLink } from "./links.ts";
export { livePath } from "./live.ts";
export type { LiveAlerts, PressOutcome, StoredDelivery } from "./live-alerts.ts";
export type { Download, LiveGraphs, LiveSpec } from "./live-graphs.ts";
export { LIST_PATH } from "./live-list.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { pictureUrl } from "./picture-url.ts";
export type { ChannelChoice, Posting, SnapshotWish } from "./posting.ts";
export { type KeptSnapshots, snapshotPath } from "./snapshots.ts";
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
  /** Absent: there is no live list. */
  readonly alerts?: LiveAlerts | undefined;
  readonly snapshots: KeptSnapshots;
  /** Name of a chat user for pages; undefined where nobody can say. Absent: ids are shown as they are. */
  nameOf?(user: string): Promise<string | undefined>;
  /** Absent: nothing can be posted from live pages. */
  readonly posting?: Posting | undefined;
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
  readonly graphShell: Shell;
  readonly listShell: Shell;
}

/** What pages follow. */
interface Followed {
  readonly specs: Loads<SealedSpec>;
  readonly list: Loads<LiveList> | undefined;
  readonly streams: Streams;
}

const readFiles = async ({ src = new URL("../", import.meta.url), weekStart }: WebOptions): Promise<BrowserFiles> => {
  const [assets, graphShell, listShell] = await Promise.all([
    readAssets(src),
    readShell(src, weekStart),
    readShell(src, weekStart, "list.html"),
  ]);
  return { assets, graphShell, listShell };
};

/** A page that shows what is kept under an id is measured at its source, again and again while it is looked at. */
const isMeasured = (page: string): boolean => splitPage(page).id !== undefined;

const follow = ({ graphs, links, alerts, clock, log, metrics, streams }: WebOptions): Followed => {
  const specs = createLoads<SealedSpec>({
    kind: "graph",
    async read(page, query, user) {
      const live = await graphs.spec(page, query, user);
      return { ...live, seal: sealSpec(links, { page, query }, live.spec, clock()) };
    },
    onData: (listener) => graphs.onData(listener),
    apart: isMeasured,
  });
  const list = alerts && createListLoads({ alerts, clock, log });
  const loads = list === undefined ? [specs] : [specs, list];
  return { specs, list, streams: new Streams({ ...streams, loads, clock, log, count: metrics.streams }) };
};

/** Origin of a URL that has nothing else. Throws Failure("config") for one with a path, which links could not keep. */
const requireOrigin = (publicUrl: string): string => {
  const url = URL.parse(publicUrl);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "") return url.origin;
  throw new Failure("config", "the public URL must be http(s)://host[:port] without a path");
};

const addRoutes = (app: FastifyInstance, options: WebOptions, files: BrowserFiles, followed: Followed): void => {
  const { links, clock, graphs, alerts, posting, slackEvents, publicUrl, log } = options;
  const { specs, list, streams } = followed;
  const access = createAccess(links, clock, publicUrl.startsWith("https:"));
  addHooks(app, { ...options, bodyLimit: options.bodyLimit ?? 1_048_576 });
  if (slackEvents !== undefined) addSlackEvents(app, slackEvents);
  if (alerts !== undefined) addLiveAct(app, { access, alerts, publicUrl, log });
  const posts = posting && { ...options, access, posting };
  if (posts !== undefined) addLivePost(app, posts);
  addReadOnly(app, () => {
    addAssets(app, files.assets);
    addLive(app, { access, links, graphs, loads: specs, streams, shell: files.graphShell });
    if (alerts !== undefined && list !== undefined) {
      addLiveList(app, { access, alerts, loads: list, streams, shell: files.listShell, log });
      addLiveOutcome(app, { access, alerts, publicUrl, log });
    }
    if (posts !== undefined) addLivePostReads(app, posts);
    addSnapshots(app, { ...options, access });
    addHealth(app, options);
  });
};

/** Starts the HTTP side. Throws Failure("config") for browser code or a public URL that cannot work. */
export const createWeb = async (given: WebOptions): Promise<Web> => {
  const options = { ...given, publicUrl: requireOrigin(given.publicUrl) };
  const { host } = options;
  const files = await readFiles(options);
  const followed = follow(options);
  const app = createServer(options.log);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    followed.streams.stop();
    stopping ??= stopServer(app);
    return stopping;
  };
  try {
    addRoutes(app, options, files, followed);
    await app.listen({ host, port: options.port });
  } catch (error) {
    await stop();
    throw error;
  }
  const port = portOf(app);
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, port, stop };
};
