import { defineCommand } from "../core/command.ts";
import { snapshotId } from "../core/graph/stretch.ts";
import { formatDuration } from "../core/number-words.ts";
import { when } from "../core/time/when.ts";

/** Keeps a picture fresh until the problem ends. */
export default defineCommand({
  name: "graph watch",
  aliases: ["watch this graph", "watch the graph", "watch graph"],
  help: "Keeps a picture fresh below this message until the problem ends.",
  examples: ["watch this graph", "graph watch"],
  args: { id: snapshotId() },
  notes: ['Without a problem it ends after an hour. "stop watching" ends it at once.'],
  changes: true,

  async run({ graphs }, { id }) {
    const snapshot = await graphs.posted(id);
    const { untilMs, everyMs } = await graphs.watch(snapshot);
    const end = untilMs === undefined ? "until the problem ends" : `until ${when(untilMs, "time")}`;
    return {
      title: `Watching: ${snapshot.spec.title}`,
      lines: [`A fresh picture every ${formatDuration(everyMs)}, ${end}.`],
      buttons: [{ label: "Stop", say: "graph unwatch" }],
      did: { about: snapshot.spec.title },
    };
  },
});
