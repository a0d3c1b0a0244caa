import { type PagerAnswer, type PagerRoute, readQuery, wholeIn } from "./server.ts";

/** An incident of the past. */
export interface PastIncident {
  readonly number: string;
  readonly startMs: number;
  readonly phase: "triggered" | "acknowledged" | "resolved";
  readonly title: string;
  readonly service: string;
  readonly entityState: string;
  readonly pagedUsers: readonly string[];
  readonly teamSlug: string;
  readonly transitions: readonly {
    readonly name: "triggered" | "acknowledged" | "resolved";
    readonly atMs: number;
    readonly by?: string;
    readonly manually: boolean;
  }[];
}

/** An organization's past, as the API tells it. */
export interface VictorOpsHistory {
  readonly apiId: string;
  readonly apiKey: string;
  readonly users: readonly {
    readonly username: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly email: string;
  }[];
  readonly teams: readonly { readonly slug: string; readonly name: string }[];
  readonly incidents: PastIncident[];
  /** `toMs` absent: still on call. */
  readonly onCall: readonly {
    readonly team: string;
    readonly username: string;
    readonly policy: { readonly name: string; readonly slug: string };
    readonly fromMs: number;
    readonly toMs?: number;
  }[];
  readonly maintenance: readonly {
    readonly id: string;
    readonly startedAtMs: number;
    readonly keys: readonly string[];
  }[];
}

/** ISO 8601 without milliseconds, as the API writes it. */
const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
const refuse = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): PagerAnswer => ({
  status,
  headers,
  body: { message },
});
const PHASES = ["resolved", "triggered", "acknowledged"];

const show = ({ teams }: VictorOpsHistory, incident: PastIncident): object => {
  const team = teams.find(({ slug }) => slug === incident.teamSlug);
  return {
    ...{ incidentNumber: incident.number, startTime: iso(incident.startMs), currentPhase: incident.phase },
    ...{ entityId: `entity-${incident.number}`, entityDisplayName: incident.title, entityType: "service" },
    ...{ entityState: incident.entityState, service: incident.service, routingKey: "default", alertCount: 1 },
    ...{ pagedUsers: incident.pagedUsers, pagedTeams: [incident.teamSlug], pagedPolicies: [{ policy: team, team }] },
    transitions: incident.transitions.map(({ name, atMs, by, manually }) => ({
      ...{ name, at: iso(atMs), manually },
      ...(by === undefined ? {} : { by }),
    })),
  };
};

const listHistory = (history: VictorOpsHistory, url: string): PagerAnswer => {
  const known = ["offset", "limit", "entityId", "incidentNumber", "startedAfter", "startedBefore", "currentPhase"];
  const given = readQuery(url, [...known, "host", "service", "routingKey"]);
  const limit = wholeIn(given?.limit, 20, 1, 100);
  const offset = wholeIn(given?.offset, 0, 0, 1_000_000);
  const after = Date.parse(given?.startedAfter ?? "1970-01-01");
  const before = Date.parse(given?.startedBefore ?? "9999-01-01");
  const phases = (given?.currentPhase ?? "resolved").split(",");
  if (!given || limit === undefined || offset === undefined || Number.isNaN(after + before))
    return refuse(400, "Problem with the request arguments.");
  if (phases.some((phase) => !PHASES.includes(phase))) return refuse(400, "No such phase.");
  const found = history.incidents.filter(
    ({ startMs, phase }) => startMs >= after && startMs < before && phases.includes(phase),
  );
  const incidents = found.slice(offset, offset + limit).map((one) => show(history, one));
  return { status: 200, body: { offset, limit, total: found.length, incidents } };
};

const showLog = (history: VictorOpsHistory, team: string, url: string): PagerAnswer => {
  if (!history.teams.some(({ slug }) => slug === team)) return refuse(404, "Team not found");
  const given = readQuery(url, ["start", "end", "userName"]);
  const [start, end] = [Date.parse(given?.start ?? ""), Date.parse(given?.end ?? "")];
  if (!given || Number.isNaN(start + end) || start >= end) return refuse(400, "start and end must be times");
  const turns = history.onCall.filter(
    (one) => one.team === team && one.fromMs < end && (one.toMs ?? Number.POSITIVE_INFINITY) > start,
  );
  const userLogs = [...new Set(turns.map(({ username }) => username))].map((userId) => ({
    userId,
    log: turns
      .filter(({ username }) => username === userId)
      .map(({ fromMs, toMs, policy }) => ({
        ...{ on: iso(fromMs), escalationPolicy: policy },
        ...(toMs === undefined ? {} : { off: iso(toMs) }),
      })),
  }));
  return {
    status: 200,
    body: { teamSlug: team, start: iso(start), end: iso(end), results: userLogs.length, userLogs },
  };
};

/** Both keys in headers: 401 without, 403 with others; so many requests of each kind in a minute, then 429. */
const createGate = ({ apiId, apiKey }: VictorOpsHistory, clock: () => number) => {
  const sent = new Map<string, number[]>();
  return (headers: Readonly<Record<string, unknown>>, kind: string, most: number): PagerAnswer | undefined => {
    const [id, key] = [headers["x-vo-api-id"], headers["x-vo-api-key"]];
    if (id === undefined || key === undefined) return refuse(401, "Authentication parameters missing");
    if (id !== apiId || key !== apiKey) return refuse(403, "Authentication failed");
    const times = (sent.get(kind) ?? []).filter((atMs) => clock() - atMs < 60_000);
    sent.set(kind, times);
    const [oldest] = times;
    if (times.length >= most && oldest !== undefined)
      return refuse(429, "Rate limit reached", {
        "retry-after": String(Math.ceil((oldest + 60_000 - clock()) / 1000)),
      });
    times.push(clock());
    return undefined;
  };
};

/**
 * What Splunk On-Call's API tells of the past, with its limits: the incident history once a minute, everything else 60
 * times; parameters that are not documented are refused: https://portal.victorops.com/public/api-docs.html
 */
export const historyRoutes = (history: VictorOpsHistory, clock: () => number): readonly PagerRoute[] => {
  const gate = createGate(history, clock);
  const get = (
    path: string,
    most: number,
    tell: (url: string, params: Readonly<Record<string, string>>) => PagerAnswer,
  ): PagerRoute => ({
    method: "GET",
    path,
    handle: ({ headers, url, params }) => gate(headers, path, most) ?? tell(url, params),
  });
  const plain = (body: object) => (url: string) =>
    readQuery(url, []) ? { status: 200, body } : refuse(400, "Unknown parameter");
  return [
    get("/api-reporting/v2/incidents", 1, (url) => listHistory(history, url)),
    get("/api-reporting/v1/team/:team/oncall/log", 60, (url, { team = "" }) => showLog(history, team, url)),
    get("/api-public/v1/incidents", 60, (url) =>
      plain({
        incidents: history.incidents.filter(({ phase }) => phase !== "resolved").map((one) => show(history, one)),
      })(url),
    ),
    get("/api-public/v1/user", 60, plain({ users: [history.users], _selfUrl: "/api-public/v1/user" })),
    get("/api-public/v1/team", 60, plain(history.teams)),
    get("/api-public/v1/maintenancemode", 60, (url) =>
      plain({
        companyId: "acme",
        activeInstances: history.maintenance.map(({ id: instanceId, startedAtMs: startedAt, keys: names }) => ({
          ...{ instanceId, isGlobal: names.length === 0, startedAt, startedBy: "ana" },
          targets: [{ type: "RoutingKeys", names }],
        })),
      })(url),
    ),
  ];
};
