import type { Chat, ChatUser } from "../core/chat.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import type { OnCallSource } from "../core/oncall.ts";
import type { Store } from "../core/store.ts";

/** What linking needs from outside; without a chat nobody else's address can be told. */
export interface LinkPorts {
  readonly oncall: Pick<OnCallSource, "personByEmail">;
  readonly store: Pick<Store, "linkEmail" | "links">;
  readonly chat?: Pick<Chat, "user" | "userIdByEmail"> | undefined;
  readonly log: Log;
}

type Person = NonNullable<Awaited<ReturnType<OnCallSource["personByEmail"]>>>;

/**
 * Whoever else in the chat has that address, by a link or as their own; undefined when nobody has, or there is no chat.
 * Throws Failure("unavailable") when nobody can tell: whoever has the address sees the numbers of its person.
 */
const holderOf = async (
  email: string,
  asker: ChatUser,
  { store, chat, log }: LinkPorts,
): Promise<ChatUser | undefined> => {
  if (!chat) return undefined;
  try {
    const linked = (await store.links()).filter((one) => one.email.toLowerCase() === email.toLowerCase());
    const own = await chat.userIdByEmail(email);
    const ids = [...linked.map(({ userId }) => userId), ...(own === undefined ? [] : [own])];
    if (ids.includes(asker.id)) return undefined;
    for (const id of ids) {
      const user = await chat.user(id);
      if (!user.outsider) return user;
    }
  } catch (error) {
    log.warn({ user: asker.id, err: toFailure(error) }, "nobody could look whose address is being linked");
    throw new Failure("unavailable", "nobody can tell whose address it is", {
      tell: "Slack does not tell me now whose address that is.\nTry again in a minute.",
      cause: error,
    });
  }
  return undefined;
};

/**
 * Remembers which address the asker has at the pager: what they change there is done in that name, so that it may not be
 * another member's. Throws Failure("not_found") for an address the pager does not know, "forbidden" for another's.
 */
export const linkPerson = async (email: string, asker: ChatUser, ports: LinkPorts): Promise<Person> => {
  const person = await ports.oncall.personByEmail(email);
  if (!person)
    throw new Failure("not_found", "no such person at the pager", {
      tell: `PagerDuty knows nobody with the address ${email}. Look it up under My Profile there.`,
    });
  const holder = await holderOf(person.email, asker, ports);
  if (holder)
    throw new Failure("forbidden", `the address is that of ${holder.id}`, {
      tell: `${person.email} is ${holder.name}'s address: what is done with it at PagerDuty carries that name.\nLink your own. If ${holder.name} linked it by mistake, they type /oncall forget me first.`,
    });
  await ports.store.linkEmail(asker.id, person.email);
  return person;
};
