import type { Chat, ChatUser } from "../core/chat.ts";
import { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import type { Identity, Me } from "./identity.ts";
import type { WebCalls } from "./web-call.ts";

/** Who people are and which id a channel name has: asked of Slack, remembered for ten minutes. */
export type Directory = Pick<Chat, "user" | "userIdByEmail" | "channelId">;

const KEEP_MS = 10 * 60_000;
const RELOAD_MS = 5_000;
const USERS = 2_000;
const PAGE = 1_000;
const PAGES = 50;
const CHANNEL_ID = /^[CGD][A-Z0-9]{7,}$/;

type SlackUser = NonNullable<Awaited<ReturnType<WebCalls["web"]["users"]["info"]>>["user"]>;

/** Guests, strangers, the deactivated and members of other workspaces (Enterprise Grid members of ours are at home). */
const isOutsider = (user: SlackUser, me: Me): boolean => {
  const home = user.team_id === undefined || user.team_id === me.teamId;
  const member = home || (user.enterprise_user?.teams ?? []).includes(me.teamId);
  return Boolean(user.is_restricted || user.is_ultra_restricted || user.is_stranger || user.deleted) || !member;
};

const chatUser = (id: string, user: SlackUser, me: Me): ChatUser => ({
  id,
  name: user.real_name || user.profile?.real_name || user.profile?.display_name || user.name || id,
  ...(user.profile?.email ? { email: user.profile.email } : {}),
  tz: user.tz || "UTC",
  outsider: isOutsider(user, me),
});

/** Remembers what was looked up for ten minutes; what failed is not remembered. */
const remembered = <T>(clock: Clock, load: (of: string) => Promise<T>): ((of: string) => Promise<T>) => {
  const known = new Map<string, { readonly atMs: number; readonly value: Promise<T> }>();
  return (of) => {
    const nowMs = clock();
    const before = known.get(of);
    if (before !== undefined && nowMs - before.atMs < KEEP_MS) return before.value;
    const entry = { atMs: nowMs, value: load(of) };
    known.delete(of);
    known.set(of, entry);
    const oldest = known.keys().next().value;
    if (known.size > USERS && oldest !== undefined) known.delete(oldest);
    entry.value.catch(() => {
      if (known.get(of) === entry) known.delete(of);
    });
    return entry.value;
  };
};

const createUsers = ({ web, attempt }: WebCalls, identity: Identity, clock: Clock): Chat["user"] =>
  remembered(clock, async (id) => {
    const me = await identity.require();
    const { user } = await attempt("users.info", () => web.users.info({ user: id }));
    if (user === undefined) throw new Failure("not_found", `users.info: ok without a user for ${id}`);
    return chatUser(id, user, me);
  });

/** Ids by e-mail; that nobody has an address is remembered too. */
const createAddresses = ({ web, attempt }: WebCalls, clock: Clock): Chat["userIdByEmail"] => {
  const find = remembered(clock, async (email) => {
    try {
      const { user } = await attempt("users.lookupByEmail", () => web.users.lookupByEmail({ email }));
      return user?.deleted ? undefined : user?.id;
    } catch (error) {
      if (error instanceof Failure && error.code === "not_found") return undefined;
      throw error;
    }
  });
  return async (email) => {
    const address = email.trim().toLowerCase();
    return address === "" ? undefined : find(address);
  };
};

/** Channel ids by name, from one listing kept for ten minutes; a name it lacks makes a new one at most every 5 s. */
const createChannels = ({ web, attempt }: WebCalls, clock: Clock): Chat["channelId"] => {
  let listed: { readonly atMs: number; readonly ids: Promise<ReadonlyMap<string, string>> } | undefined;
  const load = async (): Promise<ReadonlyMap<string, string>> => {
    const ids = new Map<string, string>();
    let cursor: string | undefined;
    for (let n = 0; n < PAGES; n++) {
      const args = {
        types: "public_channel,private_channel",
        exclude_archived: true,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const page = await attempt("conversations.list", () => web.conversations.list(args));
      for (const { name, id } of page.channels ?? []) if (name !== undefined && id !== undefined) ids.set(name, id);
      cursor = page.response_metadata?.next_cursor || undefined;
      if (cursor === undefined) break;
    }
    return ids;
  };
  const listing = (olderMs: number): Promise<ReadonlyMap<string, string>> => {
    const nowMs = clock();
    if (listed !== undefined && nowMs - listed.atMs < olderMs) return listed.ids;
    const entry = { atMs: nowMs, ids: load() };
    listed = entry;
    entry.ids.catch(() => {
      if (listed === entry) listed = undefined;
    });
    return entry.ids;
  };
  return async (nameOrId) => {
    const asked = nameOrId.trim().replace(/^#/, "");
    if (CHANNEL_ID.test(asked)) return asked;
    const name = asked.toLowerCase();
    const id = (await listing(KEEP_MS)).get(name) ?? (await listing(RELOAD_MS)).get(name);
    if (id !== undefined) return id;
    throw new Failure("not_found", `no channel named ${name} that the bot can see`, {
      tell: `I see no channel named #${name}. It may be archived; if it is private, invite me with /invite @drm.`,
    });
  };
};

/** Users and channels by id and name. */
export const createDirectory = (calls: WebCalls, identity: Identity, clock: Clock): Directory => ({
  user: createUsers(calls, identity, clock),
  userIdByEmail: createAddresses(calls, clock),
  channelId: createChannels(calls, clock),
});
