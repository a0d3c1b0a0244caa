import type { ChatUser } from "../../core/chat.ts";
import { Failure } from "../../core/failure.ts";
import type { Actor } from "../../core/integration.ts";
import type { Store } from "../../core/store.ts";

/** The person as the pager knows them: what they linked, else their chat e-mail. Throws Failure("forbidden"). */
export const requireActor = async (user: ChatUser, store: Pick<Store, "linkedEmail">): Promise<Actor> => {
  const email = (await store.linkedEmail(user.id)) ?? user.email;
  if (email) return { email, name: user.name };
  throw new Failure("forbidden", `${user.id} has no e-mail`, {
    tell: "I do not know your PagerDuty e-mail.\nType /oncall link me as you@example.com.",
  });
};
