import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { AskedGraph } from "../core/graph/asked.ts";
import { countOf } from "../core/number-words.ts";
import { when } from "../core/time/when.ts";

const MOST = 10;
const LONGEST = 80;

/** What it showed, short enough for a line of a phone. */
const titleOf = (asked: AskedGraph | undefined): string => {
  const title = asked?.title ?? asked?.query ?? "Picture";
  return title.length > LONGEST ? `${title.slice(0, LONGEST - 1)}…` : title;
};

/** Pictures of a problem, so that whoever writes it up finds what people saw. */
export default defineCommand({
  name: "graph snapshots",
  aliases: ["graph history", "snapshots"],
  help: "Lists the pictures of a problem, newest first.",
  examples: ["graph snapshots"],
  args: { about: words("[incident]") },
  notes: ["Say it in the problem's thread; elsewhere with the id of the problem, like prometheus:HighLatency."],

  async run({ graphs, here }, { about }) {
    const said = about !== undefined && !/^(?:here|this|it)$/i.test(about) ? about : undefined;
    const incidentId = said ?? (await here())?.id;
    if (incidentId === undefined)
      throw new Failure("usage", "no problem to list pictures of", {
        tell: "Pictures of which problem? Say it in the thread of its card.",
      });
    const all = await graphs.history(incidentId, MOST);
    return {
      title: all.length === 0 ? "No pictures of this problem yet" : `${countOf(all.length, "picture")} of this problem`,
      items: await Promise.all(
        all.map(async (one) => ({
          title: titleOf(await graphs.askedOf(one)),
          url: graphs.links(one).frozen,
          lines: [when(one.atMs)],
        })),
      ),
      footer: all.length === MOST ? [`The newest ${MOST}.`] : [],
      private: true,
    };
  },
});
