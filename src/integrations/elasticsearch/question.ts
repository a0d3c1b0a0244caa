import { type LogQuestion, MOST_LOG_GROUPS } from "../../core/measure.ts";
import type { Bins } from "../../lib/log-bins.ts";
import type { ElasticsearchOptions } from "./options.ts";

const MOST_LINES = 3;
/** Before we give up ourselves, so that what was counted until then is told. */
const TIMEOUT = "4s";

const over = ({ fromMs, toMs }: LogQuestion, { stepMs }: Bins, field: string) => ({
  date_histogram: {
    field,
    fixed_interval: `${stepMs}ms`,
    offset: `${fromMs % stepMs}ms`,
    min_doc_count: 0,
    extended_bounds: { min: fromMs, max: toMs - 1 },
  },
});

const within = ({ fromMs, toMs }: LogQuestion, timeField: string) => ({
  range: { [timeField]: { gte: fromMs, lt: toMs, format: "epoch_millis" } },
});

/** Whatever is there in that time. */
export const anythingIn = (question: LogQuestion, { timeField }: ElasticsearchOptions) => ({
  query: within(question, timeField),
});

/** One search that counts, over time and by `field`, and brings the newest lines. */
export const searchOf = (
  question: LogQuestion,
  bins: Bins,
  { timeField, messageField }: ElasticsearchOptions,
  field: string | undefined,
) => {
  const { text } = question;
  const histogram = over(question, bins, timeField);
  const query = { query: text, default_field: messageField, default_operator: "AND", allow_leading_wildcard: false };
  const groups = { terms: { field, size: MOST_LOG_GROUPS }, aggs: { over: histogram } };
  return {
    size: MOST_LINES,
    track_total_hits: true,
    timeout: TIMEOUT,
    query: {
      bool: {
        must: [{ query_string: query }],
        filter: [within(question, timeField)],
      },
    },
    // An index that holds nothing yet has no such field: without a type its shards fail.
    sort: [{ [timeField]: { order: "desc", unmapped_type: "date" } }],
    docvalue_fields: [{ field: timeField, format: "epoch_millis" }],
    aggs: { over: histogram, ...(field === undefined ? {} : { groups }) },
  };
};

/** Under which names a field is that can be counted by: as it was said, its keyword, and as ECS calls it. */
export const fieldsFor = (by: string): readonly string[] => {
  const names = by === "host" ? [by, "host.name", "hostname"] : by === "program" ? [by, "process.name"] : [by];
  return names.flatMap((name) => [name, `${name}.keyword`]);
};
