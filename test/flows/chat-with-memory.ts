import type { Chat, ChatUser } from "../../src/core/chat.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Message } from "../../src/core/message.ts";

/** A message that stands in the chat. */
export interface Posted {
  readonly channel: string;
  readonly thread: string | undefined;
  readonly ts: string;
  readonly id: string;
  readonly message: Message;
}

/** A stand-in for the chat that keeps what was posted, as the real one does, whoever dies meanwhile. */
export interface ChatWithMemory {
  readonly chat: Pick<Chat, "post" | "find" | "channelId" | "upload" | "userIdByEmail" | "user">;
  readonly posted: readonly Posted[];
  /** By e-mail. */
  readonly users: Map<string, ChatUser>;
  /** The next call of this kind throws it, after or before it was done. */
  fails(call: "post" | "find" | "upload", failure: Failure, when?: "before" | "after"): void;
  /** Dies at this call from now on, counted over all calls: 0 is the next one. `after`: when it was done. */
  dieAt(call: number, when: "before" | "after"): void;
  /** Calls since then. */
  calls(): number;
}

/** A process that was killed. */
export class Killed extends Error {}

const PERSON = /^U/;

/** An empty chat. */
export const chatWithMemory = (clock: () => number): ChatWithMemory => {
  const posted: Posted[] = [];
  const users = new Map<string, ChatUser>();
  const failing = new Map<string, { readonly failure: Failure; readonly when: "before" | "after" }>();
  let count = 0;
  let death: { readonly at: number; readonly when: "before" | "after" } | undefined;
  const during = async <T>(call: string, work: () => T): Promise<T> => {
    const at = count;
    count += 1;
    const fail = failing.get(call);
    failing.delete(call);
    const trip = (when: "before" | "after"): void => {
      if (death?.at === at && death.when === when) throw new Killed(`killed ${when} call ${at}, ${call}`);
      if (fail?.when === when) throw fail.failure;
    };
    trip("before");
    const result = work();
    trip("after");
    return result;
  };
  const real = (channel: string): string => (PERSON.test(channel) ? `D${channel.slice(1)}` : channel);
  return {
    posted,
    users,
    fails: (call, failure, when = "before") => void failing.set(call, { failure, when }),
    dieAt: (at, when) => {
      count = 0;
      death = { at, when };
    },
    calls: () => count,
    chat: {
      channelId: async (name) => (/^[CDU][A-Z0-9]{5,}$/.test(name) ? name : `C${name.toUpperCase()}CHANNEL`),
      post: (to, message, id) =>
        during("post", () => {
          const ts = `${Math.floor(clock() / 1_000)}.${String(posted.length).padStart(6, "0")}`;
          const ref = { channel: real(to.channel), ts };
          posted.push({ ...ref, thread: to.thread, id, message });
          return ref;
        }),
      find: (in_, id, sinceMs) =>
        during("find", () =>
          PERSON.test(in_.channel)
            ? []
            : posted
                .filter((one) => one.channel === in_.channel && one.id === id && Number(one.ts) * 1_000 >= sinceMs)
                .filter((one) => in_.thread === undefined || one.thread === in_.thread)
                .map(({ channel, ts }) => ({ channel, ts })),
        ),
      upload: () => during("upload", () => `F${String(count).padStart(9, "0")}`),
      userIdByEmail: async (email) => users.get(email.toLowerCase())?.id,
      user: async (id) => {
        const user = [...users.values()].find((one) => one.id === id);
        if (user) return user;
        throw new Failure("not_found", `no user ${id}`);
      },
    },
  };
};
