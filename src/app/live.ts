import { argsFromQuery } from "../core/args.ts";
import { splitPage } from "../core/asked-graph.ts";
import type { ChartSpec } from "../core/chart.ts";
import type { Clock } from "../core/log.ts";
import { loadPage, requireGraph } from "../flows/snapshot.ts";
import type { LiveGraphs } from "../web/index.ts";
import { type AtOnce, createAtOnce } from "./at-once.ts";
import type { Parts } from "./parts.ts";

/** What is measured elsewhere is asked for again so often while somebody looks. */
const MEASURED_EVERY_MS = 10_000;
/** Live pages ask a source for so many windows at once; chat and alerts, which matter more, do not wait behind them. */
const EACH_SOURCE = { most: 8, waitMs: 10_000 };

/** Work for each source apart: one that hangs holds up no other. */
const createTurns = (): ((source: string) => AtOnce) => {
  const turns = new Map<string, AtOnce>();
  return (source) => {
    const turn = turns.get(source) ?? createAtOnce(EACH_SOURCE);
    turns.set(source, turn);
    return turn;
  };
};

const runsUntil = (value: unknown): number =>
  typeof value === "object" && value !== null && "endMs" in value && typeof value.endMs === "number" ? value.endMs : 0;

/** Live pages load what pictures load; a page stays open while its range runs. */
export const liveGraphs = ({ snapshots, store }: Pick<Parts, "snapshots" | "store">, clock: Clock): LiveGraphs => {
  const turnOf = createTurns();
  const load = async (page: string, query: URLSearchParams): Promise<ChartSpec> => {
    const { id } = splitPage(page);
    if (id === undefined) return loadPage(snapshots, page, query);
    const { source } = await snapshots.data.asked(id);
    return turnOf(source)(() => loadPage(snapshots, page, query));
  };
  return {
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
        ...{ spec: await load(page, query), open, takes: Object.keys(graph.args) },
        ...(graph.kept ? { everyMs: MEASURED_EVERY_MS } : {}),
      };
    },
    onData: (listener) =>
      store.onChange((what) => {
        if (what === "data") listener();
      }),
  };
};
