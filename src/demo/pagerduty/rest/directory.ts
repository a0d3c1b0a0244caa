import type { Account } from "../model.ts";
import { invalid, notFound, Refusal } from "../refusal.ts";
import { among, pageOf, readInclude, readList, readTime } from "./query.ts";
import type { Call, Rest, Route } from "./route.ts";
import {
  showPolicy,
  showPriority,
  showSchedule,
  showScheduleWhole,
  showService,
  showTeam,
  showUser,
} from "./show-directory.ts";

const TWO_WEEKS_MS = 14 * 86_400_000;

/** Names that hold the query's text, in any case. */
const matching = <T extends { readonly name: string }>(all: readonly T[], query: URLSearchParams): readonly T[] => {
  const text = (query.get("query") ?? "").toLowerCase();
  return all.filter((one) => one.name.toLowerCase().includes(text));
};

const requireOne = <T extends { readonly id: string }>(all: readonly T[], id: string | undefined): T => {
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
};

const userRoutes = (account: Account): readonly Route[] => [
  {
    method: "GET",
    path: "/users",
    handle: ({ query }) => {
      const text = (query.get("query") ?? "").toLowerCase();
      const team = among(readList(query, "team_ids"));
      const found = account.users.filter(
        (one) => `${one.name} ${one.email}`.toLowerCase().includes(text) && team(...one.teamIds),
      );
      return pageOf(query, "users", found, (one) => showUser(account, one, readInclude(query)));
    },
  },
  {
    method: "GET",
    path: "/users/me",
    handle: ({ query, me }) => {
      if (me === undefined) throw invalid("An account-level API key has no current user");
      return { user: showUser(account, me, readInclude(query)) };
    },
  },
  {
    method: "GET",
    path: "/users/:id",
    handle: ({ query, params }) => ({
      user: showUser(account, requireOne(account.users, params.id), readInclude(query)),
    }),
  },
];

/** The window in which a schedule is rendered: two weeks when one end is given, none without. */
const scheduleWindow = ({ query }: Call): { fromMs: number; toMs: number } | undefined => {
  const since = readTime(query, "since");
  const until = readTime(query, "until");
  if (since === undefined && until === undefined) return undefined;
  const fromMs = since ?? (until ?? 0) - TWO_WEEKS_MS;
  const toMs = until ?? fromMs + TWO_WEEKS_MS;
  if (toMs < fromMs) throw new Refusal(400, 2005, "Invalid Query Date Range", ["until is before since"]);
  return { fromMs, toMs };
};

const scheduleRoutes = (account: Account): readonly Route[] => [
  {
    method: "GET",
    path: "/schedules",
    handle: ({ query }) =>
      pageOf(query, "schedules", matching(account.schedules, query), (one) => showSchedule(account, one)),
  },
  {
    method: "GET",
    path: "/schedules/:id",
    handle: (call) => {
      const schedule = requireOne(account.schedules, call.params.id);
      const overflow = call.query.get("overflow") === "true";
      return { schedule: showScheduleWhole(account, schedule, scheduleWindow(call), overflow) };
    },
  },
];

const serviceRoutes = (account: Account): readonly Route[] => [
  {
    method: "GET",
    path: "/services",
    handle: ({ query }) => {
      const team = among(readList(query, "team_ids"));
      const found = matching(account.services, query).filter((one) => team(one.teamId));
      return pageOf(query, "services", found, (one) => showService(account, one));
    },
  },
  {
    method: "GET",
    path: "/services/:id",
    handle: ({ params }) => ({ service: showService(account, requireOne(account.services, params.id)) }),
  },
];

/** People, teams, schedules, services, policies, priorities and what the account can do. */
export const directoryRoutes = ({ desk: { account } }: Rest): readonly Route[] => [
  ...userRoutes(account),
  ...scheduleRoutes(account),
  ...serviceRoutes(account),
  {
    method: "GET",
    path: "/teams",
    handle: ({ query }) => pageOf(query, "teams", matching(account.teams, query), (one) => showTeam(account, one)),
  },
  {
    method: "GET",
    path: "/escalation_policies",
    handle: ({ query }) => {
      const team = among(readList(query, "team_ids"));
      const found = matching(account.policies, query).filter((one) => team(one.teamId));
      return pageOf(query, "escalation_policies", found, (one) => showPolicy(account, one));
    },
  },
  {
    method: "GET",
    path: "/priorities",
    handle: ({ query }) => pageOf(query, "priorities", account.priorities, (one) => showPriority(account, one)),
  },
  { method: "GET", path: "/abilities", handle: () => ({ abilities: ["teams", "urgencies", "manage_schedules"] }) },
];
