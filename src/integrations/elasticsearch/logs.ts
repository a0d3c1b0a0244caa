import { usage } from "../../core/args.ts";
import { Failure } from "../../core/failure.ts";
import type { LogCount, LogLine, LogQuestion, LogSource } from "../../core/measure.ts";
import { formatCount } from "../../core/number-words.ts";
import { requireAnswer } from "../../lib/answer-shape.ts";
import type { AskJson } from "../../lib/ask-json.ts";
import { inTime } from "../../lib/in-time.ts";
import { type Bins, binsOf, without } from "../../lib/log-bins.ts";
import { cut } from "../../lib/wording.ts";
import { ErrorBody, FieldsBody, type Search, SearchBody } from "./answers.ts";
import { discoverLink } from "./discover.ts";
import type { ElasticsearchOptions } from "./options.ts";
import { fieldsFor, searchOf } from "./question.ts";

const SERVICE = "Elasticsearch";
const LONGEST_LINE = 4_000;

/** What is innermost of its complaints, without the place in its own code. */
export const whyElasticsearchRefused = (body: unknown): string => {
  const read = ErrorBody.safeParse(body);
  if (!read.success) return "";
  const { error } = read.data;
  if (typeof error === "string") return error;
  const [cause] = error.root_cause;
  const [shard] = error.failed_shards;
  return shard?.reason.caused_by?.reason ?? cause?.caused_by?.reason ?? cause?.reason ?? error.reason;
};

const valuesOf = (buckets: readonly { readonly key: number; readonly doc_count: number }[], bins: Bins) => {
  const counts = new Map(buckets.map(({ key, doc_count }) => [key, doc_count]));
  return bins.timesMs.map((fromMs) => counts.get(fromMs) ?? 0);
};

/** A member of a document by its dotted name, nested or flat. */
const memberOf = (source: Readonly<Record<string, unknown>>, path: string): unknown => {
  if (path in source) return source[path];
  return path
    .split(".")
    .reduce<unknown>((at, name) => (typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined), source);
};

const firstText = (...values: readonly unknown[]): string | undefined =>
  values.find((value): value is string => typeof value === "string" && value !== "");

const lineOf = ({ _source, fields }: Search["hits"]["hits"][number], options: ElasticsearchOptions): LogLine => {
  const message = firstText(memberOf(_source, options.messageField)) ?? JSON.stringify(_source);
  const host = firstText(...["host.name", "host", "hostname"].map((path) => memberOf(_source, path)));
  return { atMs: Number(fields[options.timeField]?.[0] ?? 0), text: cut(message, LONGEST_LINE), host };
};

/** What was not looked at, in words; [] when everything was. */
const missing = ({ timed_out, _shards, hits }: Search): readonly string[] => [
  ...(timed_out ? ["it stopped after 4 s"] : []),
  ...(_shards.failed > 0 ? [`${_shards.failed} of ${_shards.total} shards failed`] : []),
  ...(hits.total.relation === "gte" ? ["it counts no further"] : []),
];

/** Where shards may have left some of a group out; the count of all lines is as it is. */
const nearly = ({ aggregations }: Search, by: string | undefined): readonly string[] => {
  const most = aggregations?.groups?.doc_count_error_upper_bound ?? 0;
  return by === undefined || most === 0 ? [] : [`by ${by} at most ${formatCount(most)} may be missing of each`];
};

const groupsOf = ({ aggregations, hits }: Search, by: string, bins: Bins): LogCount["groups"] => {
  const { buckets, sum_other_doc_count } = aggregations?.groups ?? { buckets: [], sum_other_doc_count: 0 };
  const groups = buckets.map(({ key, key_as_string, doc_count: count, over }) => ({
    name: key_as_string ?? key,
    count,
    values: valuesOf(over.buckets, bins),
  }));
  const rest = hits.total.value - sum_other_doc_count - groups.reduce((sum, { count }) => sum + count, 0);
  if (rest <= 0) return groups;
  const all = valuesOf(aggregations?.over.buckets ?? [], bins);
  const left = all.map((value, index) => groups.reduce((sum, { values }) => sum - (values[index] ?? 0), value));
  const nameless = { name: without(by), count: rest, values: sum_other_doc_count > 0 ? all.map(() => null) : left };
  return [...groups, nameless].sort((a, b) => b.count - a.count);
};

/** One search that counts, after a look at which field to count by. */
const createSearch = (options: ElasticsearchOptions, ask: AskJson) => {
  const { base, index } = options;
  const at = (path: string): URL =>
    new URL(`${base.pathname.replace(/\/$/, "")}/${encodeURIComponent(index)}/${path}`, base);

  const fieldOf = async (by: string): Promise<string> => {
    const url = at("_field_caps");
    const names = fieldsFor(by);
    url.search = new URLSearchParams({ fields: names.join(",") }).toString();
    const { fields } = requireAnswer(FieldsBody, await ask("_field_caps", { url }), SERVICE);
    const found = names.find((name) => Object.values(fields[name] ?? {}).some(({ aggregatable }) => aggregatable));
    if (found !== undefined) return found;
    throw usage(`no field ${by}`, `${SERVICE} has no field "${by}" in ${index} that lines can be counted by.`);
  };

  const requireIndex = (search: Search): Search => {
    if (search._shards.total > 0) return search;
    throw new Failure("not_found", `no index ${index}`, {
      tell: `${SERVICE} has no index ${index}. Whoever runs me has to look at ELASTICSEARCH_INDEX.`,
    });
  };

  return async (question: LogQuestion, bins: Bins): Promise<Search> => {
    const field = question.by === undefined ? undefined : await fieldOf(question.by);
    const json = searchOf(question, bins, options, field);
    return requireIndex(requireAnswer(SearchBody, await ask("_search", { url: at("_search"), json }), SERVICE));
  };
};

/** Elasticsearch as a source of counts: exact, unless a search stops early or shards fail. */
export const createElasticsearch = (options: ElasticsearchOptions, ask: AskJson): LogSource => {
  const search = createSearch(options, ask);
  return {
    name: SERVICE,
    async count(question) {
      const bins = binsOf(question);
      const found = await inTime(SERVICE, search(question, bins));
      const lacks = missing(found);
      return {
        count: found.hits.total.value,
        exact: lacks.length === 0,
        how: [`${SERVICE} counted in ${options.index}`, ...lacks, ...nearly(found, question.by)].join("; "),
        ...bins,
        values: valuesOf(found.aggregations?.over.buckets ?? [], bins),
        groups: question.by === undefined ? [] : groupsOf(found, question.by, bins),
        lines: found.hits.hits.map((hit) => lineOf(hit, options)),
      };
    },
    link: (question) => discoverLink(options, question),
  };
};
