import { invalid } from "../refusal.ts";
import { among, pageOf, readInclude, readList } from "./query.ts";
import { type Rest, type Route, requireAbility, requireOne } from "./route.ts";
import { showContacts, showUser } from "./show-user.ts";

const contactRoutes = ({ desk: { account } }: Rest): readonly Route[] => [
  {
    method: "GET",
    path: "/users/:id/contact_methods",
    handle: ({ params }) => ({
      contact_methods: showContacts(requireOne(account.users, params.id)).map(({ shown }) => shown),
    }),
  },
  {
    method: "GET",
    path: "/users/:id/contact_methods/:contactId",
    handle: ({ params }) => ({
      contact_method: requireOne(showContacts(requireOne(account.users, params.id)), params.contactId).shown,
    }),
  },
];

/** People and how they are reached. */
export const userRoutes = (rest: Rest): readonly Route[] => {
  const { account } = rest.desk;
  return [
    {
      method: "GET",
      path: "/users",
      handle: ({ query }) => {
        const text = (query.get("query") ?? "").toLowerCase();
        const teams = readList(query, "team_ids");
        if (teams.length > 0) requireAbility(rest, "teams");
        const team = among(teams);
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
    ...contactRoutes(rest),
  ];
};
