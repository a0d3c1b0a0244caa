import type { Measure } from "../../core/measure.ts";
import type { FoundDashboard, GrafanaClient } from "./client.ts";
import { isDrawn, panelQuery, panelTitle } from "./panels.ts";

/** So many dashboards are opened for one search. */
const MOST_OPENED = 5;

type FoundPanel = Awaited<ReturnType<NonNullable<Measure["panels"]>>>[number];

interface Hits {
  /** Whose own title or tag is what was looked for. */
  readonly named: readonly FoundDashboard[];
  /** Of which a panel may be. */
  readonly perhaps: readonly FoundDashboard[];
}

/** Grafana finds titles of dashboards alone, and tags by their whole name: where neither fits, a word may be a panel's. */
const dashboardsOf = async (client: GrafanaClient, words: readonly string[], limit: number): Promise<Hits> => {
  const [first, ...more] = words;
  const [titled, tagged] = await Promise.all([
    client.search(words.join(" "), limit),
    first === undefined || more.length > 0 ? [] : client.search("", limit, first),
  ]);
  const named = [...new Map([...titled, ...tagged].map((one) => [one.uid, one])).values()];
  if (named.length > 0) return { named, perhaps: [] };
  const some =
    more.length === 0 ? [] : await Promise.all(words.slice(0, 4).map((word) => client.search(word, MOST_OPENED)));
  const found = [...new Map(some.flat().map((one) => [one.uid, one])).values()];
  return { named, perhaps: found.length > 0 ? found.slice(0, MOST_OPENED) : await client.search("", MOST_OPENED) };
};

/**
 * Panels with all of the words in their title and their dashboard's, as queries of ours; those of the first dashboards that
 * are called or tagged so, and the others as they are. Without words the dashboards alone.
 */
export const searchPanels = async (
  client: GrafanaClient,
  linkUrl: string,
  words: readonly string[],
  limit: number,
): Promise<readonly FoundPanel[]> => {
  const base = `${linkUrl.replace(/\/+$/, "")}/d`;
  const whole = ({ uid, title }: FoundDashboard): FoundPanel => ({
    ...{ title, query: uid, url: `${base}/${encodeURIComponent(uid)}` },
  });
  if (words.length === 0) return (await client.search("", limit)).map(whole);
  const { named, perhaps } = await dashboardsOf(client, words, limit);
  const opened = [...named.slice(0, MOST_OPENED), ...perhaps];
  const dashboards = await Promise.all(opened.map(({ uid }) => client.dashboard(uid, uid)));
  const wanted = words.map((word) => word.toLowerCase());
  const panels = dashboards.flatMap((dashboard) =>
    dashboard.panels.filter(isDrawn).map((panel) => ({
      title: `${dashboard.title} › ${panelTitle(panel)}`,
      query: panelQuery(dashboard, panel),
      url: `${base}/${encodeURIComponent(dashboard.uid)}?viewPanel=${panel.id}`,
    })),
  );
  const fits = panels.filter(
    ({ title }) => named.length > 0 || wanted.every((word) => title.toLowerCase().includes(word)),
  );
  return [...fits, ...named.slice(MOST_OPENED).map(whole)].slice(0, limit);
};
