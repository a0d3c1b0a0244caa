import type { Chat, ChatUser } from "../core/chat.ts";
import { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import type { Identity, Me } from "./identity.ts";
import { KEEP_MS, listing, remembered } from "./remembered.ts";
import type { WebCalls } from "./web-call.ts";

/** Who people are and which id a channel name has: asked of Slack, remembered for ten minutes. */
export type Directory = Pick<Chat, "user" | "userIdByEmail" | "channelId">;

const PAGE = 1_000;
const PAGES = 50;
/** Also of people: what goes to one of them is a direct message. */
const CHANNEL_ID = /^[CGDUW][A-Z0-9]{7,}$/;

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

const createUsers = ({ web, attempt }: WebCalls, identity: Identity, clock: Clock): Chat["user"] =>
  remembered(clock, KEEP_MS, async (id) => {
    const me = await identity.require();
    const { user } = await attempt("users.info", () => web.users.info({ user: id }));
    if (user === undefined) throw new Failure("not_found", `users.info: ok without a user for ${id}`);
    return chatUser(id, user, me);
  });

/** Ids by e-mail; that nobody has an address is remembered too. */
const createAddresses = ({ web, attempt }: WebCalls, clock: Clock): Chat["userIdByEmail"] => {
  const find = remembered(clock, KEEP_MS, async (email) => {
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
  const idOf = listing(clock, load);
  return async (nameOrId) => {
    const asked = nameOrId.trim().replace(/^#/, "");
    if (CHANNEL_ID.test(asked)) return asked;
    const name = asked.toLowerCase();
    const id = await idOf(name);
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
