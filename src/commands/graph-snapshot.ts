import { wordsArg } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { refreshed } from "../core/graph/here.ts";
import { rangeLine, splitSnapshotId, summaryLine } from "../core/graph/reply.ts";

const LONGEST = 500;

/** Takes a picture anew, up to now, and freezes it where everybody sees it. */
export default defineCommand({
  name: "graph snapshot",
  aliases: ["snapshot", "graph snap"],
  help: "Takes a posted picture anew, up to now, and gives a link that stays as it is.",
  examples: ["graph snapshot", "graph snapshot before the rollback"],
  args: { of: wordsArg("[snapshot] [comment]", splitSnapshotId, { free: true, most: LONGEST }) },
  changes: true,

  async run({ graphs, asker, nowMs }, { of: { id, rest: comment } }) {
    const snapshot = await graphs.posted(id);
    const ofProblem = snapshot.incidentId !== undefined;
    const range = refreshed(graphs.rangeOf(snapshot), { takenAtMs: snapshot.atMs, ofProblem }, nowMs);
    const { id: newId, page, query, spec, picture } = await graphs.redraw(snapshot, range);
    const { frozen } = graphs.links({ id: newId, graph: page, query: query.toString() });
    return {
      title: `Snapshot: ${spec.title}`,
      lines: [...(comment === "" ? [] : [`“${comment}”`]), summaryLine(spec)],
      picture,
      links: [{ label: "Frozen picture", url: frozen }],
      buttons: [{ label: "My live view", say: `graph live ${newId}` }],
      footer: [`By ${asker.name} · ${rangeLine(range)}`],
      did: { about: spec.title },
    };
  },
});
