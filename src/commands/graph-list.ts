import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { savedReply } from "../core/graph/list.ts";

/** Saved graphs by name. */
export default defineCommand({
  name: "graph list",
  aliases: ["graphs", "graph ls"],
  help: "Lists saved graphs, whose they are and what they take.",
  examples: ["graph list", "graph list checkout"],
  args: { about: words("[words]") },

  async run({ graphs }, { about = "" }) {
    const wanted = about.toLowerCase().split(" ").filter(Boolean);
    const all = await graphs.saved();
    const fits = all.filter(({ name, graph }) => {
      const text = `${name} ${graph.title ?? ""} ${graph.source} ${graph.query}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
    return savedReply(fits, graphs.sources(), undefined, about);
  },
});
