import type { Person } from "../../core/fact.ts";
import { zoneOf } from "../../lib/zone-of.ts";
import { ApiNamed, ApiUser } from "./read-shapes.ts";
import type { Reader } from "./reader.ts";

/** Who and what an account has, by id. */
export interface Directory {
  readonly people: readonly Person[];
  /** Id of the person of that user name; of nobody when it is no person's: "System", a rule, an integration. */
  personId(username: string | null | undefined): string | undefined;
  personName(username: string | null | undefined): string | undefined;
  teamName(id: string | null | undefined): string | undefined;
}

const personOf = ({ id, username, fullName, timeZone }: ReturnType<typeof ApiUser.parse>): Person => ({
  source: "opsgenie",
  id,
  name: fullName || username || id,
  email: username ?? undefined,
  tz: zoneOf(timeZone),
});

/** People and teams: https://docs.opsgenie.com/docs/user-api#list-users */
export const readDirectory = async (reader: Reader): Promise<Directory> => {
  const people: Person[] = [];
  for await (const page of reader.pages("list users", "/v2/users", ApiUser)) people.push(...page.map(personOf));
  const teams = await reader.whole("list teams", "/v2/teams", ApiNamed);
  const byName = new Map(people.map((person) => [person.email?.toLowerCase() ?? "", person]));
  const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
  const find = (username: string | null | undefined) => byName.get(username?.trim().toLowerCase() || "-");
  // Somebody who left the account is still a person: user names are addresses.
  const gone = (username: string | null | undefined) => (username?.includes("@") ? username.trim() : undefined);
  return {
    people,
    personId: (username) => find(username)?.id ?? gone(username),
    personName: (username) => find(username)?.name ?? gone(username),
    teamName: (id) => (id ? teamNames.get(id) : undefined),
  };
};
