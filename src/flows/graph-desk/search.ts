import { toFailure } from "../../core/failure.ts";
import type { GraphDesk } from "../../core/graph/desk.ts";
import type { Log } from "../../core/log.ts";
import { MEASURE_TIMEOUT_MS, type Measure } from "../../core/measure.ts";
import { inTime, LATE } from "../in-time.ts";

type Found = Awaited<ReturnType<GraphDesk["search"]>>;

const look = async (source: string, measure: Measure, words: readonly string[], limit: number): Promise<Found> => {
  const [panels, names] = await Promise.all([measure.panels?.(words, limit), measure.names?.(words, limit)]);
  return [
    ...(panels ?? []).map((panel) => ({ source, ...panel })),
    ...(names ?? []).map((name) => ({ source, title: name, query: name })),
  ];
};

/** One of each source in turn, so that a long list hides no other. */
const mixed = (lists: readonly Found[], limit: number): Found => {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1)))
    .flat()
    .slice(0, limit);
};

/** Asks all sources at once, or `only` that one, each for 5 s at most; `silent` hears which did not answer. */
export const searchGraphs = async (
  words: readonly string[],
  limit: number,
  silent: (source: string) => void,
  {
    measures,
    log,
    only,
  }: { readonly measures: ReadonlyMap<string, Measure>; readonly log: Log; readonly only?: string | undefined },
  timeoutMs = MEASURE_TIMEOUT_MS,
): Promise<Found> => {
  const wanted = [...measures].filter(([source]) => only === undefined || source === only);
  const asked = wanted.map(async ([source, measure]): Promise<Found> => {
    const answer = await inTime(
      look(source, measure, words, limit).catch((error: unknown) => {
        log.warn({ source, code: toFailure(error).code }, "a source could not be searched");
        return undefined;
      }),
      timeoutMs,
    );
    if (answer !== undefined && answer !== LATE) return answer;
    silent(source);
    return [];
  });
  return mixed(await Promise.all(asked), limit);
};
