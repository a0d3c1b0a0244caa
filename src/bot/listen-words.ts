import { respondPrivately } from "./asked.ts";
import { type Ears, hand, handOnce, isFirst } from "./ears.ts";
import { formatPlain } from "./reply.ts";
import { SLASH_COMMANDS } from "./slack-methods.ts";
import { commandWords, typedWords } from "./typed-words.ts";

const ALONE: Readonly<Record<string, string>> = { alerts: "alerts list", drm: "drm status" };

/** "alerts" alone asks for the list, "drm" alone how it is doing. */
const meant = (words: string): string => ALONE[words.toLowerCase()] ?? words;

const listenCommands = (ears: Ears): void => {
  for (const name of SLASH_COMMANDS)
    ears.app.command(name, async ({ command, ack, respond }) => {
      const id = command.trigger_id;
      const text = meant(typedWords(`${command.command.slice(1)} ${command.text ?? ""}`));
      const asked = { id: `slash:${id}`, text, userId: command.user_id, channel: command.channel_id } as const;
      await handOnce(ears, "slack.slash", id, { ...asked, how: "slash", respond });
      await ack();
    });
  const others = new RegExp(`^(?!(?:${SLASH_COMMANDS.join("|")})$)`);
  ears.app.command(others, async ({ command, ack, respond }) => {
    await ack();
    ears.log.warn({ command: command.command }, "a slash command nobody here knows");
    const say = formatPlain(`I do not know ${command.command}. Try ${SLASH_COMMANDS[0]} help.`);
    await respondPrivately(respond, say, ears.log);
  });
};

interface Said {
  readonly text?: string | undefined;
  readonly user?: string | undefined;
  readonly channel: string;
  readonly thread_ts?: string | undefined;
}

const hear = async (ears: Ears, how: "mention" | "direct", eventId: string, said: Said): Promise<void> => {
  const me = ears.identity.current();
  if (me === undefined || said.user === undefined || said.text === undefined) return;
  if (!(await isFirst(ears, "slack.event", eventId))) return;
  const text = meant(commandWords(said.text, me.botUserId));
  const place = { channel: said.channel, thread: said.thread_ts };
  await hand(ears, { id: `event:${eventId}`, text, userId: said.user, ...place, how });
};

/** A reply that is shown in the channel too; there is no other event of it: https://docs.slack.dev/reference/events/message/thread_broadcast */
const BROADCAST = "thread_broadcast";

/** Whether a person said it just now: not a bot, not an edit, not a system line. */
const isFreshlySaid = (event: object): boolean =>
  !("bot_id" in event && event.bot_id) &&
  !("bot_profile" in event && event.bot_profile) &&
  !("subtype" in event && event.subtype && event.subtype !== BROADCAST) &&
  !("edited" in event && event.edited) &&
  !("hidden" in event && event.hidden);

/** Slash commands, mentions and direct messages all reach `handlers.words`. */
export const listenWords = (ears: Ears): void => {
  listenCommands(ears);
  ears.app.event("app_mention", async ({ event, body }) => {
    // A mention in a direct message arrives as message.im too.
    if (isFreshlySaid(event) && !event.channel.startsWith("D")) await hear(ears, "mention", body.event_id, event);
  });
  ears.app.event("message", async ({ event, body }) => {
    if (event.subtype !== undefined && event.subtype !== BROADCAST) return;
    if (event.channel_type !== "im" || !isFreshlySaid(event)) return;
    await hear(ears, "direct", body.event_id, event);
  });
};
