import { graphSources } from "../core/graph/sources.ts";
import { createAlertGraphs } from "../flows/alert-graphs.ts";
import { SLACK_PACE } from "../flows/deliver.ts";
import { createGraphWatches } from "../flows/graph-watches.ts";
import type { Loop } from "../flows/loop.ts";
import { loadPage } from "../flows/snapshot.ts";
import { createThresholds } from "../flows/thresholds.ts";
import { pictureUrl } from "../web/picture-url.ts";
import type { Abilities } from "./abilities.ts";
import { watchEvery } from "./graphs.ts";
import type { Common, LoopParts } from "./loops.ts";
import { pictureLinks } from "./picture-links.ts";

/** Connected sources of points, the default one first. */
export const measuredBy = ({ measures, logs }: Pick<Abilities, "measures" | "logs">): ReadonlySet<string> =>
  new Set(graphSources(measures, logs).flatMap(({ kind, source }) => (kind === "points" ? [source] : [])));

/** What draws and measures by itself, by name: graphs below cards, pictures kept fresh, thresholds of our own. */
export const graphLoops = ({ config, parts, chat, tuning }: LoopParts, common: Common): ReadonlyMap<string, Loop> => {
  const { abilities, policy, snapshots, links } = parts;
  const { pace = SLACK_PACE } = tuning;
  const { tz } = config;
  const measures = config.alertGraphs ? measuredBy(abilities) : new Set<string>();
  const draw = {
    load: (page: string, query: URLSearchParams) => loadPage(snapshots, page, query),
    render: snapshots.render,
    links: (picture: Parameters<typeof pictureLinks>[0]) => pictureLinks(picture, parts),
    newId: snapshots.newId,
  };
  return new Map([
    ["alert-graphs", createAlertGraphs({ ...common, ...draw, chat, policy, measures, tz })],
    [
      "graph-watches",
      createGraphWatches({
        ...{ ...common, ...draw, chat, pace, tz, everyMs: watchEvery(config) },
        pictureUrl: (id) => pictureUrl(links, id),
      }),
    ],
    ["thresholds", createThresholds({ ...common, measures: abilities.measures, policy, tz })],
  ]);
};
