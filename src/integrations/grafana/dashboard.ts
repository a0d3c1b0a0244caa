import * as z from "zod";
import { listOf, Text } from "../../lib/shape.ts";

const GridPos = z.object({ x: z.number(), y: z.number() });
const Targets = listOf(z.record(z.string(), z.unknown()));
const Step = z.object({ color: Text, value: z.number().nullish().catch(undefined) });
const Custom = z.object({ thresholdsStyle: z.object({ mode: Text }).optional().catch(undefined) });
const Defaults = z.object({
  unit: Text,
  min: z.number().nullish().catch(undefined),
  max: z.number().nullish().catch(undefined),
  thresholds: z
    .object({ mode: Text, steps: listOf(Step) })
    .optional()
    .catch(undefined),
  custom: Custom.optional().catch(undefined),
});
const Legacy = z.object({ value: z.number(), op: Text });

/** A data source as panels and targets name it: an object since Grafana 8.3, its name before, nothing for the default one. */
export const DataSourceRef = z
  .union([z.string(), z.object({ uid: Text, type: Text })])
  .nullish()
  .catch(undefined);
/** A read one. */
export type DataSourceRef = z.infer<typeof DataSourceRef>;

const Panel = z.object({
  id: z.number(),
  type: Text,
  title: Text,
  gridPos: GridPos.optional().catch(undefined),
  targets: Targets,
  datasource: DataSourceRef,
  interval: Text,
  /** Times of its own: "7d", and so much earlier. */
  timeFrom: Text,
  timeShift: Text,
  transformations: listOf(z.object({ id: z.string(), disabled: z.boolean().nullish().catch(false) })),
  libraryPanel: z.object({ uid: Text, name: Text }).nullish().catch(undefined),
  fieldConfig: z.object({ defaults: Defaults }).optional().catch(undefined),
  yaxes: listOf(z.object({ format: Text })),
  thresholds: listOf(Legacy),
});
/** One panel, of whatever type. */
export type Panel = z.infer<typeof Panel>;

const Row = z.object({ panels: listOf(z.unknown()), gridPos: GridPos.optional().catch(undefined) });
const Value = z
  .union([z.string(), z.array(z.string()), z.number().transform(String)])
  .optional()
  .catch(undefined);
const Variable = z.object({
  name: z.string(),
  type: Text,
  current: z.object({ value: Value }).optional().catch(undefined),
  options: listOf(z.object({ value: Value })),
  query: z.unknown().optional(),
  allValue: Text,
  /** Those of type "adhoc". */
  filters: listOf(z.object({ key: z.string(), operator: z.string(), value: z.string() })),
  multi: z.boolean().nullish().catch(false),
  includeAll: z.boolean().nullish().catch(false),
});
/** A template variable with what it stands at. */
export type Variable = z.infer<typeof Variable>;

const Reply = z.object({
  dashboard: z.object({
    uid: z.string(),
    title: Text,
    panels: listOf(z.unknown()),
    rows: listOf(Row),
    templating: z
      .object({ list: listOf(Variable) })
      .optional()
      .catch(undefined),
  }),
});

/** A dashboard: its panels in the order in which people see them. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly variables: readonly Variable[];
}

type Placed = { readonly gridPos?: { readonly x: number; readonly y: number } | undefined };

const byPlace = ({ gridPos: a }: Placed, { gridPos: b }: Placed): number => (a && b ? a.y - b.y || a.x - b.x : 0);

/** Panels of rows that are folded stand inside of the row; others behind it. */
const flat = (panels: readonly unknown[]): readonly Panel[] => {
  const read = panels.flatMap((raw) => {
    const panel = Panel.safeParse(raw);
    const row = Row.safeParse(raw);
    if (panel.success && panel.data.type !== "row") return [{ gridPos: panel.data.gridPos, panels: [panel.data] }];
    return row.success ? [{ gridPos: row.data.gridPos, panels: flat(row.data.panels) }] : [];
  });
  return [...read].sort(byPlace).flatMap((one) => one.panels);
};

/**
 * What `GET /api/library-elements/:uid` answers, as the panel of a dashboard that stands for it; undefined when it is none.
 * https://grafana.com/docs/grafana/latest/developers/http_api/library_element/
 */
export const readLibraryPanel = (body: unknown, panel: Panel): Panel | undefined => {
  const model = z.object({ result: z.object({ model: z.record(z.string(), z.unknown()) }) }).safeParse(body).data;
  if (!model) return undefined;
  const { id, gridPos, libraryPanel } = panel;
  return Panel.safeParse({ ...model.result.model, id, gridPos, libraryPanel }).data;
};

/** What `GET /api/dashboards/uid/:uid` answers; undefined when it is no dashboard. */
export const readDashboard = (body: unknown): Dashboard | undefined => {
  const read = Reply.safeParse(body);
  if (!read.success) return undefined;
  const { uid, title, panels, rows, templating } = read.data.dashboard;
  const all = [...flat(panels), ...rows.flatMap((row) => flat(row.panels))];
  return { uid, title: title || uid, panels: all, variables: templating?.list ?? [] };
};
