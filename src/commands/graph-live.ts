import { type CommandContext, defineCommand } from "../core/command.ts";
import { rangeHere } from "../core/graph/here.ts";
import { splitPicture } from "../core/graph/stretch.ts";
import { vsOf } from "../core/graph/vs.ts";
import { whichGraph } from "../core/graph/which.ts";
import { type GraphWords, graphWords } from "../core/graph/words.ts";

/** The picture that is meant, or one that is drawn for it. */
const livePage = async (words: GraphWords, { graphs, here, nowMs, asker, weekStart }: CommandContext) => {
  const { id, rest } = splitPicture(words.what);
  if (rest === "") {
    const { graph, query, spec } = await graphs.posted(id);
    return { graph, query, title: spec.title };
  }
  const incident = await here();
  const times = { nowMs, tz: words.tz ?? asker.tz, weekStart };
  const { asked } = await whichGraph(words, graphs, times);
  const range = words.range ?? rangeHere(incident, times);
  const marked = incident === undefined ? asked : { ...asked, incidentId: incident.id };
  const { page, query, spec } = await graphs.draw(marked, { range, vs: vsOf(words.vs, range) });
  return { graph: page, query: query.toString(), title: spec.title };
};

/** A live view of a graph for the asker alone, from which what is on the screen can be posted. */
export default defineCommand({
  name: "graph live",
  help: "Gives you a live view of your own: zoom, compare, and post what you see.",
  examples: ["graph live", "graph live checkout latency last 6h"],
  args: { words: graphWords("[snapshot | name or query] [range]") },

  async run(context, { words }) {
    const { graph, query, title } = await livePage(words, context);
    return {
      title: `Your live view: ${title}`,
      lines: [
        context.asker.outsider
          ? "For you alone, good for 12 hours. Guests may look, but not post."
          : "For you alone, good for 12 hours: it can post in your name, so do not pass it on.",
      ],
      links: [{ label: "Open the live view", url: context.graphs.personalLink({ graph, query }) }],
      private: true,
    };
  },
});
