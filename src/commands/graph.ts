import { usage } from "../core/args.ts";
import { type CommandContext, defineCommand } from "../core/command.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { AskedGraph } from "../core/graph/asked.ts";
import type { Drawn } from "../core/graph/desk.ts";
import { rangeHere } from "../core/graph/here.ts";
import { savedReply } from "../core/graph/list.ts";
import { withNearGraphs } from "../core/graph/near.ts";
import { drawnReply } from "../core/graph/reply.ts";
import { requireSource } from "../core/graph/sources.ts";
import { vsOf } from "../core/graph/vs.ts";
import { byOf, whichGraph } from "../core/graph/which.ts";
import { type GraphWords, graphWords } from "../core/graph/words.ts";
import type { Incident } from "../core/incident.ts";
import type { RangeContext, TimeRange } from "../core/time/types.ts";

/** What a problem was measured by, as its source said. Throws Failure("config") when that source is not connected. */
const ownGraph = (
  { graph, title }: Incident,
  { graphs }: CommandContext,
  words: GraphWords,
): AskedGraph | undefined => {
  if (graph === undefined) return undefined;
  const source = graphs.sources().find((one) => one.source === graph.source);
  if (!source)
    throw new Failure("config", `${graph.source} is not connected`, {
      tell: `This problem was measured by ${graph.source}, which I am not connected to. Whoever runs me has to set it up.`,
    });
  const other = words.source === undefined ? source : requireSource(words.source, graphs.sources());
  if (other.source !== source.source)
    throw usage(
      `nothing named at ${other.source}`,
      `What at ${other.name}? This problem was measured by ${source.name}: say a name or a query.`,
    );
  const { log, unit = graph.unit, thresholds = graph.thresholds } = words;
  const by = byOf(words.by, graph.query) ?? graph.by;
  return {
    ...{ kind: source.kind, source: source.source, query: graph.query, title: words.title ?? graph.title ?? title },
    ...(unit === undefined ? {} : { unit }),
    ...(thresholds === undefined ? {} : { thresholds }),
    ...(log === undefined ? {} : { log }),
    ...(by === undefined ? {} : { by }),
    ...(source.kind === "logs" ? { shape: "count" } : {}),
  };
};

/** Below a card these mean its own graph; the same where nothing is said. */
const ITSELF =
  /^(?:it|this|that|here|me|now|please|(?:(?:this|that|same) )?(?:one|graph|metric|alert|problem|incident|card))$/i;

/** Below a card that is the time without being said. */
const SINCE_IT =
  /(?:^|\s+)since (?:it|this|the (?:alert|problem|incident))(?: (?:opened|started|began|fired|broke))?$/i;

/** What is only "name=value" fills nothing in: it is a text to count, or no graph was named. Throws Failure("usage"). */
const namedWords = (words: GraphWords, { graphs }: CommandContext, incident: Incident | undefined): GraphWords => {
  if (incident !== undefined) {
    const what = words.what.replace(SINCE_IT, "");
    if (ITSELF.test(what) || what !== words.what) return { ...words, what: ITSELF.test(what) ? "" : what };
  }
  if (words.what !== "" || words.values === undefined) return words;
  const said = Object.entries(words.values)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
  if (requireSource(words.source, graphs.sources()).kind === "logs") return { ...words, what: said, values: undefined };
  throw usage(`only ${said}`, `"${said}" of which graph? Say its name or query first: "graph latency ${said}".`);
};

const drawOrSuggest = async (
  asked: AskedGraph,
  words: GraphWords,
  range: TimeRange,
  { graphs }: CommandContext,
  context: RangeContext | undefined,
): Promise<Drawn> => {
  try {
    return await graphs.draw(asked, { range, vs: vsOf(words.vs, range) });
  } catch (error) {
    if (context === undefined) throw error;
    const source = requireSource(words.source, graphs.sources());
    throw await withNearGraphs(toFailure(error), words.what, source, graphs, { ...words, context });
  }
};

/** A graph of a saved name or of a query; in a problem's thread of that time, with the problem on it. */
export default defineCommand({
  name: "graph",
  help: "Draws a metric: a saved name or a query, with one sentence and a live view.",
  examples: [
    "graph checkout latency",
    "graph latency host=web-1 last 3h vs last week",
    'graph sum(rate(http_requests_total{status=~"5.."}[5m])) 2h by host above 5 title:"5xx"',
    "graph source:graphite stats.counters.web.*.requests.rate today",
  ],
  args: { words: graphWords() },
  notes: [
    "In a problem's thread the time is from 30 minutes before it opened until now; elsewhere the last hour.",
    "Times: last 2h, since 14:00, around 14:00, yesterday 22:00-23:00, nov 1..nov 7, now-6h; in another zone 14:00-15:00 UTC.",
    'Also: source:prometheus, title:"…", unit:ms, log, above 500, below 10, vs yesterday, name=value for a saved $name.',
  ],

  async run(context, { words: said }) {
    const { graphs, asker, nowMs, weekStart } = context;
    const incident = await context.here();
    const words = namedWords(said, context, incident);
    const own = words.what === "" && incident ? ownGraph(incident, context, words) : undefined;
    if (words.what === "" && own === undefined) return savedReply(await graphs.saved(), graphs.sources(), incident);
    const times = { nowMs, tz: words.tz ?? asker.tz, weekStart };
    const { asked, saved } = own ? { asked: own, saved: undefined } : await whichGraph(words, graphs, times);
    const range = words.range ?? rangeHere(incident, times, words.usual);
    const marked = incident === undefined ? asked : { ...asked, incidentId: incident.id };
    const isQuery = own === undefined && saved === undefined;
    const drawn = await drawOrSuggest(marked, words, range, context, isQuery ? times : undefined);
    return drawnReply(drawn, range, incident !== undefined);
  },
});
