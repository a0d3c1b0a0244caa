import * as z from "zod";
import type { AskJson } from "../../lib/ask-json.ts";

/**
 * https://graphite.readthedocs.io/en/latest/metrics_api.html#metrics-find; "completer", because the other formats leave
 * the globs of the question in their ids. The path of a branch ends in a dot.
 */
const Found = z.object({ metrics: z.array(z.object({ path: z.string(), is_leaf: z.coerce.number() })) });

interface Node {
  readonly id: string;
  readonly isLeaf: boolean;
}

/** Deeper nodes are not looked through: each level costs the server a walk over more folders. */
const DEEPEST = 4;
const BRANCHES = 3;

const globOf = (word: string): string => word.replace(/[^\w.:-]/g, "?");

/**
 * Names of metrics that have all the words, by asking level by level until there are enough; below the first branches
 * that have the first one, two levels more.
 */
export const createFind =
  (askJson: AskJson, url: URL) =>
  async (words: readonly string[], limit: number): Promise<readonly string[]> => {
    const [first = "", ...others] = words.map((word) => word.toLowerCase());
    const find = async (query: string): Promise<readonly Node[]> => {
      const asked = new URL(url);
      asked.search = new URLSearchParams({ query, format: "completer" }).toString();
      const { metrics } = Found.catch({ metrics: [] }).parse((await askJson("names of metrics", { url: asked })).body);
      return metrics.map(({ path, is_leaf }) => ({ id: path.replace(/\.$/, ""), isLeaf: is_leaf === 1 }));
    };
    const hasAll = (id: string): boolean => others.every((word) => id.toLowerCase().includes(word));
    const names = new Set<string>();
    for (let depth = 0; depth < DEEPEST && names.size < limit; depth += 1) {
      const found = await find(`${"*.".repeat(depth)}*${globOf(first)}*`);
      const branches = found.filter(({ isLeaf }) => !isLeaf).slice(0, BRANCHES);
      const globs = branches.flatMap(({ id }) => [`${id}.*`, `${id}.*.*`]);
      const below = (await Promise.all(globs.map(find))).flat();
      for (const { id, isLeaf } of [...found, ...below]) if (isLeaf && hasAll(id)) names.add(id);
    }
    return [...names].slice(0, limit);
  };
