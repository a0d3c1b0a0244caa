import type { Config } from "../config.ts";
import type { GraphDeskFor, GraphDeskPorts } from "../flows/graph-desk/ports.ts";
import { createGraphDesk } from "../flows/graph-desk.ts";
import type { EveryMs } from "../flows/graph-watches.ts";
import type { SnapshotPorts } from "../flows/snapshot.ts";
import { thresholdStates } from "../flows/thresholds.ts";
import { livePath, snapshotPath } from "../web/index.ts";
import { pictureUrl } from "../web/picture-url.ts";
import { chatOf } from "./late.ts";
import type { Parts } from "./parts.ts";

type Shared = Pick<Parts, "store" | "links" | "abilities" | "policy" | "late">;

const linksOf = ({ links }: Shared): GraphDeskPorts["links"] => ({
  frozen: (id) => links.frozen(snapshotPath(id)),
  live: (page, query) => links.shared(livePath(page), query),
  personal: (page, query, userId) => links.personal(livePath(page), query, userId),
});

/** How often a watched picture is made anew. */
export const watchEvery = ({ watchMinutes }: Pick<Config, "watchMinutes">): EveryMs => ({
  update: 60_000,
  again: watchMinutes * 60_000,
});

/** What commands may do with graphs, for each asker. */
export const graphDeskOf = (
  config: Pick<Config, "watchMinutes">,
  shared: Shared,
  pages: SnapshotPorts,
): GraphDeskFor => {
  const { store, abilities, policy, late, links } = shared;
  return createGraphDesk({
    ...{ store, pages, measures: abilities.measures, logs: abilities.logs, newId: pages.newId },
    links: linksOf(shared),
    thresholds: () => thresholdStates(store, policy().thresholds),
    permit: { policy, chat: chatOf(late), log: pages.log },
    watchEveryMs: watchEvery(config),
    watchMode: () => (pictureUrl(links, "any") === undefined ? "again" : "update"),
  });
};
