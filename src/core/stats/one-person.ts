import type { CommandContext } from "../command.ts";
import { Failure } from "../failure.ts";
import { type AskedStats, requireSeen } from "./answer.ts";
import type { PersonSheet } from "./person-types.ts";
import { noteWords } from "./words.ts";

/** Throws Failure("usage") where the words stand for nobody or several. Names are told to leads alone where they are hidden. */
const requireWho = ({ who, notes, asOfMs }: PersonSheet, wanted: string, names: AskedStats["names"]): void => {
  if (who !== null) return;
  const note = notes.find(({ what }) => what === "person");
  const nothing = asOfMs === null ? "\nNothing has been collected yet: ask again soon." : "";
  const twins = `Several people are called "${wanted}": say their e-mail address.`;
  throw new Failure("usage", "the sheet of nobody or several", {
    tell: `${note ? noteWords(note, names) : twins}${nothing}`,
  });
};

/**
 * The sheet of the one person that the query names, if the asker may see it, and the query by their address, as personal
 * pages know them. Throws Failure("usage") for nobody and for
 * several, Failure("forbidden") for somebody else's: `what` is asked for, `yours` are the words for one's own.
 */
export const requireOne = async (
  context: CommandContext,
  asked: AskedStats,
  what: string,
  yours: string,
): Promise<{ readonly sheet: PersonSheet; readonly own: AskedStats }> => {
  const { query, names } = asked;
  const viewer = await context.viewer();
  const sheet = await context.stats("person", query);
  requireWho(sheet, query.person ?? "", viewer.lead ? "shown" : names);
  requireSeen(viewer, sheet.who, what, yours);
  return { sheet, own: { ...asked, query: { ...query, person: sheet.who?.email ?? query.person } } };
};
