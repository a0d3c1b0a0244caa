import * as z from "zod";

const Buckets = z.object({
  buckets: z.array(z.object({ key: z.number(), doc_count: z.number() })),
});

const Reason = z.object({
  reason: z.string(),
  caused_by: z.object({ reason: z.string() }).optional().catch(undefined),
});
const Failures = z
  .array(z.object({ reason: Reason }))
  .default([])
  .catch([]);

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search */
export const SearchBody = z.object({
  timed_out: z.boolean(),
  _shards: z.object({ total: z.number(), failed: z.number(), failures: Failures }),
  /** Of a search over several clusters: https://www.elastic.co/docs/explore-analyze/cross-cluster-search */
  _clusters: z
    .object({
      total: z.number(),
      skipped: z.number().default(0),
      partial: z.number().default(0),
      failed: z.number().default(0),
    })
    .optional()
    .catch(undefined),
  hits: z.object({
    total: z.object({ value: z.number(), relation: z.enum(["eq", "gte"]) }),
    hits: z.array(
      z.object({
        _source: z.record(z.string(), z.unknown()).default({}),
        fields: z.record(z.string(), z.array(z.unknown())).default({}),
      }),
    ),
  }),
  aggregations: z
    .object({
      over: Buckets,
      groups: z
        .object({
          sum_other_doc_count: z.number().default(0),
          /** Shards name only their largest: https://www.elastic.co/docs/reference/aggregations/search-aggregations-bucket-terms-aggregation#terms-agg-doc-count-error */
          doc_count_error_upper_bound: z.number().default(0),
          buckets: z.array(
            z.object({
              key: z.union([z.string(), z.number(), z.boolean()]).transform(String),
              key_as_string: z.string().optional(),
              doc_count: z.number(),
              over: Buckets,
            }),
          ),
        })
        .optional(),
    })
    .optional(),
});

/** As read from an answer. */
export type Search = z.infer<typeof SearchBody>;

/** Which fields there are, and what they are good for. */
export const FieldsBody = z.object({
  indices: z.union([z.string(), z.array(z.string())]).optional(),
  fields: z.record(z.string(), z.record(z.string(), z.object({ aggregatable: z.boolean() }))),
});

/** How many documents fit. */
export const CountBody = z.object({ count: z.number(), _shards: z.object({ failed: z.number() }) });

/** The parser's own complaint stands innermost. */
export const ErrorBody = z.object({
  error: z.union([
    z.string(),
    z.object({
      reason: z.string().default(""),
      root_cause: z.array(Reason).default([]).catch([]),
      failed_shards: Failures,
    }),
  ]),
});
