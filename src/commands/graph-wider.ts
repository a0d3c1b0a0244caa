import { defineCommand } from "../core/command.ts";
import { snapshotId, stretch } from "../core/graph/stretch.ts";

/** The same picture over twice the time. */
export default defineCommand({
  name: "graph wider",
  aliases: ["graph zoom out"],
  help: "Draws a posted picture again over twice the time.",
  examples: ["graph wider"],
  args: { id: snapshotId() },

  run: (context, { id }) => stretch(context, id, 2),
});
