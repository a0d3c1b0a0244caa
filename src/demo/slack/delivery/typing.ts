import { Failure } from "../../../core/failure.ts";
import { mentionsApp, textOfCommand, textOfMessage } from "../escape.ts";
import { isJson, type Json } from "../json.ts";
import { addEphemeral, addMessage } from "../messages.ts";
import { Refusal } from "../refusal.ts";
import { APP, SLACKBOT, TEAM } from "../state.ts";
import type { Channel, Message, Person } from "../types.ts";
import { VERIFICATION_TOKEN } from "./courier.ts";
import type { InteractionParts } from "./interactions.ts";
import type { Ack } from "./transport.ts";

/** What became of typed words. */
export type Typed =
  | { readonly kind: "message"; readonly ts: string; readonly message: Message }
  | { readonly kind: "command"; readonly ack: Ack }
  /** Slack itself answered: no such command, not in threads. */
  | { readonly kind: "refused"; readonly why: string };

/** Words Slack says to one person. */
const slackbotSays = (parts: InteractionParts, channel: Channel, user: string, words: string): void => {
  addEphemeral(parts.state, channel, user, { user: SLACKBOT, byApp: false, text: words });
};

/** Somebody types: a message, or a command when it begins with "/". Resolves for a command when it was acknowledged, or not. */
export const typeWords = async (
  parts: InteractionParts,
  person: Person,
  channel: Channel,
  words: string,
  thread: string | undefined,
): Promise<Typed> => {
  if (!channel.members.has(person.id)) {
    throw new Failure("forbidden", `${person.name} is not in ${channel.name}`, { tell: "Join the channel first." });
  }
  if (channel.archived)
    throw new Failure("conflict", `${channel.name} is archived`, { tell: "This channel is archived." });
  if (/^\/\S/.test(words)) return typeCommand(parts, person, channel, words, thread);
  if (channel.kind === "im" && !(parts.state.manifest.messagesTab && parts.state.manifest.messagesWritable)) {
    throw new Failure("forbidden", "the messages tab is off in the manifest", {
      tell: "Sending messages to this app has been turned off.",
    });
  }
  const parent = thread === undefined ? undefined : channel.messages.find((one) => one.ts === thread);
  const message = addMessage(parts.state, channel, {
    user: person.id,
    byApp: false,
    text: textOfMessage(parts.state, words),
    threadTs: parent?.threadTs ?? thread,
  });
  if (mentionsApp(message.text) && !channel.members.has(APP.botUser)) {
    slackbotSays(parts, channel, person.id, `<@${APP.botUser}> is not in this channel. Invite them with /invite.`);
  }
  return { kind: "message", ts: message.ts, message };
};

const typeCommand = async (
  parts: InteractionParts,
  person: Person,
  channel: Channel,
  words: string,
  thread: string | undefined,
): Promise<Typed> => {
  const [, command = "", rest = ""] = /^(\/\S+)\s*([\s\S]*)$/.exec(words) ?? [];
  const say = (why: string): Typed => {
    slackbotSays(parts, channel, person.id, why);
    return { kind: "refused", why };
  };
  if (command === "/invite" && rest.includes(parts.state.requirePerson(APP.botUser).name)) {
    channel.members.add(APP.botUser);
    parts.state.tell({ type: "channel", channel, how: "joined" });
    return say(`You added <@${APP.botUser}> to the channel.`);
  }
  if (!parts.state.manifest.commands.has(command)) return say(`${command} is not a valid command.`);
  if (thread !== undefined) return say(`${command} is not supported in threads. Sorry!`);
  const payload = commandPayload(parts, person, channel, command, rest);
  const ack = await parts.courier.ask("slash_commands", payload, {
    name: command,
    user: person.id,
    channel: channel.id,
  });
  if (!ack.ok) say(`${command} failed because the app did not respond (${ack.error}).`);
  else await answerInline(parts, person, channel, ack.body, say, command);
  return { kind: "command", ack };
};

/** An ack may carry the answer: text, or a message as JSON. */
const answerInline = async (
  parts: InteractionParts,
  person: Person,
  channel: Channel,
  body: unknown,
  say: (why: string) => void,
  command: string,
): Promise<void> => {
  const answer: Json | undefined = isJson(body) ? body : typeof body === "string" ? { text: body } : undefined;
  if (
    answer === undefined ||
    (answer.text === undefined && answer.blocks === undefined && answer.attachments === undefined)
  )
    return;
  try {
    await parts.responses.answer({ user: person.id, channel }, answer);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(`${command} failed with the error "${error.slack}"`);
  }
};

const commandPayload = (
  parts: InteractionParts,
  person: Person,
  channel: Channel,
  command: string,
  rest: string,
): Json => ({
  token: VERIFICATION_TOKEN,
  team_id: TEAM.id,
  team_domain: TEAM.domain,
  channel_id: channel.id,
  channel_name: { im: "directmessage", private: "privategroup", public: channel.name }[channel.kind],
  user_id: person.id,
  user_name: person.name,
  command,
  text: textOfCommand(parts.state, rest.trim(), parts.state.manifest.commands.get(command)?.escapes === true),
  api_app_id: APP.id,
  is_enterprise_install: "false",
  response_url: parts.responses.create({ user: person.id, channel }),
  trigger_id: parts.triggers.create(person.id),
});
