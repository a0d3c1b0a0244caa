import { timeRange } from "../core/args.ts";
import { defineGraph } from "../core/chart.ts";
import { Failure } from "../core/failure.ts";
import { MEASURE_GRAPH } from "../core/graph/asked.ts";
import type { GraphData } from "../core/graph/data.ts";
import { earlierArg, parseEarlier } from "../core/measure/earlier.ts";
import { loadLogs } from "./measure-logs.ts";
import { loadPoints } from "./measure-points.ts";
import { scrubbed } from "./measure-scrub.ts";

/** What somebody asked a metrics or log source, kept under an id: a link to it changes range and comparison, never the query. */
export default defineGraph({
  name: MEASURE_GRAPH,
  title: "Graph",
  args: { range: timeRange("last 1h"), vs: earlierArg() },
  kept: true,

  async load(data: GraphData, { range, vs }, id) {
    if (id === undefined)
      throw new Failure("not_found", "a graph without its id", {
        tell: "This link is not whole: ask for the graph again.",
      });
    const asked = await data.asked(id);
    const { fromMs, toMs, tz } = range;
    const earlier = vs === undefined ? undefined : parseEarlier(vs);
    const asking = { data, asked, window: { fromMs, toMs, tz }, earlier };
    return scrubbed(await (asked.kind === "logs" ? loadLogs(asking) : loadPoints(asking)), data.scrub);
  },
});
