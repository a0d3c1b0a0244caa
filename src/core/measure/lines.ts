import type { CommandContext } from "../command.ts";
import { Failure } from "../failure.ts";
import type { AskedGraph } from "../graph/asked.ts";
import type { Drawn, GraphSource } from "../graph/desk.ts";
import { rangeHere } from "../graph/here.ts";
import { sourceCalled } from "../graph/sources.ts";
import { vsOf, vsWords } from "../graph/vs.ts";
import type { LogCount } from "../measure.ts";
import type { TimeRange } from "../time/range.ts";
import type { MeasureWords } from "./args.ts";

/** Lines that were counted, and all that an answer about them needs. */
export interface CountedLines {
  /** What was looked for, without the quotes around it. */
  readonly text: string;
  readonly range: TimeRange;
  readonly source: GraphSource;
  readonly by: string | undefined;
  readonly count: LogCount;
  readonly drawn: Drawn;
  /** The same so long before, in words; without a count where that could not be counted. */
  readonly earlier?: { readonly words: string; readonly count?: LogCount | undefined } | undefined;
  /** Asked by a guest or by somebody of another workspace: numbers, no lines. */
  readonly ofOutsider: boolean;
  /** It was asked below a problem's card. */
  readonly ofProblem: boolean;
}

const requireSource = (named: string | undefined, all: readonly GraphSource[]): GraphSource => {
  const sources = all.filter(({ kind }) => kind === "logs");
  const [first] = sources;
  if (!first)
    throw new Failure("config", "no log source is connected", {
      tell: "No logs are connected, so there is nothing to count. Whoever runs me can set up Loki (LOKI_URL), Elasticsearch or OpenSearch (ELASTICSEARCH_URL), Papertrail (PAPERTRAIL_API_TOKEN) or SolarWinds (SOLARWINDS_TOKEN).",
    });
  const found = named === undefined ? first : sourceCalled(named, sources);
  if (found) return found;
  throw new Failure("usage", `no log source ${named}`, {
    tell: `I count no lines at "${named}", only at ${sources.map(({ name }) => name).join(", ")}.`,
  });
};

/** Counts what was asked for, once: the words and the picture come from the same answer. Failures carry a `tell`. */
export const countLines = async (
  context: CommandContext,
  words: MeasureWords & { readonly text: string },
  shape: NonNullable<AskedGraph["shape"]>,
): Promise<CountedLines> => {
  const source = requireSource(words.source, context.graphs.sources());
  const incident = await context.here();
  const { nowMs, asker, weekStart } = context;
  const range = words.range ?? rangeHere(incident, { nowMs, tz: asker.tz, weekStart });
  const { text: query, by, top } = words;
  const asked: AskedGraph = {
    ...{ kind: "logs", source: source.source, query, shape },
    ...(by === undefined ? {} : { by: { label: by, how: "sum" } }),
    ...(top === undefined ? {} : { top }),
    ...(incident === undefined ? {} : { incidentId: incident.id }),
  };
  const vs = vsOf(words.vs, range);
  const { drawn, count, before } = await context.graphs.count(asked, { range, vs });
  return {
    text: /^"([^"]+)"$/.exec(query)?.[1] ?? query,
    range,
    source,
    by,
    // Lines hold more than numbers: addresses, customers. Guests are not shown them by us.
    count: asker.outsider ? { ...count, lines: [] } : count,
    ofOutsider: asker.outsider,
    drawn,
    ...(vs === undefined ? {} : { earlier: { words: vsWords(vs), count: before } }),
    ofProblem: incident !== undefined,
  };
};
