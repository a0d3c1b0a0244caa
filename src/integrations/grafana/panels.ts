import { Failure } from "../../core/failure.ts";
import type { Dashboard, Panel } from "./dashboard.ts";
import type { GrafanaQuery } from "./query.ts";

const MOST_CHOICES = 25;

/** "CPU of web-1", or what it is where it has no title. */
export const panelTitle = ({ title, libraryPanel, type, id }: Panel): string =>
  title?.trim() || libraryPanel?.name?.trim() || `${type || "panel"} ${id}`;

/** A panel as a query of ours. */
export const panelQuery = ({ uid }: Pick<Dashboard, "uid">, { id }: Panel): string => `${uid}:panel-${id}`;

/** Whether there is something to ask for: texts and lists of dashboards have no queries, a library keeps those of its panels. */
export const isDrawn = ({ targets, libraryPanel }: Panel): boolean => targets.length > 0 || Boolean(libraryPanel?.uid);

const choose = (
  code: "usage" | "not_found",
  why: string,
  dashboard: Dashboard,
  panels: readonly Panel[],
  { words }: GrafanaQuery,
): Failure => {
  const options = panels
    .slice(0, MOST_CHOICES)
    .map((panel) => ({ label: panelTitle(panel).slice(0, 75), value: panelQuery(dashboard, panel) }));
  const [example] = options;
  return new Failure(code, `Grafana: ${dashboard.uid}: ${why}`, {
    tell: `${why}${example === undefined ? "" : ` Which one? For instance "${example.value}" is "${example.label}".`}`,
    ...(options.length === 0 ? {} : { choices: { words, options } }),
  });
};

/** The panel that is meant. Throws Failure with the panels to choose from when it is none, or several. */
export const findPanel = (dashboard: Dashboard, query: GrafanaQuery): Panel => {
  const { panels, title } = dashboard;
  const drawn = panels.filter(isDrawn);
  const { panel: wanted } = query;
  const [only, ...others] = drawn;
  if (wanted === undefined) {
    if (only !== undefined && others.length === 0) return only;
    throw choose(
      "usage",
      `The dashboard "${title}" has ${drawn.length || "no"} panels with queries.`,
      dashboard,
      drawn,
      query,
    );
  }
  if ("title" in wanted) {
    const small = wanted.title.toLowerCase();
    const named = drawn.filter((panel) => panelTitle(panel).toLowerCase().includes(small));
    const exact = named.filter((panel) => panelTitle(panel).toLowerCase() === small);
    const [found, ...more] = exact.length > 0 ? exact : named;
    if (found !== undefined && more.length === 0) return found;
    if (found === undefined)
      throw choose("not_found", `No panel of "${title}" has "${wanted.title}" in its title.`, dashboard, drawn, query);
    throw choose(
      "usage",
      `${more.length + 1} panels of "${title}" have "${wanted.title}" in their title.`,
      dashboard,
      [found, ...more],
      query,
    );
  }
  const found = "id" in wanted ? panels.find(({ id }) => id === wanted.id) : panels[wanted.place - 1];
  const how = "id" in wanted ? `panel-${wanted.id}` : `panel number ${wanted.place}`;
  if (found === undefined) throw choose("not_found", `"${title}" has no ${how}.`, dashboard, drawn, query);
  if (!isDrawn(found)) throw choose("usage", `"${panelTitle(found)}" has no query.`, dashboard, drawn, query);
  return found;
};
