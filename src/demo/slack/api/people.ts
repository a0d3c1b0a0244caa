import type { Json } from "../json.ts";
import { Refusal } from "../refusal.ts";
import { APP, type State, TEAM } from "../state.ts";
import type { Person, Usergroup } from "../types.ts";
import type { Method } from "./call.ts";
import { pageOf } from "./pages.ts";

/** Seconds east of UTC in this zone at this moment. */
const offsetOf = (tz: string, atMs: number): number => {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: tz, timeZoneName: "longOffset" }).formatToParts(atMs);
  const name = parts.find((one) => one.type === "timeZoneName")?.value ?? "GMT";
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (match === null) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60);
};

/** A person as users.info shows them; the address only with users:read.email. */
const personJson = (state: State, one: Person): Json => ({
  id: one.id,
  team_id: one.stranger ? "T0ELSEWHERE" : TEAM.id,
  name: one.name,
  deleted: one.deleted,
  real_name: one.realName,
  tz: one.tz,
  tz_label: one.tz,
  tz_offset: offsetOf(one.tz, state.clock()),
  is_admin: false,
  is_owner: false,
  is_bot: one.bot,
  is_app_user: false,
  is_restricted: one.restricted,
  is_ultra_restricted: one.ultraRestricted,
  ...(one.stranger ? { is_stranger: true } : {}),
  profile: {
    real_name: one.realName,
    display_name: one.name,
    ...(one.email !== undefined && !one.stranger && state.manifest.scopes.has("users:read.email")
      ? { email: one.email }
      : {}),
    ...(one.bot ? { bot_id: APP.botId, api_app_id: APP.id } : {}),
    team: TEAM.id,
  },
});

const info: Method = ({ state }, args) => {
  const found = state.people.get(args.word("user"));
  if (found === undefined) throw new Refusal("user_not_found");
  return { user: personJson(state, found) };
};

const listPeople: Method = ({ state }, args) => {
  const page = pageOf([...state.people.values()], args);
  return {
    members: page.items.map((one) => personJson(state, one)),
    cache_ts: Math.floor(state.clock() / 1000),
    response_metadata: { next_cursor: page.next },
  };
};

const lookupByEmail: Method = ({ state }, args) => {
  const email = args.word("email").toLowerCase();
  const found = [...state.people.values()].find((one) => !one.stranger && one.email?.toLowerCase() === email);
  if (found === undefined) throw new Refusal("users_not_found");
  return { user: personJson(state, found) };
};

const listUsergroups: Method = ({ state }, args) => ({
  usergroups: [...state.usergroups.values()].map((one) => groupJson(one, args.flag("include_users"))),
});

const groupJson = ({ users, ...group }: Usergroup, whole: boolean): Json => ({
  ...group,
  team_id: TEAM.id,
  is_usergroup: true,
  user_count: users.length,
  ...(whole ? { users } : {}),
});

const requireGroup = (state: State, id: string): Usergroup => {
  const group = state.usergroups.get(id);
  if (group === undefined) throw new Refusal("no_such_subteam");
  return group;
};

const listMembers: Method = ({ state }, args) => ({ users: [...requireGroup(state, args.word("usergroup")).users] });

const setMembers: Method = ({ state }, args) => {
  const group = requireGroup(state, args.word("usergroup"));
  const users = [...new Set(args.word("users").split(","))].map((one) => one.trim()).filter((one) => one !== "");
  if (users.length === 0) throw new Refusal("no_users_provided");
  const known = (id: string): boolean => {
    const person = state.people.get(id);
    return person !== undefined && !person.bot && !person.stranger && !person.restricted && !person.deleted;
  };
  if (!users.every(known)) throw new Refusal("invalid_users");
  group.users = users;
  return { usergroup: groupJson(group, true) };
};

/** users.* and usergroups.*. */
export const peopleMethods = {
  "users.info": info,
  "users.list": listPeople,
  "users.lookupByEmail": lookupByEmail,
  "usergroups.list": listUsergroups,
  "usergroups.users.list": listMembers,
  "usergroups.users.update": setMembers,
};
