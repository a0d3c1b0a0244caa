import { defineCommand } from "../core/command.ts";
import { snapshotId, stretch } from "../core/graph/stretch.ts";

/** The same picture over half the time. */
export default defineCommand({
  name: "graph narrower",
  aliases: ["graph zoom in"],
  help: "Draws a posted picture again over half the time, up to its end.",
  examples: ["graph narrower"],
  args: { id: snapshotId() },

  run: (context, { id }) => stretch(context, id, 0.5),
});
