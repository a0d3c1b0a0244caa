import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";
import { oneIncident } from "../core/pager/args.ts";
import { aboutOf, wordOf } from "../core/pager/words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import { when } from "../core/time/when.ts";

const SIZE = 20;

/** The notes of one incident, oldest first. */
export default defineCommand({
  name: "oncall notes",
  aliases: ["notes"],
  help: "Reads the notes of one incident.",
  examples: ["notes 1234", "oncall notes that one"],
  args: { which: paged(oneIncident()) },

  async run({ pager, names }, { which }) {
    const incident = await pager.incident(which.asked);
    const notes = await pager.notes({ kind: "ref", ref: incident.id });
    const inTime = [...notes].sort((a, b) => a.atMs - b.atMs);
    const page = pageOf(inTime, which.page, SIZE);
    const n = wordOf(incident);
    return {
      title:
        notes.length === 0
          ? `No notes on ${aboutOf(incident)}`
          : `${countOf(notes.length, "note")} on ${aboutOf(incident)}`,
      lines: page.shown.map(({ atMs, by, text }) => `${when(atMs)} · ${by}: ${text}`),
      buttons: [
        ...nextButton(`oncall notes ${n}`, which.page, SIZE, page.left),
        { label: "Add a note…", form: { name: "note", about: n } },
      ],
      footer: page.words === "" ? [] : [page.words],
      private: names !== "shown",
    };
  },
});
