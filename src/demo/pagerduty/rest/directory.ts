import { invalid, notFound, Refusal } from "../refusal.ts";
import { among, pageOf, readInclude, readList } from "./query.ts";
import { type Call, Empty, type Rest, type Route, requireAbility, requireOne } from "./route.ts";
import { matching } from "./schedules.ts";
import { showPolicy, showPriority, showService, showTeam } from "./show-directory.ts";

/** Names of abilities that PagerDuty has; asking for another is 404. */
const KNOWN_ABILITIES: readonly string[] = [
  "teams",
  "urgencies",
  "read_only_users",
  "manage_schedules",
  "coordinated_responding",
  "permissions_service",
  "sso",
];

const byName = <T extends { readonly name: string }>(all: readonly T[], query: URLSearchParams): readonly T[] => {
  const order = query.get("sort_by") ?? "name";
  if (!["name", "name:asc", "name:desc"].includes(order)) throw invalid(`sort_by ${order} is not known`);
  const sorted = all.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  return order === "name:desc" ? sorted.toReversed() : sorted;
};

/** A filter by teams; 402 in an account without them. */
const teamFilter = (rest: Rest, query: URLSearchParams): ((id: string) => boolean) => {
  const teams = readList(query, "team_ids");
  if (teams.length > 0) requireAbility(rest, "teams");
  return among(teams);
};

const serviceRoutes = (rest: Rest): readonly Route[] => {
  const { account } = rest.desk;
  return [
    {
      method: "GET",
      path: "/services",
      handle: ({ query }) => {
        const team = teamFilter(rest, query);
        const name = query.get("name");
        const found = matching(account.services, query).filter(
          (one) => team(one.teamId) && (name === null || one.name === name),
        );
        const include = readInclude(query);
        const show = (one: (typeof found)[number]) => showService(account, one, rest.clock(), include);
        return pageOf(query, "services", byName(found, query), show);
      },
    },
    {
      method: "GET",
      path: "/services/:id",
      handle: ({ params, query }) => ({
        service: showService(account, requireOne(account.services, params.id), rest.clock(), readInclude(query)),
      }),
    },
  ];
};

const policyRoutes = (rest: Rest): readonly Route[] => {
  const { account } = rest.desk;
  return [
    {
      method: "GET",
      path: "/escalation_policies",
      handle: ({ query }) => {
        const team = teamFilter(rest, query);
        const user = among(readList(query, "user_ids"));
        const found = matching(account.policies, query).filter(
          (one) => team(one.teamId) && user(...one.levels.flatMap((level) => level.targets.map((target) => target.id))),
        );
        const include = readInclude(query);
        const show = (one: (typeof found)[number]) => showPolicy(account, one, include, rest.clock());
        return pageOf(query, "escalation_policies", byName(found, query), show);
      },
    },
    {
      method: "GET",
      path: "/escalation_policies/:id",
      handle: ({ params, query }) => ({
        escalation_policy: showPolicy(
          account,
          requireOne(account.policies, params.id),
          readInclude(query),
          rest.clock(),
        ),
      }),
    },
  ];
};

const testAbility = ({ desk: { account } }: Rest, { params }: Call): Empty => {
  const name = params.id ?? "";
  if (account.abilities.has(name)) return new Empty(204);
  if (!KNOWN_ABILITIES.includes(name)) throw notFound();
  throw new Refusal(2014, [`The account lacks the ability ${name}`]);
};

/** Teams, services, policies, priorities and what the account can do. */
export const directoryRoutes = (rest: Rest): readonly Route[] => {
  const { account } = rest.desk;
  return [
    ...serviceRoutes(rest),
    ...policyRoutes(rest),
    {
      method: "GET",
      path: "/teams",
      handle: ({ query }) => pageOf(query, "teams", matching(account.teams, query), (one) => showTeam(account, one)),
    },
    {
      method: "GET",
      path: "/priorities",
      handle: ({ query }) => pageOf(query, "priorities", account.priorities, (one) => showPriority(account, one)),
    },
    { method: "GET", path: "/abilities", handle: () => ({ abilities: [...account.abilities] }) },
    { method: "GET", path: "/abilities/:id", handle: (call) => testAbility(rest, call) },
  ];
};
