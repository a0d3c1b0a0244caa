import type { Panel, Variable } from "./dashboard.ts";

/** They change order, names and looks, not what is drawn. */
const HARMLESS = /^(?:organize|sortBy|sortFields|renameByRegex|merge|labelsToFields|seriesToRows|convertFieldType)$/;

const transformed = ({ transformations }: Panel): readonly string[] => {
  const names = transformations.flatMap(({ id, disabled }) => (disabled || HARMLESS.test(id) ? [] : [id]));
  if (names.length === 0) return [];
  return [`In Grafana the panel goes on to change these numbers (${[...new Set(names)].join(", ")}).`];
};

const shifted = ({ timeFrom, timeShift }: Panel): readonly string[] => [
  ...(timeFrom ? [`In Grafana the panel keeps to a range of its own (${timeFrom}).`] : []),
  ...(timeShift
    ? [`In Grafana the panel shows ${timeShift} earlier than it is asked for; here it is not shifted.`]
    : []),
];

const unfiltered = (variables: readonly Variable[]): readonly string[] => {
  const filters = variables.flatMap((variable) => (variable.type === "adhoc" ? variable.filters : []));
  const said = filters.slice(0, 3).map(({ key, operator, value }) => `${key} ${operator} ${value}`);
  return said.length === 0 ? [] : [`The dashboard's filters are not applied here: ${said.join(", ")}.`];
};

/** Why numbers that its queries come to are not those that the panel shows: all this happens in the browser. */
export const panelNotes = (panel: Panel, variables: readonly Variable[]): readonly string[] => [
  ...transformed(panel),
  ...shifted(panel),
  ...unfiltered(variables),
];
