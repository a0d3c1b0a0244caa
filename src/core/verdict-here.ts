import { usage } from "./args.ts";
import type { CommandContext } from "./command.ts";
import type { Incident } from "./incident.ts";
import type { VerdictOf } from "./verdict-words.ts";

/** The problem that was named, or the one whose card's thread this was said in. Throws Failure usage or not_found. */
export const problemMeant = async (
  { care, here }: Pick<CommandContext, "care" | "here">,
  of: VerdictOf | undefined,
): Promise<Incident> => {
  if (of?.kind === "id") return care.problem(of.id);
  if (of?.kind === "ref") return care.problem(of.ref);
  const found = await here();
  if (found) return found;
  throw usage("no problem named", "Which one? Say its number, or say it in the thread of its card.");
};
