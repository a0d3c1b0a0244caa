import type { MeasureQuestion } from "../../core/measure.ts";
import type { Variable } from "./dashboard.ts";
import type { GrafanaQuery } from "./query.ts";
import { fillVariables } from "./variables.ts";

/** Values as Grafana's addresses carry them: `var-host=a&var-host=b`. */
const variablesOf = (query: GrafanaQuery, known: readonly Variable[]): readonly (readonly [string, string])[] => {
  const all = new Map(known.map(({ name, current }) => [name, [current?.value ?? []].flat()]));
  for (const [name, values] of query.variables) all.set(name, [...values]);
  return [...all].flatMap(([name, values]) => values.map((value) => [`var-${name}`, value] as const));
};

const asked = (
  question: Pick<MeasureQuestion, "fromMs" | "toMs">,
  query: GrafanaQuery,
  known: readonly Variable[],
): URLSearchParams =>
  new URLSearchParams([
    ["from", String(question.fromMs)],
    ["to", String(question.toMs)],
    ...variablesOf(query, known).map(([name, value]) => [name, value]),
  ]);

/** The panel at the same time, absolute: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/create-dashboard-url-variables/ */
export const panelLink = (
  base: string,
  question: MeasureQuestion,
  query: GrafanaQuery,
  panel: {
    readonly id: number | undefined;
    readonly variables: readonly Variable[];
    readonly orgId: string | undefined;
  },
): string => {
  const words = asked(question, query, panel.variables);
  words.set("timezone", question.tz);
  if (panel.id !== undefined) words.set("viewPanel", String(panel.id));
  if (panel.orgId !== undefined) words.set("orgId", panel.orgId);
  return `${base.replace(/\/+$/, "")}/d/${encodeURIComponent(query.uid)}?${words}`;
};

/** Path of the panel's picture: https://grafana.com/docs/grafana/latest/setup-grafana/image-rendering/ */
export const renderPath = (
  question: MeasureQuestion,
  query: GrafanaQuery,
  panel: { readonly id: number; readonly variables: readonly Variable[]; readonly orgId: string | undefined },
  { width, height }: { readonly width: number; readonly height: number },
): string => {
  const words = asked(question, query, panel.variables);
  const more = {
    panelId: panel.id,
    width: Math.round(width / 2),
    height: Math.round(height / 2),
    scale: 2,
    tz: question.tz,
  };
  for (const [name, value] of Object.entries(more)) words.set(name, String(value));
  if (panel.orgId !== undefined) words.set("orgId", panel.orgId);
  return `render/d-solo/${encodeURIComponent(query.uid)}/_?${words}`;
};

/** The title with its variables filled in. */
export const filledTitle = (title: string, query: GrafanaQuery, known: readonly Variable[]): string => {
  const filled = fillVariables(known, query.variables);
  return title.replace(
    /\$\{(\w+)(?:[.:][^}]+)?\}|\[\[(\w+)(?::\w+)?\]\]|\$(\w+)/g,
    (whole, a?: string, b?: string, c?: string) => {
      const found = filled.get(a ?? b ?? c ?? "");
      if (found?.isAny || found?.isRaw) return "All";
      return found?.values.join(", ") || whole;
    },
  );
};
