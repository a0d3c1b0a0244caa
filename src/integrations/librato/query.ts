import { Failure } from "../../core/failure.ts";

/** A metric and the tags that its series must have. */
export interface LibratoQuery {
  readonly metric: string;
  readonly tags: readonly (readonly [name: string, value: string])[];
}

const QUERY = /^([\w.:-]{1,255})\s*(?:\{([^{}]*)\})?$/;
const TAG = /^\s*([\w.:-]+)\s*=\s*(?:"([^"]*)"|([^",]*?))\s*$/;

/** "collectd.load{host=web-1,zone=a}" -> its parts. Throws Failure("usage") with an example. */
export const readQuery = (text: string): LibratoQuery => {
  const [, metric, tags = ""] = QUERY.exec(text.trim()) ?? [];
  const pairs = tags.split(",").filter((tag) => tag.trim() !== "");
  const read = pairs.map((tag): [string, string] | undefined => {
    const [, name, quoted, plain] = TAG.exec(tag) ?? [];
    return name === undefined ? undefined : [name, quoted ?? plain ?? ""];
  });
  const known = read.flatMap((pair) => (pair === undefined ? [] : [pair]));
  if (metric === undefined || known.length < read.length)
    throw new Failure("usage", "AppOptics: the query is no metric with tags", {
      tell: "AppOptics takes the name of a metric, and tags if you like: collectd.load{host=web-1}.",
    });
  return { metric, tags: known };
};
