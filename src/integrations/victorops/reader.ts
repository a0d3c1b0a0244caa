import * as z from "zod";
import type { Log } from "../../core/log.ts";
import type { PatientGet, PerMinute } from "../../lib/patient-get.ts";
import { ApiIncident, ApiIncidents, ApiMaintenance, ApiOnCallLog, ApiTeam, ApiUser, ApiUsers } from "./read-shapes.ts";

type Team = z.infer<typeof ApiTeam>;

/** Splunk On-Call's API as the collector sees it. */
export interface Reader {
  users(): Promise<readonly z.infer<typeof ApiUser>[]>;
  teams(): Promise<readonly Team[]>;
  /** Started in [fromMs, toMs), of any phase, page by page; a page a minute. */
  history(fromMs: number, toMs: number): AsyncGenerator<readonly ApiIncident[]>;
  /** Open, acknowledged and recently resolved ones. */
  current(): Promise<readonly ApiIncident[]>;
  onCallLog(team: string, fromMs: number, toMs: number): Promise<z.infer<typeof ApiOnCallLog>>;
  maintenance(): Promise<z.infer<typeof ApiMaintenance>>;
}

/** https://portal.victorops.com/public/api-docs.html: "a maximum of once a minute". */
const REPORT: PerMinute = { name: "incident history", most: 1 };
/** "A maximum of 60 times per minute", for each of the others. */
const OTHERS = 60;
const LIMIT = 100;
const PHASES = "resolved,triggered,acknowledged";

/** Whether the refusal of a report means that it was asked for too often: both are answered with 403. */
export const isTooMany = (status: number, what: string): boolean => status === 403 && what === REPORT.name;

/** A reader on top of patient requests; `base` is the API's host. One row of an unknown shape is left out and logged. */
export const createReader = (base: URL, get: PatientGet, log: Log): Reader => {
  const ask = <T>(
    rate: PerMinute,
    path: string,
    schema: z.ZodType<T>,
    query: Readonly<Record<string, string>> = {},
  ): Promise<T> => {
    const url = new URL(base.href.replace(/\/+$/, "") + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return get(rate.name, url, schema, rate);
  };
  const others = (name: string): PerMinute => ({ name, most: OTHERS });
  const readable = <T>(what: string, schema: z.ZodType<T>, rows: readonly unknown[]): readonly T[] =>
    rows.flatMap((row) => {
      const result = schema.safeParse(row);
      if (result.success) return [result.data];
      log.warn({ source: "victorops", what, why: z.prettifyError(result.error) }, "a row was unreadable");
      return [];
    });
  return {
    async users() {
      return readable("users", ApiUser, (await ask(others("users"), "/api-public/v1/user", ApiUsers)).users);
    },
    async teams() {
      return readable("teams", ApiTeam, await ask(others("teams"), "/api-public/v1/team", z.array(z.unknown())));
    },
    async *history(fromMs, toMs) {
      const [startedAfter, startedBefore] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
      const window = { startedAfter: startedAfter ?? "", startedBefore: startedBefore ?? "", currentPhase: PHASES };
      for (let offset = 0; ; offset += LIMIT) {
        const query = { ...window, offset: String(offset), limit: String(LIMIT) };
        const { incidents, total } = await ask(REPORT, "/api-reporting/v2/incidents", ApiIncidents, query);
        yield readable(REPORT.name, ApiIncident, incidents);
        if (incidents.length === 0 || offset + incidents.length >= (total ?? offset)) return;
      }
    },
    async current() {
      const { incidents } = await ask(others("incidents"), "/api-public/v1/incidents", ApiIncidents);
      return readable("incidents", ApiIncident, incidents);
    },
    onCallLog: (team, fromMs, toMs) =>
      ask(others("on-call log"), `/api-reporting/v1/team/${encodeURIComponent(team)}/oncall/log`, ApiOnCallLog, {
        start: new Date(fromMs).toISOString(),
        end: new Date(toMs).toISOString(),
      }),
    maintenance: () => ask(others("maintenance mode"), "/api-public/v1/maintenancemode", ApiMaintenance),
  };
};
