import type { Chat } from "../core/chat.ts";
import { Failure } from "../core/failure.ts";
import type { Doctor } from "../flows/doctor.ts";

/** What is there only once the whole bot runs; empty at a terminal. */
export interface Late {
  chat?: Chat;
  doctor?: Doctor;
  /** Asks for a poll of that source soon. */
  nudge?: (source: string) => void;
}

/** What the chat knows of people and places, there or not when it is asked. */
export const chatOf = (late: Late): Pick<Chat, "user" | "groupMembers" | "groupId" | "channelId"> => ({
  user: (id) => requireChat(late).user(id),
  groupMembers: (id) => requireChat(late).groupMembers(id),
  groupId: (name) => requireChat(late).groupId(name),
  channelId: (name) => requireChat(late).channelId(name),
});

/** The chat. Throws Failure("config") where there is none. */
export const requireChat = ({ chat }: Late): Chat => {
  if (chat) return chat;
  throw new Failure("config", "there is no chat here", { tell: "That needs Slack: ask me there." });
};
