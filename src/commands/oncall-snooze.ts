import { defineCommand } from "../core/command.ts";
import { changedReply, formReply } from "../core/pager/change-words.ts";
import { snoozing } from "../core/pager/time-args.ts";
import { aboutHere } from "../core/pager/which.ts";
import { when } from "../core/time/when.ts";

/** Lets an incident rest for a while; then the pager calls again. */
export default defineCommand({
  name: "oncall snooze",
  help: "Lets an incident rest; when the time is over the pager calls again.",
  examples: ["oncall snooze 1234 2h", "oncall snooze 1234 until tomorrow 9:00"],
  args: { wish: snoozing() },
  notes: ["Below a card the number may be left out. At most 7 days."],
  changes: true,
  deed: "act",

  async run(context, { wish }) {
    const { ref, untilMs } = wish;
    if (untilMs === undefined)
      return formReply({ name: "snooze", about: await aboutHere(context, ref) }, "For how long?");
    const incident = await context.pager.snooze(ref ?? { kind: "here" }, untilMs - context.nowMs);
    return changedReply(incident, `snoozed until ${when(incident.snoozedUntilMs ?? untilMs)}`, {
      lines: ["Then the pager calls again, unless it is resolved."],
    });
  },
});
