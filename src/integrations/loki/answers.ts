import * as z from "zod";

const Metric = z.record(z.string(), z.string());
const Sample = z.tuple([z.number(), z.string()]);
const VectorResult = z.array(z.object({ metric: Metric, value: Sample }));
const MatrixResult = z.array(z.object({ metric: Metric, values: z.array(Sample) }));

/** Numbers at one moment; nothing counted is an empty list. */
export const VectorBody = z.object({
  data: z.object({ resultType: z.literal("vector"), result: VectorResult }),
});
/** Numbers over time; stretches without lines are left out. */
export const MatrixBody = z.object({
  data: z.object({ resultType: z.literal("matrix"), result: MatrixResult }),
});
/** Lines by stream, as nanoseconds and text; newer ones add what they know of a line. */
export const StreamsBody = z.object({
  data: z.object({
    resultType: z.literal("streams"),
    result: z.array(
      z.object({
        stream: Metric,
        values: z.array(z.tuple([z.string().regex(/^\d{1,25}$/), z.string()]).rest(z.unknown())),
      }),
    ),
  }),
});

/** As read from an answer. */
export type Vector = z.infer<typeof VectorResult>;
/** As read from an answer. */
export type Matrix = z.infer<typeof MatrixResult>;
