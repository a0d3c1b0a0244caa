import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.ts";
import type { ChatUser } from "../core/chat.ts";
import type { CommandContext, SaidWhere } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { GraphData } from "../core/graph/data.ts";
import type { Capabilities } from "../core/integration.ts";
import type { Known } from "../core/known.ts";
import type { Clock, Log } from "../core/log.ts";
import type { GraphPort } from "../core/message.ts";
import type { OnCall } from "../core/oncall.ts";
import type { PolicyNow } from "../core/policy.ts";
import type { Snapshot, Store } from "../core/store.ts";
import { knownOnCall } from "../flows/known/pager.ts";
import { createKnown, type KeptAnswers } from "../flows/known.ts";
import { createMeasureData } from "../flows/measure-data.ts";
import type { DeskFor } from "../flows/pager-desk/ports.ts";
import { type PictureFor, type SnapshotPorts, takeSnapshot } from "../flows/snapshot.ts";
import { createTellOurs, type TellOurs } from "../flows/tell-admin.ts";
import { graphs } from "../graphs/index.ts";
import { createRenderer } from "../graphs/render/renderer.ts";
import { integrations } from "../integrations/index.ts";
import { openStore } from "../store/index.ts";
import { createLinks, type Links } from "../web/links.ts";
import { type Abilities, abilitiesOf } from "./abilities.ts";
import { contextMaker, noPager } from "./context.ts";
import { deskOfPager } from "./desk.ts";
import { graphDeskOf } from "./graphs.ts";
import type { Late } from "./late.ts";
import { sourcePictures } from "./source-pictures.ts";

/** What the outside gives: the only clock, the log, and the end of everything. */
export interface Ports {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Everything that answers need and that runs without Slack and without a port: shared by the bot and by `ask`. */
export interface Parts {
  readonly store: Store;
  readonly links: Links;
  /** Integration name -> what its API can do for us. */
  readonly connections: ReadonlyMap<string, Capabilities>;
  readonly abilities: Abilities;
  /** What people configured about alerts, in force now. */
  readonly policy: PolicyNow;
  readonly tellOurs: TellOurs;
  /** What services said last, on disk too. */
  readonly known: KeptAnswers;
  readonly late: Late;
  /** The pager for one asker. Throws Failure("config") while none is connected. */
  readonly deskFor: DeskFor;
  readonly snapshots: SnapshotPorts;
  /** Who is on call now. Throws Failure("config") while no pager is connected. */
  oncallNow(): Promise<Known<readonly OnCall[]>>;
  contextFor(asker: ChatUser, said?: SaidWhere): CommandContext;
  snapshot(picture: GraphPort, asked: PictureFor): Promise<Snapshot>;
  /** Link to the live twin of a picture. */
  liveUrl(snapshot: Pick<Snapshot, "graph" | "query">): string;
  close(): Promise<void>;
}

const shortId = (): string => randomUUID().replaceAll("-", "").slice(0, 16);

/** Only its owner may look inside. Throws Failure("config") with what to do. */
const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure("config", `DATA_DIR cannot be made (${why}). Name a folder that this user may write to.`, {
      cause: error,
    });
  }
};

const connectAll = (config: Config, ports: Ports): ReadonlyMap<string, Capabilities> => {
  const connections = new Map<string, Capabilities>();
  for (const { name, connect } of integrations) {
    const capabilities = connect?.(config.values, {
      ...ports,
      publicUrl: config.values.PUBLIC_URL && config.publicUrl,
    });
    if (capabilities) connections.set(name, capabilities);
  }
  return connections;
};

/** Where the embedded store is. */
export const storeFile = ({ dataDir }: Pick<Config, "dataDir">): string => join(dataDir, "drm.sqlite");

const snapshotPorts = (
  { names, theme, weekStart, tz }: Config,
  { clock, log }: Ports,
  { store, abilities, policy }: Pick<Parts, "store" | "abilities"> & { readonly policy: PolicyNow },
  renderer: ReturnType<typeof createRenderer>,
): SnapshotPorts => {
  const measured = createMeasureData({ ...abilities, store, clock, policy });
  const data: GraphData = {
    ...measured,
    names,
    stats: (name, query) => store.stats(name, query),
    ratings: async (email, range) =>
      (await store.ratings.between(range)).filter((rating) => rating.email?.toLowerCase() === email.toLowerCase()),
  };
  const render: SnapshotPorts["render"] = (spec, shown = theme) => renderer.render(spec, { theme: shown });
  const drawnAtSource = sourcePictures(data, abilities, tz);
  return { graphs, data, render, drawnAtSource, store, newId: shortId, clock, log, weekStart, tz };
};

const oncallKnown =
  ({ oncalls }: Abilities, known: KeptAnswers, clock: Clock): Parts["oncallNow"] =>
  async () => {
    for (const [source, oncall] of oncalls) return knownOnCall(known, oncall, { source, clock });
    throw noPager();
  };

/** Opens the store and builds what stands on it. Throws Failure("config") for a store that cannot be used. */
export const openParts = async (
  config: Config,
  ports: Ports,
  policy: PolicyNow = () => config.policy,
): Promise<Parts> => {
  if (!config.databaseUrl) makeFolder(config.dataDir);
  const store = await openStore({
    ...(config.databaseUrl ? { url: config.databaseUrl } : { file: storeFile(config) }),
    clock: ports.clock,
    log: ports.log,
    tz: config.tz,
  });
  const made = await store.keepOnce("link_secret", () => `${randomUUID()}${randomUUID()}`);
  const links = createLinks({
    secrets: config.linkSecrets.length > 0 ? config.linkSecrets : [made],
    publicUrl: config.publicUrl,
    clock: ports.clock,
    days: config.linkDays,
    frozenDays: config.keep.snapshotDays,
  });
  const connections = connectAll(config, ports);
  const abilities = abilitiesOf(connections);
  const tellOurs = createTellOurs(store.inbox, ports.clock);
  const known = createKnown({ store, clock: ports.clock, log: ports.log });
  const late: Late = {};
  const base = { store, links, abilities, policy, tellOurs, known, late };
  const shared = { ...base, deskFor: deskOfPager(config, ports, base) };
  const renderer = createRenderer({ log: ports.log, clock: ports.clock });
  const snapshots = snapshotPorts(config, ports, base, renderer);
  const graphsFor = graphDeskOf(config, base, snapshots);
  return {
    ...shared,
    connections,
    snapshots,
    oncallNow: oncallKnown(abilities, known, ports.clock),
    contextFor: contextMaker(config, ports, { ...shared, graphsFor }),
    snapshot: (picture, asked) => takeSnapshot(snapshots, picture, asked),
    liveUrl: ({ graph, query }) => links.shared(`/g/${graph}`, new URLSearchParams(query)),
    async close() {
      await renderer.close();
      await known.idle();
      await store.close();
    },
  };
};
