import type { LogQuestion } from "../../core/measure.ts";
import { selected } from "./logql.ts";
import type { LokiOptions } from "./options.ts";

/** The same lines in Grafana's Explore, absolute times: https://grafana.com/docs/grafana/latest/explore/get-started-with-explore/#share-explore-urls */
export const exploreLink = (
  { explore, datasource, selector }: LokiOptions,
  { text, fromMs, toMs }: LogQuestion,
): string | undefined => {
  if (explore === undefined || (selector === undefined && !text.trim().startsWith("{"))) return undefined;
  const url = new URL(`${explore.pathname.replace(/\/$/, "")}/explore`, explore);
  const query = {
    refId: "A",
    expr: selected(text, selector),
    queryType: "range",
    datasource: { type: "loki", uid: datasource },
  };
  const pane = { datasource, queries: [query], range: { from: String(fromMs), to: String(toMs) } };
  url.search = new URLSearchParams({ schemaVersion: "1", panes: JSON.stringify({ drm: pane }) }).toString();
  return url.href;
};
