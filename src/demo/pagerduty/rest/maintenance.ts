import type { Account, MaintenanceWindow } from "../model.ts";
import { invalid, Refusal } from "../refusal.ts";
import { describe, formatTime } from "../shapes.ts";
import { among, pageOf, readInclude, readList } from "./query.ts";
import {
  type Call,
  isRecord,
  type Rest,
  type Route,
  readText,
  requireFrom,
  requireOne,
  requireRecord,
} from "./route.ts";
import { showService, showTeam } from "./show-directory.ts";
import { showUser } from "./show-user.ts";

type Fields = Readonly<Record<string, unknown>>;
const NOTHING: ReadonlySet<string> = new Set();
type State = "past" | "ongoing" | "future";
const STATES: Readonly<Record<string, readonly State[]>> = {
  all: ["past", "ongoing", "future"],
  open: ["ongoing", "future"],
  past: ["past"],
  ongoing: ["ongoing"],
  future: ["future"],
};

const stateOf = ({ fromMs, toMs }: MaintenanceWindow, nowMs: number): State => {
  if (toMs <= nowMs) return "past";
  return fromMs <= nowMs ? "ongoing" : "future";
};

const teamsOf = (account: Account, window: MaintenanceWindow): readonly string[] => [
  ...new Set(account.services.filter((one) => window.serviceIds.includes(one.id)).map((one) => one.teamId)),
];

const showWindow = (account: Account, window: MaintenanceWindow, include: ReadonlySet<string>): object => {
  const services = account.services.filter((one) => window.serviceIds.includes(one.id));
  const teams = account.teams.filter((one) => teamsOf(account, window).includes(one.id));
  const user = account.users.find((one) => one.id === window.userId);
  return {
    id: window.id,
    type: "maintenance_window",
    summary: window.description,
    self: `https://api.pagerduty.com/maintenance_windows/${window.id}`,
    html_url: `https://${account.subdomain}.pagerduty.com/service-directory/maintenance-windows/${window.id}`,
    sequence_number: window.number,
    start_time: formatTime(window.fromMs),
    end_time: formatTime(window.toMs),
    description: window.description,
    services: services.map((one) =>
      include.has("services") ? showService(account, one, window.fromMs) : describe(account, "service", one.id),
    ),
    teams: teams.map((one) => (include.has("teams") ? showTeam(account, one) : describe(account, "team", one.id))),
    created_by:
      include.has("users") && user ? showUser(account, user, new Set()) : describe(account, "user", window.userId),
  };
};

const list = ({ desk: { account }, clock }: Rest, { query }: Call): object => {
  const nowMs = clock();
  const states = STATES[query.get("filter") ?? "all"];
  if (states === undefined) throw invalid("filter must be one of past, future, ongoing, open, all");
  const text = (query.get("query") ?? "").toLowerCase();
  const service = among(readList(query, "service_ids"));
  const team = among(readList(query, "team_ids"));
  const found = account.windows.filter(
    (one) =>
      states.includes(stateOf(one, nowMs)) &&
      one.description.toLowerCase().includes(text) &&
      service(...one.serviceIds) &&
      team(...teamsOf(account, one)),
  );
  return pageOf(query, "maintenance_windows", found, (one) => showWindow(account, one, readInclude(query)));
};

const readMoment = (wanted: Fields, field: string): number => {
  const text = readText(wanted, field);
  const atMs = /^\d{4}-\d{2}-\d{2}T/.test(text ?? "") ? Date.parse(text ?? "") : Number.NaN;
  if (Number.isNaN(atMs)) throw invalid(`${field} is missing or not a time`);
  return Math.floor(atMs / 1000) * 1000;
};

const readServices = (account: Account, wanted: Fields): readonly string[] => {
  if (!Array.isArray(wanted.services) || wanted.services.length === 0) throw invalid("Services cannot be empty");
  return wanted.services.map((one: unknown) => {
    const id = isRecord(one) && one.type === "service_reference" ? readText(one, "id") : undefined;
    if (!account.services.some((service) => service.id === id) || id === undefined) throw invalid("Service not found");
    return id;
  });
};

/** What a body asks for; a beginning that is over is now, unless it is `begunMs`. */
const read = ({ desk: { account }, clock }: Rest, call: Call, begunMs?: number) => {
  const wanted = requireRecord(call.body, "maintenance_window");
  if (readText(wanted, "type") !== "maintenance_window") throw invalid("Type is missing");
  const nowMs = Math.floor(clock() / 1000) * 1000;
  const fromMs = begunMs ?? Math.max(readMoment(wanted, "start_time"), nowMs);
  const toMs = readMoment(wanted, "end_time");
  if (toMs <= fromMs || toMs <= nowMs) throw invalid("End time must be in the future and after the start time");
  const description = readText(wanted, "description") ?? "";
  return { fromMs, toMs, description, serviceIds: readServices(account, wanted) };
};

const create = (rest: Rest, call: Call): object => {
  const { account, random } = rest.desk;
  const made = read(rest, call);
  const number = (account.windows.at(-1)?.number ?? 0) + 1;
  const window: MaintenanceWindow = { id: random.id("P", 7), number, ...made, userId: requireFrom(call).id };
  account.windows.push(window);
  return { maintenance_window: showWindow(account, window, NOTHING) };
};

/** One that is over stays as it was; of one that has begun the beginning stays. */
const change = (rest: Rest, call: Call): object => {
  const { account } = rest.desk;
  const window = requireOne(account.windows, call.params.id);
  const state = stateOf(window, rest.clock());
  if (state === "past") throw invalid("A maintenance window from the past cannot be changed");
  Object.assign(window, read(rest, call, state === "ongoing" ? window.fromMs : undefined));
  return { maintenance_window: showWindow(account, window, NOTHING) };
};

/** Planned work: one that has begun is ended, one to come is deleted, one that is over is refused with 405. */
export const maintenanceRoutes = (rest: Rest): readonly Route[] => {
  const { account } = rest.desk;
  return [
    { method: "GET", path: "/maintenance_windows", handle: (call) => list(rest, call) },
    {
      method: "POST",
      path: "/maintenance_windows",
      needsFrom: true,
      status: 201,
      handle: (call) => create(rest, call),
    },
    {
      method: "GET",
      path: "/maintenance_windows/:id",
      handle: ({ params, query }) => ({
        maintenance_window: showWindow(account, requireOne(account.windows, params.id), readInclude(query)),
      }),
    },
    { method: "PUT", path: "/maintenance_windows/:id", handle: (call) => change(rest, call) },
    {
      method: "DELETE",
      path: "/maintenance_windows/:id",
      status: 204,
      handle: ({ params }) => {
        const window = requireOne(account.windows, params.id);
        const nowMs = rest.clock();
        const state = stateOf(window, nowMs);
        if (state === "past") throw new Refusal(5003);
        if (state === "ongoing") window.toMs = nowMs;
        else account.windows.splice(account.windows.indexOf(window), 1);
        return undefined;
      },
    },
  ];
};
