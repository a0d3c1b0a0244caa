import { Failure } from "../../core/failure.ts";
import { type LogCount, type LogLine, type LogQuestion, type LogSource, MOST_LOG_GROUPS } from "../../core/measure.ts";
import { countOf, formatCount } from "../../core/number-words.ts";
import { requireAnswer } from "../../lib/answer-shape.ts";
import type { AskJson } from "../../lib/ask-json.ts";
import { inTime } from "../../lib/in-time.ts";
import { type Bins, binsOf, without } from "../../lib/log-bins.ts";
import { literalOf } from "../../lib/log-text.ts";
import { cut } from "../../lib/wording.ts";
import { CountBody, ErrorBody, type Search, SearchBody } from "./answers.ts";
import { discoverLink } from "./discover.ts";
import { createFields, noIndex } from "./fields.ts";
import type { ElasticsearchOptions } from "./options.ts";
import { anythingIn, searchOf } from "./question.ts";

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
  return { atMs: Math.floor(Number(fields[options.timeField]?.[0] ?? 0)), text: cut(message, LONGEST_LINE), host };
};

/** What was not looked at, in words; [] when everything was. */
const missing = ({ timed_out, _shards, _clusters, hits }: Search): readonly string[] => {
  const { failed, total, failures } = _shards;
  const [why] = failures.map(({ reason }) => reason.caused_by?.reason ?? reason.reason);
  const away = _clusters === undefined ? 0 : _clusters.skipped + _clusters.partial + _clusters.failed;
  return [
    ...(timed_out ? ["it stopped after 4 s"] : []),
    ...(failed > 0 ? [`${failed} of ${total} shards failed${why === undefined ? "" : ` (${cut(why, 80)})`}`] : []),
    ...(away > 0 ? [`${away} of ${_clusters?.total} clusters did not answer in full`] : []),
    ...(hits.total.relation === "gte" ? ["it counts no further"] : []),
  ];
};

/** What has to be known about names; the count of all lines is as it is. */
const nearly = ({ aggregations }: Search, by: string | undefined): readonly string[] => {
  const { doc_count_error_upper_bound: most = 0, sum_other_doc_count: other = 0 } = aggregations?.groups ?? {};
  if (by === undefined) return [];
  return [
    ...(most === 0 ? [] : [`by ${by} at most ${formatCount(most)} may be missing of each`]),
    ...(other === 0 ? [] : [`the ${MOST_LOG_GROUPS} largest of ${by}, ${countOf(other, "line")} in others`]),
  ];
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

/** What of a complaint can be mended by the asker: words that read as its language. */
const withQuotes = (error: unknown, text: string): unknown =>
  error instanceof Failure && error.code === "usage" && literalOf(text) === undefined
    ? new Failure("usage", error.message, {
        tell: `${error.tell ?? ""} To look for it as it stands, put it in quotes: "${cut(text.replaceAll('"', ""), 60)}".`,
        cause: error,
      })
    : error;

/** One search that counts, after a look at which field to count by. */
const createSearch = (options: ElasticsearchOptions, ask: AskJson) => {
  const { base, index } = options;
  const at = (path: string): URL =>
    new URL(`${base.pathname.replace(/\/$/, "")}/${encodeURIComponent(index)}/${path}`, base);
  const fields = createFields(options, ask, at);
  const search = async (question: LogQuestion, bins: Bins): Promise<Search> => {
    const field = question.by === undefined ? undefined : await fields.countable(question.by);
    const json = searchOf(question, bins, options, field);
    const asked = ask("_search", { url: at("_search"), json }).catch((error: unknown) => {
      throw withQuotes(error, question.text);
    });
    const found = requireAnswer(SearchBody, await asked, SERVICE);
    if (found._shards.total > 0) return found;
    throw noIndex(index);
  };
  const isAny = async (question: LogQuestion): Promise<boolean> => {
    const url = at("_count");
    url.search = "terminate_after=1";
    const answer = await ask("_count", { url, json: anythingIn(question, options) });
    const { count, _shards } = requireAnswer(CountBody, answer, SERVICE);
    return count > 0 || _shards.failed > 0;
  };
  const look = async (question: LogQuestion): Promise<boolean> => {
    await fields.requireFields(question.text);
    return !(await isAny(question));
  };
  /** Of zero: throws where it looked into nothing; true when no line is there at all. */
  const isSilent = async (question: LogQuestion): Promise<boolean> => {
    try {
      return await inTime(SERVICE, look(question));
    } catch (error) {
      // Zero is known: what cannot be asked besides is not said.
      if (error instanceof Failure && !["usage", "config"].includes(error.code)) return false;
      throw error;
    }
  };
  return { search, isSilent };
};

/** Elasticsearch as a source of counts: exact, unless a search stops early or shards fail. */
export const createElasticsearch = (options: ElasticsearchOptions, ask: AskJson): LogSource => {
  const { search, isSilent } = createSearch(options, ask);
  return {
    name: SERVICE,
    async count(question) {
      const bins = binsOf(question);
      const found = await inTime(SERVICE, search(question, bins));
      const lacks = missing(found);
      const { value: count } = found.hits.total;
      const silent = count === 0 && lacks.length === 0 && (await isSilent(question));
      return {
        count,
        exact: lacks.length === 0,
        how: [`${SERVICE} counted in ${options.index}`, ...lacks, ...nearly(found, question.by)].join("; "),
        ...bins,
        values: valuesOf(found.aggregations?.over.buckets ?? [], bins),
        groups: question.by === undefined ? [] : groupsOf(found, question.by, bins),
        lines: found.hits.hits.map((hit) => lineOf(hit, options)),
        ...(silent ? { silent: `in ${options.index}` } : {}),
      };
    },
    link: (question) => discoverLink(options, question),
  };
};
