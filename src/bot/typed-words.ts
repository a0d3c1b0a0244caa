import { readEntities } from "./entities.ts";

/** What stands in angle brackets -> what was typed (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages). */
const typed = (inside: string): string => {
  const [target = "", ...rest] = inside.split("|");
  const shown = rest.join("|");
  // A person's id, not the name beside it: names are not unique, and whoever is meant is looked up by id.
  if (target.startsWith("@")) return target;
  if (target.startsWith("#")) return `#${shown === "" ? target.slice(1) : shown.replace(/^#/, "")}`;
  if (target.startsWith("!")) {
    if (shown !== "") return shown;
    return `@${target.slice(1).replace(/^subteam\^/, "")}`;
  }
  return shown === "" ? target.replace(/^(mailto|tel):/, "") : shown;
};

/** Slack's form of a message -> the words a person typed, line by line: links, mentions and entities undone, quotes straight. */
export const typedWords = (text: string): string =>
  readEntities(text.replace(/<([^<>]*)>/g, (_all, inside: string) => typed(inside)))
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\u2018\u2019]/g, "'")
    // Our own messages carry it beside stars and underscores, and people copy from them.
    .replaceAll("\u200b", "")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .trim();

/** The same without the bot's own mention and without a leading slash: "oncall stats this week". */
export const commandWords = (text: string, botUserId: string): string =>
  typedWords(text.replace(new RegExp(`<@${botUserId}(\\|[^<>]*)?>[:,]?`, "g"), " ")).replace(/^\/(?=\S)/, "");
