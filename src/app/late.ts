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

/** The chat. Throws Failure("config") where there is none. */
export const requireChat = ({ chat }: Late): Chat => {
  if (chat) return chat;
  throw new Failure("config", "there is no chat here", { tell: "That needs Slack: ask me there." });
};
