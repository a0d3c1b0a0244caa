import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { countOf } from "../core/number-words.ts";
import { when } from "../core/when.ts";

const MOST = 20;

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
      rows: all.map((one) => ({ label: when(one.atMs), value: graphs.links(one).frozen })),
      footer: all.length === MOST ? [`The newest ${MOST}.`] : [],
      private: true,
    };
  },
});
