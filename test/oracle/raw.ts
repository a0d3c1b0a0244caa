import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** Rows of the REST API as they come, as far as statistics are made from them. */
export interface Named {
  readonly id: string;
  readonly type: string;
  readonly summary: string | null;
}

export interface RawIncident {
  readonly id: string;
  readonly title: string;
  readonly status: "triggered" | "acknowledged" | "resolved";
  readonly urgency: string;
  readonly priority: Named | null;
  readonly service: Named;
  readonly teams: readonly Named[];
  readonly created_at: string;
  readonly resolved_at: string | null;
  readonly last_status_change_at: string;
  readonly last_status_change_by: Named;
  readonly acknowledgements: readonly { readonly at: string; readonly acknowledger: Named }[];
  readonly resolve_reason: { readonly type: string } | null;
}

export interface RawEntry {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly agent: Named;
  readonly incident: Named;
  readonly service: Named;
  readonly teams: readonly Named[];
  readonly channel: { readonly notification?: { readonly type: string } };
  readonly user?: Named;
  readonly assignees?: readonly Named[];
}

export interface RawUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly time_zone: string;
}

export interface RawOnCall {
  readonly user: Named;
  readonly schedule: Named | null;
  readonly start: string | null;
  readonly end: string | null;
}

export interface RawWindow {
  readonly id: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly services: readonly Named[];
}

/** Everything of the account that happened since a moment, as its REST API tells it. */
export interface RawAccount {
  readonly users: readonly RawUser[];
  /** Created since then, still open, or touched since then. */
  readonly incidents: readonly RawIncident[];
  /** Since then. */
  readonly entries: readonly RawEntry[];
  /** The whole logs of incidents that were created before and touched since then; of others only what they show. */
  readonly older: readonly RawEntry[];
  readonly oncalls: readonly RawOnCall[];
  readonly windows: readonly RawWindow[];
}

/** Connections are kept: there are thousands of requests. */
const agent = new Agent({ keepAlive: true });

type Query = Readonly<Record<string, string | readonly string[]>>;

const searchOf = (query: Query): string =>
  Object.entries(query)
    .flatMap(([name, value]) => [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`))
    .join("&");

/** Reads lists and things of a REST API, page by page. Throws when it answers anything but 200. */
const createRead = (url: string, token: string) => {
  const headers = { accept: "application/vnd.pagerduty+json;version=2", authorization: `Token token=${token}` };
  const get = async (path: string, query: Query) => {
    const [response]: IncomingMessage[] = await once(
      request(`${url}${path}?${searchOf(query)}`, { headers, agent }).end(),
      "response",
    );
    if (!response) throw new Error(`GET ${path}: no answer`);
    const body = await text(response);
    if (response.statusCode !== 200) throw new Error(`GET ${path}: ${response.statusCode} ${body}`);
    return JSON.parse(body);
  };
  const list = async <T>(path: string, field: string, query: Query): Promise<readonly T[]> => {
    const rows: T[] = [];
    for (;;) {
      const page = await get(path, { ...query, limit: "100", offset: String(rows.length) });
      rows.push(...page[field]);
      if (page.more !== true) return rows;
    }
  };
  return { get, list };
};

/** Reads what happened in [fromMs, toMs), and who is on call from the beginning of the first day (UTC) on. */
export const readRaw = async (url: string, token: string, fromMs: number, toMs: number): Promise<RawAccount> => {
  const { get, list } = createRead(url, token);
  const iso = (atMs: number): string => new Date(atMs).toISOString();
  const span = { since: iso(fromMs), until: iso(toMs) };
  const entries = await list<RawEntry>("/log_entries", "log_entries", span);
  const created = await list<RawIncident>("/incidents", "incidents", span);
  const open = await list<RawIncident>("/incidents", "incidents", {
    date_range: "all",
    "statuses[]": ["triggered", "acknowledged"],
  });
  const known = new Map([...created, ...open].map((one) => [one.id, one]));
  const touched = new Set(entries.filter(({ type }) => type !== "notify_log_entry").map(({ incident }) => incident.id));
  for (const id of touched) if (!known.has(id)) known.set(id, (await get(`/incidents/${id}`, {})).incident);
  const older: RawEntry[] = [];
  for (const { id, created_at } of known.values())
    if (touched.has(id) && Date.parse(created_at) < fromMs)
      older.push(...(await list<RawEntry>(`/incidents/${id}/log_entries`, "log_entries", {})));
  return {
    users: await list<RawUser>("/users", "users", {}),
    incidents: [...known.values()],
    entries,
    older,
    oncalls: await list<RawOnCall>("/oncalls", "oncalls", {
      since: `${iso(fromMs).slice(0, 10)}T00:00:00Z`,
      until: iso(toMs),
    }),
    windows: await list<RawWindow>("/maintenance_windows", "maintenance_windows", { filter: "all" }),
  };
};
