const USER = /^[UW][A-Z0-9]{2,20}$/;
const GROUP = /^S[A-Z0-9]{2,20}$/;
const EVERYBODY: ReadonlySet<string> = new Set(["here", "channel", "everyone"]);
const MOST = 20;

/** Whether it is the id of a person: as a channel it means their direct message. */
export const isPersonId = (id: string): boolean => USER.test(id);

const one = (id: string): string | undefined => {
  if (USER.test(id)) return `<@${id}>`;
  if (GROUP.test(id)) return `<!subteam^${id}>`;
  return EVERYBODY.has(id) ? `<!${id}>` : undefined;
};

/**
 * Ids of chat users ("U…"), groups ("S…"), "here" or "channel" -> mrkdwn that pings them, at most 20; whatever is none of
 * these is left out (https://docs.slack.dev/messaging/formatting-message-text#mentioning-users). "" when nobody is.
 */
export const formatMention = (ids: readonly string[] | undefined): string =>
  [...new Set(ids ?? [])]
    .slice(0, MOST)
    .flatMap((id) => one(id) ?? [])
    .join(" ");
