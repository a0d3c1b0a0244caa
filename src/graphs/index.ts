import type { LinkSpecs } from "../core/args.ts";
import type { Graph } from "../core/chart.ts";
import type { GraphData } from "../core/graph/data.ts";
import measure from "./measure.ts";
import oncallAvailability from "./oncall-availability.ts";
import oncallCompare from "./oncall-compare.ts";
import oncallFairness from "./oncall-fairness.ts";
import oncallLoad from "./oncall-load.ts";
import oncallNights from "./oncall-nights.ts";
import oncallNoise from "./oncall-noise.ts";
import oncallPerson from "./oncall-person.ts";
import oncallResponse from "./oncall-response.ts";
import oncallServices from "./oncall-services.ts";
import oncallStats from "./oncall-stats.ts";

/** Every graph. */
export const graphs: readonly Graph<LinkSpecs, GraphData>[] = [
  ...[oncallStats, oncallLoad, oncallNights, oncallFairness, oncallResponse, oncallNoise, oncallServices],
  ...[oncallAvailability, oncallPerson, oncallCompare, measure],
];
