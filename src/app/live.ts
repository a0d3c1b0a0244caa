import { argsFromQuery } from "../core/args.ts";
import { splitPage } from "../core/asked-graph.ts";
import type { Clock } from "../core/log.ts";
import { loadPage, requireGraph } from "../flows/snapshot.ts";
import type { LiveGraphs } from "../web/index.ts";
import type { Parts } from "./parts.ts";

/** What is measured elsewhere is asked for again so often while somebody looks. */
const MEASURED_EVERY_MS = 10_000;

const runsUntil = (value: unknown): number =>
  typeof value === "object" && value !== null && "endMs" in value && typeof value.endMs === "number" ? value.endMs : 0;

/** Live pages load what pictures load; a page stays open while its range runs. */
export const liveGraphs = ({ snapshots, store }: Parts, clock: Clock): LiveGraphs => ({
  async has(page) {
    const { graph: name, id } = splitPage(page);
    const graph = snapshots.graphs.find((one) => one.name === name);
    if (!graph || (graph.kept === true) !== (id !== undefined)) return false;
    return id === undefined || (await store.graphs.read(id, clock())) !== undefined;
  },
  async spec(page, query) {
    const context = { nowMs: clock(), tz: snapshots.tz, weekStart: snapshots.weekStart };
    const graph = requireGraph(snapshots.graphs, page);
    const args = argsFromQuery(graph.args, query, context);
    const open = query.get("to") === "now" || Object.values(args).some((value) => runsUntil(value) > context.nowMs);
    return {
      ...{ spec: await loadPage(snapshots, page, query), open, takes: Object.keys(graph.args) },
      ...(graph.kept ? { everyMs: MEASURED_EVERY_MS } : {}),
    };
  },
  onData: (listener) =>
    store.onChange((what) => {
      if (what === "data") listener();
    }),
});
