import type { LogQuestion } from "../../core/measure.ts";
import type { ElasticsearchOptions } from "./options.ts";

/** A text in Rison, which Discover keeps its state in: https://github.com/Nanonid/rison */
const rison = (text: string): string => `'${text.replace(/[!']/g, "!$&")}'`;

/** The same lines in Discover, absolute times: https://www.elastic.co/docs/explore-analyze/discover */
export const discoverLink = (
  { discover }: ElasticsearchOptions,
  { text, fromMs, toMs }: LogQuestion,
): string | undefined => {
  if (discover === undefined) return undefined;
  const [from, to] = [fromMs, toMs].map((ms) => rison(new Date(ms).toISOString()));
  const global = `(time:(from:${from},to:${to}))`;
  const application = `(query:(language:lucene,query:${rison(text)}))`;
  return `${discover.href.replace(/\/$/, "")}#/?_g=${encodeURIComponent(global)}&_a=${encodeURIComponent(application)}`;
};
