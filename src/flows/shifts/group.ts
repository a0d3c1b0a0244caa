import { toFailure } from "../../core/failure.ts";
import { namesOf } from "../../core/pager/words.ts";
import { createAgain, type Found } from "./again.ts";
import type { Holder } from "./look.ts";
import { mapPeople } from "./mapped.ts";
import type { ShiftPorts } from "./ports.ts";
import { whoOf } from "./said.ts";
import type { Followed, Watched } from "./schedules.ts";
import type { Findings } from "./troubles.ts";

type Ports = Pick<ShiftPorts, "store" | "people" | "chat" | "log" | "clock">;

/** Keeps what the chat shows in step with who is on call; what cannot be kept is found. */
export type KeepInStep = (
  watched: readonly Watched[],
  followed: ReadonlyMap<string, Followed>,
  findings: Findings,
) => Promise<void>;

/**
 * User groups hold who is on call: set when the shift changes or when, every ten minutes, the chat says that somebody
 * changed the group by hand. A group that several rules name holds all of theirs. Nobody on call, or nobody whom the
 * chat knows: the group stays as it is.
 */
export const createGroups = (ports: Ports): KeepInStep => {
  const again = createAgain(ports.clock);
  return async (watched, followed, findings) => {
    for (const [group, schedules] of groupsOf(watched)) {
      const key = `shift:group:${group}`;
      const people = peopleOf(schedules, followed);
      if (!people) findings.unsure(key);
      else if (people.length > 0)
        await again(key, whoOf(people), findings, () => keepGroup(nameOf(group), group, people, ports));
    }
  };
};

/** Group -> ids of the schedules whose people it holds. */
const groupsOf = (watched: readonly Watched[]): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, readonly string[]>();
  const add = (name: string, scheduleId: string): void => {
    const group = name.trim().replace(/^@/, "");
    groups.set(group, [...(groups.get(group) ?? []), scheduleId]);
  };
  for (const { schedule, rules } of watched)
    for (const { group } of rules) if (group !== undefined) add(group, schedule.id);
  return groups;
};

/** Everybody on call in these, once; undefined while it is not known of each. */
const peopleOf = (
  schedules: readonly string[],
  followed: ReadonlyMap<string, Followed>,
): readonly Holder[] | undefined => {
  const all = schedules.map((id) => followed.get(id)?.people);
  if (all.includes(undefined)) return undefined;
  return [...new Map(all.flatMap((people) => people ?? []).map((one) => [one.id, one])).values()];
};

const nameOf = (group: string): string => (/^S[A-Z0-9]{5,}$/.test(group) ? `the user group ${group}` : `@${group}`);

const HOW_TO_LINK = "They can type /oncall link me as <their e-mail at the pager>.";

const keepGroup = async (name: string, group: string, people: readonly Holder[], ports: Ports): Promise<Found> => {
  const { chat, log } = ports;
  try {
    const { users, strangers } = await mapPeople(people, ports);
    if (users.length === 0)
      return {
        title: `${name} is not in step: I know no Slack account of anybody on call`,
        what: `On call: ${namesOf(people)}. The group stays as it is. ${HOW_TO_LINK}`,
      };
    const id = await chat.groupId(group);
    const members = [...(await chat.groupMembers(id))].sort();
    if (members.join(" ") !== users.join(" ")) {
      await chat.setGroupMembers(id, users);
      log.info({ group, users, before: members }, "the user group holds who is on call");
    }
    if (strangers.length === 0) return "good";
    return {
      title: `${name} lacks ${namesOf(strangers)}: I know no Slack account of theirs`,
      what: `The others on call are in it. ${HOW_TO_LINK}`,
    };
  } catch (error) {
    const failure = toFailure(error);
    log.warn({ group, code: failure.code, err: failure }, "the user group could not be kept in step");
    if (failure.retry) return "unsure";
    return {
      title: `${name} cannot be kept in step with who is on call`,
      what:
        failure.code === "not_found"
          ? "Slack has no such user group, or it is switched off. Correct its name under shifts in the config file, or make the group."
          : "The app needs the scopes usergroups:read and usergroups:write (install it again after adding them), and the workspace has to let it edit user groups: Slack's workspace settings, Permissions, User groups.",
      reason: failure.tell ?? failure.message,
    };
  }
};
