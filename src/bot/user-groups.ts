import type { Chat } from "../core/chat.ts";
import { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import { listing, remembered } from "./remembered.ts";
import type { WebCalls } from "./web-call.ts";

/** User groups: who is in one, and which id a handle has. */
export type UserGroups = Pick<Chat, "groupMembers" | "setGroupMembers" | "groupId">;

const MEMBERS_MS = 60_000;
const GROUP_ID = /^S[A-Z0-9]{7,}$/;

/** User groups over usergroups.*; needs usergroups:read, and usergroups:write to set members. */
export const createUserGroups = ({ web, attempt }: WebCalls, clock: Clock): UserGroups => {
  const members = remembered(clock, MEMBERS_MS, async (usergroup): Promise<readonly string[]> => {
    const told = await attempt("usergroups.users.list", () => web.usergroups.users.list({ usergroup }));
    return told.users ?? [];
  });
  const idOf = listing(clock, async () => {
    const { usergroups = [] } = await attempt("usergroups.list", () => web.usergroups.list({}));
    return new Map(usergroups.flatMap(({ handle, id }) => (handle && id ? [[handle.toLowerCase(), id] as const] : [])));
  });
  return {
    groupMembers: members,
    setGroupMembers: async (usergroup, users) => {
      const ids = [...users];
      await attempt("usergroups.users.update", () => web.usergroups.users.update({ usergroup, users: ids.join(",") }));
      members.forget(usergroup);
    },
    groupId: async (handleOrId) => {
      const asked = handleOrId.trim().replace(/^@/, "");
      if (GROUP_ID.test(asked)) return asked;
      const id = await idOf(asked.toLowerCase());
      if (id !== undefined) return id;
      throw new Failure("not_found", `no user group with the handle ${asked}`, {
        tell: `There is no user group @${asked} in Slack. Make it under People → User groups, or name another.`,
      });
    },
  };
};
