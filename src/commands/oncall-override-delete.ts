import { defineCommand } from "../core/command.ts";
import { overrideId } from "../core/pager/args.ts";
import { whenSpan } from "../core/time/when.ts";

/** The turn goes back to whom the schedule names. */
export default defineCommand({
  name: "oncall override delete",
  aliases: ["oncall override remove", "oncall delete override", "oncall overrides delete"],
  help: "Deletes an override; one under way ends now.",
  examples: ["oncall override delete PQ7ZX1", "oncall override delete PQ7ZX1 of payments"],
  args: { which: overrideId() },
  notes: ['"oncall overrides <schedule>" shows the ids. Naming the schedule is quicker where there are many.'],
  changes: true,
  deed: "override",

  async run({ pager }, { which }) {
    const schedule = which.schedule === undefined ? undefined : await pager.schedule(which.schedule);
    const gone = await pager.deleteOverride(which.id, schedule);
    return {
      title: `Override deleted: ${gone.person.name}, ${gone.schedule.name}`,
      lines: [`It was ${whenSpan(gone)}.`],
      did: { about: `override ${gone.id} of ${gone.schedule.name}` },
    };
  },
});
