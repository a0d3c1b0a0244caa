import * as z from "zod";
import type { ScatteredRow } from "../../lib/scattered-points.ts";
import { listOf, Text, Texts } from "../../lib/shape.ts";

const Config = z.object({ displayName: Text, displayNameFromDS: Text, unit: Text }).nullish().catch(undefined);
const Field = z.object({ name: Text, type: Text, labels: Texts.optional(), config: Config });
type Field = z.infer<typeof Field>;
/** Numbers that JSON cannot hold (NaN, infinity) stand as null in `values`. */
const Frame = z.object({
  schema: z.object({ name: Text, fields: z.array(Field) }),
  data: z.object({ values: z.array(z.array(z.unknown())) }).optional(),
});
type Frame = z.infer<typeof Frame>;
const Result = z.object({ frames: listOf(Frame), error: Text });
/** https://grafana.com/docs/grafana/latest/developers/http_api/data_source/#query-a-data-source */
const Reply = z.object({ results: z.record(z.string(), Result) });

/** What the queries of a panel came to. */
export interface PanelRows {
  readonly rows: readonly ScatteredRow[];
  readonly unit: string | undefined;
  /** By the letter of the query. */
  readonly errors: ReadonlyMap<string, string>;
}

const nameOf = ({ config }: Field): string | undefined => config?.displayName || config?.displayNameFromDS || undefined;

const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** Columns of text tell rows of a table apart: one series for each of their values. */
const textsOf = ({ schema, data }: Frame, at: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    schema.fields.flatMap(({ name, type }, column): [string, string][] => {
      const value = data?.values[column]?.[at];
      return type === "string" && typeof value === "string" ? [[name || `column ${column}`, value]] : [];
    }),
  );

const rowsOf = (frame: Frame): readonly ScatteredRow[] => {
  const { fields, name: frameName } = frame.schema;
  const time = fields.findIndex(({ type }) => type === "time");
  const times = frame.data?.values[time] ?? [];
  if (time < 0) return [];
  return fields.flatMap((field, column) => {
    if (field.type !== "number") return [];
    const values = frame.data?.values[column] ?? [];
    const points = times.flatMap((atMs, at) =>
      typeof atMs === "number" ? [{ texts: textsOf(frame, at), point: [atMs, numberOf(values[at])] as const }] : [],
    );
    return [...Map.groupBy(points, ({ texts }) => JSON.stringify(texts)).values()].map((some) => ({
      labels: { ...field.labels, ...some[0]?.texts },
      otherwise: nameOf(field) || frameName || field.name || "value",
      name: Object.keys(some[0]?.texts ?? {}).length > 0 ? undefined : nameOf(field),
      points: some.map(({ point }) => point),
    }));
  });
};

/** Answers of `POST /api/ds/query` -> rows; queries in `hidden` only served others. undefined: it is no such answer. */
export const readFrames = (bodies: readonly unknown[], hidden: ReadonlySet<string>): PanelRows | undefined => {
  const replies = bodies.map((body) => Reply.safeParse(body));
  if (replies.some(({ success }) => !success)) return undefined;
  const results = replies.flatMap(({ data }) => Object.entries(data?.results ?? {}));
  const shown = results.filter(([letter]) => !hidden.has(letter));
  const frames = shown.flatMap(([, { frames: some }]) => some);
  const units = new Set(
    frames.flatMap(({ schema }) =>
      schema.fields.flatMap(({ type, config }) => (type === "number" ? [config?.unit || ""] : [])),
    ),
  );
  return {
    rows: frames.flatMap(rowsOf),
    unit: units.size === 1 ? [...units].join() || undefined : undefined,
    errors: new Map(shown.flatMap(([letter, { error }]) => (error ? [[letter, error] as const] : []))),
  };
};
