import type { BlockAction } from "@slack/bolt";

/** Where something was pressed: in a message, or on the home tab, from where answers go to the presser. */
export interface PressedWhere {
  readonly origin: "message" | "home";
  readonly channel: string;
  readonly thread?: string | undefined;
  /** The message's or the view's own id. */
  readonly of: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Where a press happened; undefined when Slack does not say. A thread's first message stands in the channel. */
export const pressedWhere = (body: BlockAction): PressedWhere | undefined => {
  const { container, view, message, user } = body;
  const channel = body.channel?.id ?? text(container.channel_id);
  const ts = message?.ts ?? text(container.message_ts);
  if (channel !== undefined && ts !== undefined) {
    const thread = text(container.thread_ts) ?? text(message?.thread_ts);
    return { origin: "message", channel, of: ts, ...(thread === undefined || thread === ts ? {} : { thread }) };
  }
  const viewId = view?.id ?? text(container.view_id);
  return viewId === undefined ? undefined : { origin: "home", channel: user.id, of: viewId };
};
