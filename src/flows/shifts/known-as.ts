import type { Chat, ChatUser } from "../../core/chat.ts";
import { toFailure } from "../../core/failure.ts";
import type { Store } from "../../core/store.ts";

/** What finding somebody in the chat needs from outside. */
export interface KnownAsPorts {
  readonly store: Pick<Store, "links">;
  readonly chat: Pick<Chat, "userIdByEmail" | "user">;
}

/** As the chat knows them; undefined for an id that it does not know. */
const userOf = async (id: string, { chat }: Pick<KnownAsPorts, "chat">): Promise<ChatUser | undefined> => {
  try {
    return await chat.user(id);
  } catch (error) {
    if (toFailure(error).code === "not_found") return undefined;
    throw error;
  }
};

/**
 * Somebody of the pager as the chat knows them: by the address they linked, else by the chat's. Undefined for strangers,
 * for guests, who may not answer, and for who left: the link of one who did hides nobody who came after.
 */
export const chatUserOf = async (email: string | undefined, ports: KnownAsPorts): Promise<ChatUser | undefined> => {
  if (email === undefined || email.trim() === "") return undefined;
  const { store, chat } = ports;
  const wanted = email.trim().toLowerCase();
  const linked = (await store.links()).filter((one) => one.email.trim().toLowerCase() === wanted);
  for (const { userId } of linked) {
    const user = await userOf(userId, ports);
    if (user && !user.outsider) return user;
  }
  const own = await chat.userIdByEmail(wanted);
  const user = own === undefined ? undefined : await userOf(own, ports);
  return user?.outsider ? undefined : user;
};
