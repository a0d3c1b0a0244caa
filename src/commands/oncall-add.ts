import { defineCommand } from "../core/command.ts";
import { helpAsked } from "../core/pager-args.ts";
import { changedReply, targetsNamed } from "../core/pager-change-words.ts";
import { namesOf } from "../core/pager-words.ts";

/** Asks more people for help with an incident; whoever has it keeps it. */
export default defineCommand({
  name: "oncall add",
  aliases: ["oncall add responder", "oncall add responders"],
  help: "Asks somebody, a schedule's people on call or a policy to help with an incident.",
  examples: ["oncall add Ana Souza to 1234", "oncall add bob to 1234 please look at the database"],
  args: { wish: helpAsked() },
  changes: true,
  deed: "act",

  async run({ pager }, { wish }) {
    const targets = await targetsNamed(pager, wish.names, ["person", "policy", "schedule"]);
    let incident = await pager.addResponder(wish.ref ?? { kind: "here" }, targets[0], wish.message);
    for (const target of targets.slice(1))
      incident = await pager.addResponder({ kind: "ref", ref: incident.id }, target, wish.message);
    return changedReply(incident, `${namesOf(targets)} asked for help`);
  },
});
