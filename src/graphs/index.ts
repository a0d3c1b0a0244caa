import type { LinkSpecs } from "../core/args.ts";
import type { Graph } from "../core/chart.ts";
import type { GraphData } from "../core/graph-data.ts";
import measure from "./measure.ts";
import oncallStats from "./oncall-stats.ts";

/** Every graph. */
export const graphs: readonly Graph<LinkSpecs, GraphData>[] = [oncallStats, measure];
