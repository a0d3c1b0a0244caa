import type { Measure } from "../../core/measure.ts";
import type { FoundDashboard, GrafanaClient } from "./client.ts";
import { isDrawn, panelQuery, panelTitle } from "./panels.ts";

/** So many dashboards are opened for one search. */
const MOST_OPENED = 5;

type FoundPanel = Awaited<ReturnType<NonNullable<Measure["panels"]>>>[number];

/** Grafana finds titles of dashboards alone: where no title has all of the words, one of them may be a panel's. */
const dashboardsOf = async (client: GrafanaClient, words: readonly string[]): Promise<readonly FoundDashboard[]> => {
  const whole = await client.search(words.join(" "), MOST_OPENED);
  if (whole.length > 0 || words.length < 2) return whole.length > 0 ? whole : client.search("", MOST_OPENED);
  const some = await Promise.all(words.slice(0, 4).map((word) => client.search(word, MOST_OPENED)));
  const found = [...new Map(some.flat().map((one) => [one.uid, one])).values()];
  return found.length > 0 ? found.slice(0, MOST_OPENED) : client.search("", MOST_OPENED);
};

/** Panels with all of the words in their title and their dashboard's, as queries of ours. */
export const searchPanels = async (
  client: GrafanaClient,
  linkUrl: string,
  words: readonly string[],
  limit: number,
): Promise<readonly FoundPanel[]> => {
  const hits = await dashboardsOf(client, words);
  const dashboards = await Promise.all(hits.map(({ uid }) => client.dashboard(uid, uid)));
  const wanted = words.map((word) => word.toLowerCase());
  const base = linkUrl.replace(/\/+$/, "");
  return dashboards
    .flatMap((dashboard) =>
      dashboard.panels.filter(isDrawn).map((panel) => ({
        title: `${dashboard.title} › ${panelTitle(panel)}`,
        query: panelQuery(dashboard, panel),
        url: `${base}/d/${encodeURIComponent(dashboard.uid)}?viewPanel=${panel.id}`,
      })),
    )
    .filter(({ title }) => wanted.every((word) => title.toLowerCase().includes(word)))
    .slice(0, limit);
};
