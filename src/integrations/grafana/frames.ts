import * as z from "zod";
import type { ScatteredRow } from "../../lib/scattered-points.ts";
import { listOf, Text, Texts } from "../../lib/shape.ts";

const Config = z.object({ displayName: Text, displayNameFromDS: Text, unit: Text }).nullish().catch(undefined);
const Field = z.object({ name: Text, type: Text, labels: Texts.optional(), config: Config });
type Field = z.infer<typeof Field>;
const Meta = z
  .object({ dataTopic: Text, custom: z.object({ resultType: Text }).optional().catch(undefined) })
  .optional()
  .catch(undefined);
/** Numbers that JSON cannot hold (NaN, infinity) stand as null in `values`. */
const Frame = z.object({
  schema: z.object({ name: Text, fields: z.array(Field), meta: Meta }),
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
  /** There are numbers, but not over time: tables, and what expressions reduce to one. */
  readonly isTimeless: boolean;
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

/** Marks on a graph are no series of it. */
const isMark = ({ schema: { meta } }: Frame): boolean =>
  meta?.dataTopic === "annotations" || meta?.custom?.resultType === "exemplar";

const isTimeless = ({ schema: { fields }, data }: Frame): boolean =>
  !fields.some(({ type }) => type === "time") &&
  fields.some(({ type }, at) => type === "number" && data?.values[at]?.some((value) => numberOf(value) !== null));

/** What one request was answered; queries in `hidden` only served the others of it. */
export interface Answered {
  readonly body: unknown;
  readonly hidden: ReadonlySet<string>;
}

/** Answers of `POST /api/ds/query` -> rows; undefined: one is no such answer. */
export const readFrames = (answers: readonly Answered[]): PanelRows | undefined => {
  const replies = answers.map(({ body, hidden }) => ({ reply: Reply.safeParse(body), hidden }));
  if (replies.some(({ reply }) => !reply.success)) return undefined;
  const shown = replies.flatMap(({ reply, hidden }) =>
    Object.entries(reply.data?.results ?? {}).filter(([letter]) => !hidden.has(letter)),
  );
  const frames = shown.flatMap(([, { frames: some }]) => some).filter((frame) => !isMark(frame));
  const units = new Set(
    frames.flatMap(({ schema }) =>
      schema.fields.flatMap(({ type, config }) => (type === "number" ? [config?.unit || ""] : [])),
    ),
  );
  return {
    rows: frames.flatMap(rowsOf),
    isTimeless: frames.some(isTimeless),
    unit: units.size === 1 ? [...units].join() || undefined : undefined,
    errors: new Map(shown.flatMap(([letter, { error }]) => (error ? [[letter, error] as const] : []))),
  };
};
