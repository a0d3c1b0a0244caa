import type { Chat, ChatUser } from "../../core/chat.ts";
import type { Store } from "../../core/store.ts";

/** What finding somebody in the chat needs from outside. */
export interface KnownAsPorts {
  readonly store: Pick<Store, "links">;
  readonly chat: Pick<Chat, "userIdByEmail" | "user">;
}

/** Somebody of the pager as the chat knows them: by the address they linked, else by the chat's; undefined for a stranger. */
export const chatUserOf = async (
  email: string | undefined,
  { store, chat }: KnownAsPorts,
): Promise<ChatUser | undefined> => {
  if (email === undefined || email.trim() === "") return undefined;
  const wanted = email.trim().toLowerCase();
  const linked = (await store.links()).find((one) => one.email.trim().toLowerCase() === wanted)?.userId;
  const userId = linked ?? (await chat.userIdByEmail(wanted));
  return userId === undefined ? undefined : chat.user(userId);
};
