import { defineCommand } from "../core/command.ts";
import { toFailure } from "../core/failure.ts";
import { helpAsked } from "../core/pager/args.ts";
import { changedReply, targetsNamed } from "../core/pager/change-words.ts";
import { namesOf } from "../core/pager/words.ts";

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
    const [first, ...others] = await targetsNamed(pager, wish.names, ["person", "policy", "schedule"]);
    const incident = await pager.addResponder(wish.ref ?? { kind: "here" }, first, wish.message);
    const asked = [first];
    const left: string[] = [];
    for (const target of others)
      try {
        await pager.addResponder({ kind: "ref", ref: incident.id }, target, wish.message);
        asked.push(target);
      } catch (error) {
        const { tell = "the log says why." } = toFailure(error);
        left.push(`Not ${target.name}: ${tell.replaceAll("\n", " ")}`);
      }
    return changedReply(incident, `${namesOf(asked)} asked for help`, left.length > 0 ? { lines: left } : {});
  },
});
