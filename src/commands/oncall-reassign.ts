import { defineCommand } from "../core/command.ts";
import { givenTo } from "../core/pager/args.ts";
import { changedReply, formReply, targetsNamed } from "../core/pager/change-words.ts";
import { aboutHere } from "../core/pager/which.ts";
import { namesOf } from "../core/pager/words.ts";

/** Gives an incident to people, to whoever is on call in a schedule, or to a policy. */
export default defineCommand({
  name: "oncall reassign",
  aliases: ["oncall assign", "oncall give"],
  help: "Gives an incident to one or more people, to a schedule's people on call, or to an escalation policy.",
  examples: ["oncall reassign 1234 to Ana Souza", "oncall reassign 1234 to ana, bob and me"],
  args: { wish: givenTo() },
  notes: ['Names of several words may be quoted; @mentions and "me" work too.'],
  changes: true,
  deed: "act",

  async run(context, { wish }) {
    const { pager } = context;
    if (wish.to === undefined)
      return formReply({ name: "reassign", about: await aboutHere(context, wish.ref) }, "To whom?");
    const [first, ...others] = await targetsNamed(pager, wish.to, ["person", "policy", "schedule"]);
    const incident = await pager.reassign(wish.ref ?? { kind: "here" }, first, others);
    return changedReply(incident, `now with ${namesOf(first.kind === "policy" ? [first] : incident.assigned)}`);
  },
});
