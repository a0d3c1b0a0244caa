import type { Chat, ChatUser } from "../core/chat.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { type Deed, type Grant, mayDo, refusalWords } from "../core/permissions.ts";
import type { PolicyNow } from "../core/policy.ts";

/** What judging needs from outside. */
export interface PermitPorts {
  readonly chat: Pick<Chat, "user" | "groupMembers" | "groupId" | "channelId">;
  readonly policy: PolicyNow;
  readonly log: Log;
}

/** So many are named to whoever may not. */
const NAMED = 4;

/**
 * Lets through who may do this, asked for in the channel with that id ("" for a page). Throws Failure("forbidden") that
 * says whom to ask: for guests and people of other workspaces, and for whom the config file does not let.
 */
export const requirePermission = async (
  deed: Deed | undefined,
  user: ChatUser,
  channel: string,
  ports: PermitPorts,
): Promise<void> => {
  if (user.outsider)
    throw new Failure("forbidden", `${user.id} is an outsider`, {
      tell: "Guests and people of other workspaces may look, but not act.",
    });
  const { permissions } = ports.policy();
  const grant = deed === undefined ? undefined : permissions[deed];
  if (deed === undefined || grant === undefined) return;
  const members = await membersOf(grant, ports);
  const there = await idsOf(grant.channels, channel, ports);
  const refusal = mayDo(permissions, deed, {
    userId: user.id,
    isIn: (name) => name === channel || there.get(name) === channel,
    belongs: (group) => members.get(group)?.includes(user.id),
  });
  if (refusal === undefined) return;
  const names = grant.ask === undefined && refusal !== "place" ? await namesOf(grant, members, ports) : [];
  throw new Failure("forbidden", `${user.id} may not ${deed} in ${channel || "a page"}: ${refusal}`, {
    tell: refusalWords(deed, refusal, grant, names),
  });
};

/** Group as configured -> its members; absent for one that the chat does not tell now. */
const membersOf = async ({ groups }: Grant, { chat, log }: PermitPorts): Promise<Map<string, readonly string[]>> => {
  const known = new Map<string, readonly string[]>();
  for (const group of groups)
    try {
      known.set(group, await chat.groupMembers(await chat.groupId(group)));
    } catch (error) {
      const failure = toFailure(error);
      // A group that there is not has nobody in it, today and in a minute.
      if (failure.code === "not_found") known.set(group, []);
      log.warn({ group, err: failure }, "who belongs to a user group cannot be read; nobody gets in by it");
    }
  return known;
};

/** Channel as configured -> its id. */
const idsOf = async (
  channels: Grant["channels"],
  wanted: string,
  { chat, log }: PermitPorts,
): Promise<Map<string, string>> => {
  const ids = new Map<string, string>();
  if (wanted === "" || channels.includes(wanted)) return ids;
  for (const name of channels)
    try {
      ids.set(name, await chat.channelId(name));
    } catch (error) {
      log.warn({ channel: name, err: toFailure(error) }, "a channel of a permission cannot be looked up");
    }
  return ids;
};

/** Those who may, by name: people, groups by their handle, and of groups known by an id alone their members. */
const namesOf = async (
  { people, groups }: Grant,
  members: ReadonlyMap<string, readonly string[]>,
  { chat, log }: PermitPorts,
): Promise<readonly string[]> => {
  const unnamed = groups.filter((group) => !group.startsWith("@"));
  const ids = [...new Set([...people, ...unnamed.flatMap((group) => members.get(group) ?? [])])].slice(0, NAMED);
  const names: string[] = [];
  for (const id of ids)
    try {
      names.push((await chat.user(id)).name);
    } catch (error) {
      log.warn({ user: id, err: toFailure(error) }, "somebody with a permission cannot be looked up");
    }
  const handles = groups.filter((group) => group.startsWith("@")).map((group) => `somebody of ${group}`);
  return [...names, ...handles];
};
