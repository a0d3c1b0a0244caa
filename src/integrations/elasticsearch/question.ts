import type { LogQuestion } from "../../core/measure.ts";
import type { Bins } from "../../lib/log-bins.ts";
import type { ElasticsearchOptions } from "./options.ts";

/** The loudest so many are counted apart. */
export const MOST_GROUPS = 50;
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

/** One search that counts, over time and by `field`, and brings the newest lines. */
export const searchOf = (
  question: LogQuestion,
  bins: Bins,
  { timeField, messageField }: ElasticsearchOptions,
  field: string | undefined,
) => {
  const { fromMs, toMs, text } = question;
  const histogram = over(question, bins, timeField);
  const query = { query: text, default_field: messageField, default_operator: "AND", allow_leading_wildcard: false };
  const groups = { terms: { field, size: MOST_GROUPS }, aggs: { over: histogram } };
  return {
    size: MOST_LINES,
    track_total_hits: true,
    timeout: TIMEOUT,
    query: {
      bool: {
        must: [{ query_string: query }],
        filter: [{ range: { [timeField]: { gte: fromMs, lt: toMs, format: "epoch_millis" } } }],
      },
    },
    sort: [{ [timeField]: { order: "desc" } }],
    docvalue_fields: [{ field: timeField, format: "epoch_millis" }],
    aggs: { over: histogram, ...(field === undefined ? {} : { groups }) },
  };
};

/** Under which names a field is that can be counted by: as it was said, its keyword, and as ECS calls it. */
export const fieldsFor = (by: string): readonly string[] => {
  const names = by === "host" ? [by, "host.name", "hostname"] : by === "program" ? [by, "process.name"] : [by];
  return names.flatMap((name) => [name, `${name}.keyword`]);
};
