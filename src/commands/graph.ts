import type { AskedGraph } from "../core/asked-graph.ts";
import { type CommandContext, defineCommand } from "../core/command.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Drawn } from "../core/graph-desk.ts";
import { rangeHere } from "../core/graph-here.ts";
import { savedReply } from "../core/graph-list.ts";
import { drawnReply } from "../core/graph-reply.ts";
import { vsOf } from "../core/graph-vs.ts";
import { whichGraph, withNearGraphs } from "../core/graph-which.ts";
import { type GraphWords, graphWords } from "../core/graph-words.ts";
import type { Incident } from "../core/incident.ts";

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
  const { log, vs: _vs, unit = graph.unit, thresholds = graph.thresholds } = words;
  return {
    ...{ kind: source.kind, source: source.source, query: graph.query, title: words.title ?? graph.title ?? title },
    ...(unit === undefined ? {} : { unit }),
    ...(thresholds === undefined ? {} : { thresholds }),
    ...(log === undefined ? {} : { log }),
    ...(source.kind === "logs" ? { shape: "count" } : {}),
  };
};

const drawOrSuggest = async (
  asked: AskedGraph,
  words: GraphWords,
  range: ReturnType<typeof rangeHere>,
  { graphs }: CommandContext,
  isQuery: boolean,
): Promise<Drawn> => {
  try {
    return await graphs.draw(asked, { range, vs: vsOf(words.vs, range) });
  } catch (error) {
    throw isQuery ? await withNearGraphs(toFailure(error), words, graphs) : error;
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
    'Also: source:prometheus, title:"…", unit:ms, log, above 500, below 10, vs yesterday, now-6h, name=value for a saved $name.',
  ],

  async run(context, { words }) {
    const { graphs, asker, nowMs, weekStart } = context;
    const incident = await context.here();
    const own = words.what === "" && incident ? ownGraph(incident, context, words) : undefined;
    if (words.what === "" && own === undefined) return savedReply(await graphs.saved(), graphs.sources(), incident);
    const { asked, saved } = own ? { asked: own, saved: undefined } : await whichGraph(words, graphs);
    const range = words.range ?? rangeHere(incident, { nowMs, tz: words.tz ?? asker.tz, weekStart });
    const marked = incident === undefined ? asked : { ...asked, incidentId: incident.id };
    const drawn = await drawOrSuggest(marked, words, range, context, own === undefined && saved === undefined);
    return drawnReply(drawn, range, incident !== undefined);
  },
});
