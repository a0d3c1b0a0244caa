import { argsFromQuery, type LinkSpecs } from "../core/args.ts";
import type { ChartSpec, Graph } from "../core/chart.ts";
import { Failure, toFailure } from "../core/failure.ts";
import { splitPage } from "../core/graph/asked.ts";
import type { GraphData } from "../core/graph/data.ts";
import type { Clock, Log } from "../core/log.ts";
import type { GraphPort } from "../core/message.ts";
import type { Snapshot, Store } from "../core/store.ts";
import type { WeekStart } from "../core/time/range.ts";

/** What loading the graph of a page needs from outside. */
export interface PagePorts {
  readonly graphs: readonly Graph<LinkSpecs, GraphData>[];
  readonly data: GraphData;
  readonly clock: Clock;
  readonly weekStart: WeekStart;
  /** Zone for links that name none. */
  readonly tz: string;
}

/** What making and keeping a picture needs besides; `render` answers a PNG, in the team's colours unless others are named. */
export interface SnapshotPorts extends PagePorts {
  readonly render: (spec: ChartSpec, theme?: "light" | "dark") => Promise<Uint8Array>;
  /** What a source draws itself, as PNG; undefined where it draws none. */
  readonly drawnAtSource: (page: string, spec: ChartSpec) => Promise<Uint8Array | undefined>;
  readonly store: Pick<Store, "snapshots">;
  readonly newId: () => string;
  readonly log: Log;
}

/** Who asked for a picture, and where. */
export type PictureFor = Pick<Snapshot, "by" | "channel" | "thread">;

/** The graph of that name. Throws Failure("not_found"), also for one that is kept under an id and has none. */
export const requireGraph = (graphs: PagePorts["graphs"], page: string): Graph<LinkSpecs, GraphData> => {
  const { graph: name, id } = splitPage(page);
  const graph = graphs.find((one) => one.name === name && (one.kept === true) === (id !== undefined));
  if (graph) return graph;
  const known = graphs.map((one) => one.name).join(", ");
  throw new Failure("not_found", `no graph is named ${name}`, { tell: `There is no such graph. There is: ${known}.` });
};

/** Query of a page's link -> ChartSpec, the same way for the picture and for the live page. */
export const loadPage = (ports: PagePorts, page: string, query: URLSearchParams): Promise<ChartSpec> => {
  const graph = requireGraph(ports.graphs, page);
  const context = { nowMs: ports.clock(), tz: ports.tz, weekStart: ports.weekStart };
  return graph.load(ports.data, argsFromQuery(graph.args, query, context), splitPage(page).id);
};

const pixelsOf = async (ports: SnapshotPorts, page: string, spec: ChartSpec): Promise<Uint8Array> => {
  try {
    const png = await ports.drawnAtSource(page, spec);
    if (png !== undefined) return png;
  } catch (error) {
    ports.log.warn({ page, err: toFailure(error) }, "the source could not draw its picture; ours is taken");
  }
  return ports.render(spec);
};

/** Draws and stores a picture of what is loaded, or loads it first. Slow parts run outside the main thread. */
export const takeSnapshot = async (
  ports: SnapshotPorts,
  { graph, query, spec: loaded, id = ports.newId(), incidentId }: GraphPort,
  asked: PictureFor,
): Promise<Snapshot> => {
  const spec = loaded ?? (await loadPage(ports, graph, query));
  if (spec.private)
    throw new Failure("forbidden", "a private chart is not kept", {
      tell: "Only its viewer may see that: it is shown on their live page alone.",
    });
  const png = await pixelsOf(ports, graph, spec);
  const snapshot = {
    ...{ id, graph, query: query.toString(), spec, png, atMs: ports.clock(), ...asked },
    ...(incidentId === undefined ? {} : { incidentId }),
  };
  await ports.store.snapshots.save(snapshot);
  return snapshot;
};
