import { defineCommand } from "../core/command.ts";

/** Ends what is watched here. */
export default defineCommand({
  name: "graph unwatch",
  aliases: ["stop watching this graph", "stop watching the graph", "stop watching", "unwatch this graph", "unwatch"],
  help: "Stops keeping the pictures of this place fresh.",
  examples: ["stop watching", "graph unwatch"],
  args: {},
  changes: true,

  async run({ graphs }) {
    const stopped = await graphs.unwatch();
    return stopped
      ? { title: "No longer watched. The pictures stay.", did: { about: "watched graphs" } }
      : { title: "Nothing is watched here.", private: true };
  },
});
