import { APP, type State } from "./state.ts";

/** & < > as Slack writes them in every text. */
export const escapeText = (typed: string): string =>
  typed.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const handleOf = (state: State, groupId: string): string => state.usergroups.get(groupId)?.handle ?? groupId;

/** Words behind a slash command: as in a message when the app asked for that, with the name beside the id. */
export const textOfCommand = (state: State, typed: string, escapes: boolean): string =>
  escapes
    ? textOfMessage(state, typed)
        .replaceAll(/<@(\w+)>/g, (_all, id: string) => `<@${id}|${state.requirePerson(id).name}>`)
        .replaceAll(/<!subteam\^(\w+)>/g, (all, id: string) => all.replace(">", `|@${handleOf(state, id)}>`))
    : escapeText(typed);

/**
 * Typed words -> the text of a message: people, user groups, channels, links and addresses become Slack's angle brackets
 * (https://docs.slack.dev/messaging/formatting-message-text). `<@U…>` of known people may be typed as it is.
 */
export const textOfMessage = (state: State, typed: string): string => {
  const mentions = new Map([
    ...[...state.usergroups.values()].map(({ handle, id }) => [handle.toLowerCase(), `!subteam^${id}`] as const),
    ...[...state.people.values()].map(({ name, id }) => [name.toLowerCase(), `@${id}`] as const),
  ]);
  const pattern = /<@(\w+)>|https?:\/\/[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[@#][\w.-]*\w|[&<>]/g;
  return typed.replaceAll(pattern, (found, id: string | undefined) => {
    if (id !== undefined) return state.people.has(id) ? found : escapeText(found);
    if (found.startsWith("http")) return `<${escapeText(found)}>`;
    if (found.startsWith("@")) {
      const mention = mentions.get(found.slice(1).toLowerCase());
      return mention === undefined ? found : `<${mention}>`;
    }
    if (found.startsWith("#")) {
      const channel = state.findChannel(found);
      return channel === undefined || channel.kind !== "public" ? found : `<#${channel.id}|${channel.name}>`;
    }
    return found.includes("@") ? `<mailto:${found}|${found}>` : escapeText(found);
  });
};

/** Whether a text addresses the app. */
export const mentionsApp = (text: string): boolean => text.includes(`<@${APP.botUser}>`);
