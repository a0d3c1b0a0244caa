import type { Holder } from "./look.ts";
import type { ShiftPorts } from "./ports.ts";

/** People on call as the chat knows them. */
export interface Mapped {
  /** Ids of chat users, each once, sorted. */
  readonly users: readonly string[];
  /** Those whom the chat does not know. */
  readonly strangers: readonly Holder[];
}

const plain = (email: string): string => email.trim().toLowerCase();

/** By the address that somebody linked here, else by the chat's own knowledge of their e-mail at the pager. */
export const mapPeople = async (
  people: readonly Holder[],
  { store, people: everybody, chat }: Pick<ShiftPorts, "store" | "people" | "chat">,
): Promise<Mapped> => {
  const linked = new Map((await store.links()).map(({ email, userId }) => [plain(email), userId]));
  const emails = new Map((await everybody()).value.map(({ id, email }) => [id, email]));
  const users = new Set<string>();
  const strangers: Holder[] = [];
  for (const person of people) {
    const email = emails.get(person.id);
    const user = email && (linked.get(plain(email)) ?? (await chat.userIdByEmail(email)));
    if (user) users.add(user);
    else strangers.push(person);
  }
  return { users: [...users].sort(), strangers };
};
