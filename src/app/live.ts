import { argsFromQuery } from "../core/args.ts";
import type { Clock } from "../core/log.ts";
import { loadSpec, requireGraph } from "../flows/snapshot.ts";
import type { LiveGraphs } from "../web/index.ts";
import type { Parts } from "./parts.ts";

const runsUntil = (value: unknown): number =>
  typeof value === "object" && value !== null && "endMs" in value && typeof value.endMs === "number" ? value.endMs : 0;

/** Live pages load what pictures load; a page stays open while its range runs. */
export const liveGraphs = ({ snapshots, store }: Parts, clock: Clock): LiveGraphs => ({
  has: (name) => snapshots.graphs.some((graph) => graph.name === name),
  async spec(name, query) {
    const context = { nowMs: clock(), tz: snapshots.tz, weekStart: snapshots.weekStart };
    const args = argsFromQuery(requireGraph(snapshots.graphs, name).args, query, context);
    const open = query.get("to") === "now" || Object.values(args).some((value) => runsUntil(value) > context.nowMs);
    return { spec: await loadSpec(snapshots, name, query), open };
  },
  onData: (listener) =>
    store.onChange((what) => {
      if (what === "data") listener();
    }),
});
