import { copyOf, type Json } from "../json.ts";
import { EVENT_SCOPES } from "../manifest.ts";
import { messageJson } from "../messages.ts";
import { APP, type State } from "../state.ts";
import type { Change, Channel, ChannelKind } from "../types.ts";
import type { Courier } from "./courier.ts";
import { shareLinks } from "./links.ts";

const SUBSCRIPTION: Readonly<Record<ChannelKind, string>> = {
  public: "message.channels",
  private: "message.groups",
  im: "message.im",
};
const TYPE: Readonly<Record<ChannelKind, string>> = { public: "channel", private: "group", im: "im" };

/** Tells the app what it subscribed to and may see: conversations the bot is in, scopes it has. */
export const deliverEvents = (state: State, courier: Courier): (() => void) => {
  const subscribed = (name: string): boolean => {
    const scope = EVENT_SCOPES[name];
    return (
      state.manifest.events.has(name) && (scope === null || (scope !== undefined && state.manifest.scopes.has(scope)))
    );
  };
  return state.onChange((change) => {
    for (const [name, event] of eventsOf(state, change)) if (subscribed(name)) courier.event(event);
    if (change.type === "message") shareLinks(state, courier, change.channel, change.message);
  });
};

type Named = readonly [string, Json];

const eventsOf = (state: State, change: Change): readonly Named[] => {
  switch (change.type) {
    case "message":
    case "changed":
    case "deleted":
      return change.channel.members.has(APP.botUser) ? messageEvents(state, change) : [];
    case "reaction":
      return change.channel.members.has(APP.botUser) ? [reactionEvent(state, change)] : [];
    case "channel":
      return channelEvents(state, change.channel, change.how);
    default:
      return [];
  }
};

const around = (state: State, channel: Channel): Json => ({
  channel: channel.id,
  channel_type: TYPE[channel.kind],
  event_ts: state.nextTs(channel),
});

const messageEvents = (
  state: State,
  change: Extract<Change, { type: "message" | "changed" | "deleted" }>,
): readonly Named[] => {
  const { channel, message } = change;
  const subscription = SUBSCRIPTION[channel.kind];
  if (change.type === "message") {
    const event = { ...messageJson(state, channel, message), ...around(state, channel), event_ts: message.ts };
    const mentioned = !message.byApp && channel.kind !== "im" && message.text.includes(`<@${APP.botUser}>`);
    const { channel_type: _, ...mention }: Json = { ...event, type: "app_mention" };
    return mentioned
      ? [
          [subscription, event],
          ["app_mention", mention],
        ]
      : [[subscription, event]];
  }
  const facts = around(state, channel);
  const before = change.type === "changed" ? change.before : message;
  const previous = copyOf(messageJson(state, channel, before));
  const subtype = change.type === "changed" ? "message_changed" : "message_deleted";
  const now =
    change.type === "changed" ? { message: messageJson(state, channel, message) } : { deleted_ts: message.ts };
  return [
    [
      subscription,
      { type: "message", subtype, hidden: true, ts: facts.event_ts, ...now, previous_message: previous, ...facts },
    ],
  ];
};

const reactionEvent = (state: State, change: Extract<Change, { type: "reaction" }>): Named => {
  const type = change.added ? "reaction_added" : "reaction_removed";
  return [
    type,
    {
      type,
      user: change.user,
      reaction: change.name,
      item: { type: "message", channel: change.channel.id, ts: change.message.ts },
      item_user: change.message.user,
      event_ts: state.nextTs(change.channel),
    },
  ];
};

const channelEvents = (state: State, channel: Channel, how: string): readonly Named[] => {
  const event_ts = state.nextTs(channel);
  if (how === "archived") return [["channel_archive", { type: "channel_archive", channel: channel.id, event_ts }]];
  if (how === "left") return [["channel_left", { type: "channel_left", channel: channel.id, event_ts }]];
  if (how !== "joined") return [];
  const type = "member_joined_channel";
  const channel_type = channel.kind === "public" ? "C" : "G";
  return [[type, { type, user: APP.botUser, channel: channel.id, channel_type, event_ts }]];
};
