import { defineCommand } from "../core/command.ts";
import { oneIncident } from "../core/pager/args.ts";
import { changedReply } from "../core/pager/change-words.ts";
import { namesOf } from "../core/pager/words.ts";

/** Hands an incident to the next level of its policy. */
export default defineCommand({
  name: "oncall escalate",
  help: "Hands an incident to the next level of its escalation policy.",
  examples: ["oncall escalate 1234", "oncall escalate that one"],
  args: { ref: oneIncident() },
  changes: true,
  deed: "act",

  async run({ pager }, { ref }) {
    const incident = await pager.escalate(ref);
    return changedReply(incident, `escalated, now with ${namesOf(incident.assigned)}`);
  },
});
