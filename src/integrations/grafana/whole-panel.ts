import type { GrafanaClient } from "./client.ts";
import { type Dashboard, DataSourceRef, type Panel } from "./dashboard.ts";

/** The panel whose data this one shows, by its id. */
const shownBy = ({ targets, datasource }: Panel): unknown => {
  const [target] = targets;
  const ref = DataSourceRef.parse(target?.datasource) ?? datasource;
  return (typeof ref === "string" ? ref : ref?.uid) === "-- Dashboard --" ? target?.panelId : undefined;
};

const fromLibrary = async (panel: Panel, client: Pick<GrafanaClient, "library">): Promise<Panel> =>
  panel.targets.length === 0 && panel.libraryPanel?.uid ? client.library(panel.libraryPanel.uid, panel) : panel;

/** The panel with its queries, where its dashboard only says who has them: the library, or another panel of it. */
export const wholePanel = async (
  panel: Panel,
  { panels }: Pick<Dashboard, "panels">,
  client: Pick<GrafanaClient, "library">,
): Promise<Panel> => {
  const own = await fromLibrary(panel, client);
  const id = shownBy(own);
  const other = id === undefined ? undefined : panels.find((one) => one.id === id);
  if (other === undefined) return own;
  const { targets, datasource } = await fromLibrary(other, client);
  return { ...own, targets, datasource };
};
