import { argsFromQuery, type LinkSpecs } from "../core/args.ts";
import type { ChartSpec, Graph } from "../core/chart.ts";
import { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import type { GraphData } from "../core/stats.ts";
import type { Snapshot, Store } from "../core/store.ts";
import type { WeekStart } from "../core/time-range.ts";

/** What making and keeping a picture needs from outside; `render` answers a PNG. */
export interface SnapshotPorts {
  readonly graphs: readonly Graph<LinkSpecs, GraphData>[];
  readonly data: GraphData;
  readonly render: (spec: ChartSpec) => Promise<Uint8Array>;
  readonly store: Pick<Store, "snapshots">;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly weekStart: WeekStart;
  /** Zone for links that name none. */
  readonly tz: string;
}

/** The graph of that name. */
export const requireGraph = (graphs: SnapshotPorts["graphs"], name: string): Graph<LinkSpecs, GraphData> => {
  const graph = graphs.find((one) => one.name === name);
  if (graph) return graph;
  const known = graphs.map((one) => one.name).join(", ");
  throw new Failure("not_found", `no graph is named ${name}`, { tell: `There is no such graph. There is: ${known}.` });
};

/** Query of a link -> ChartSpec, the same way for the picture and for the live page. */
export const loadSpec = (
  ports: Omit<SnapshotPorts, "render" | "store" | "newId">,
  name: string,
  query: URLSearchParams,
) => {
  const graph = requireGraph(ports.graphs, name);
  const context = { nowMs: ports.clock(), tz: ports.tz, weekStart: ports.weekStart };
  return graph.load(ports.data, argsFromQuery(graph.args, query, context));
};

/** Loads, draws and stores a picture. Slow parts run outside the main thread. */
export const takeSnapshot = async (
  ports: SnapshotPorts,
  graph: string,
  query: URLSearchParams,
  asked: { readonly by: string; readonly channel?: string | undefined },
): Promise<Snapshot> => {
  const spec = await loadSpec(ports, graph, query);
  const png = await ports.render(spec);
  const snapshot = { id: ports.newId(), graph, query: query.toString(), spec, png, atMs: ports.clock(), ...asked };
  await ports.store.snapshots.save(snapshot);
  return snapshot;
};
