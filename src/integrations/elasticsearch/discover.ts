import type { LogQuestion } from "../../core/measure.ts";
import type { ElasticsearchOptions } from "./options.ts";
import { spelledOut } from "./words.ts";

/** A text in Rison, which Discover keeps its state in: https://github.com/Nanonid/rison */
const rison = (text: string): string => `'${text.replace(/[!']/g, "!$&")}'`;

/**
 * The same lines in Discover, absolute times: https://www.elastic.co/docs/explore-analyze/discover. OpenSearch's reads
 * the query from _q since 2.10: https://github.com/opensearch-project/OpenSearch-Dashboards/issues/5248
 */
export const discoverLink = (
  { discover, messageField }: ElasticsearchOptions,
  { text, fromMs, toMs }: LogQuestion,
): string | undefined => {
  if (discover === undefined) return undefined;
  const [from, to] = [fromMs, toMs].map((ms) => rison(new Date(ms).toISOString()));
  const global = `(time:(from:${from},to:${to}))`;
  const query = encodeURIComponent(`(query:(language:lucene,query:${rison(spelledOut(text, messageField))}))`);
  return `${discover.href.replace(/\/$/, "")}#/?_g=${encodeURIComponent(global)}&_a=${query}&_q=${query}`;
};
