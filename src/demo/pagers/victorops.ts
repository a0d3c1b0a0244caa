import { isRecord, type PagerAnswer, type PagerServer, servePager } from "./server.ts";
import { historyRoutes, type VictorOpsHistory } from "./victorops-history.ts";

/** An incident as it stands. */
export interface VictorOpsIncident {
  readonly number: number;
  readonly entityId: string;
  readonly title: string;
  readonly route: string;
  phase: "UNACKED" | "ACKED" | "RESOLVED";
  alerts: number;
}

/** How the stand-in behaves. */
export interface VictorOpsOptions {
  /** The key in the address. */
  readonly restKey: string;
  readonly clock: () => number;
  readonly port?: number;
  /** What the API tells of the past, and the keys for it. */
  readonly history?: VictorOpsHistory;
}

/** Splunk On-Call on this machine: its REST endpoint, and the past. */
export interface VictorOps extends PagerServer {
  /** Oldest first. */
  readonly incidents: readonly VictorOpsIncident[];
}

const TYPES = ["CRITICAL", "WARNING", "INFO", "ACKNOWLEDGEMENT", "RECOVERY"];
/** https://help.splunk.com/en/splunk-observability-cloud/splunk-on-call/alerts/incident-fields-glossary */
const LONGEST: Readonly<Record<string, number>> = { entity_id: 512, state_message: 20_480 };

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const failure = (status: number, message: string): PagerAnswer => ({ status, body: { result: "failure", message } });

const problemOf = (body: Readonly<Record<string, unknown>>): string | undefined => {
  if (!TYPES.includes(textOf(body.message_type).toUpperCase())) return "message_type is missing or not known";
  for (const [name, most] of Object.entries(LONGEST))
    if (textOf(body[name]).length > most) return `${name} is longer than ${most} characters`;
  if (body.state_start_time !== undefined && typeof body.state_start_time !== "number")
    return "state_start_time must be a number";
  return undefined;
};

/** Starts Splunk On-Call; an unknown key is answered with 404 and a page, as a wrong address is. */
export const createVictorOps = async ({ restKey, clock, port, history }: VictorOpsOptions): Promise<VictorOps> => {
  const incidents: VictorOpsIncident[] = [];

  const apply = (body: Readonly<Record<string, unknown>>, route: string): PagerAnswer => {
    const type = textOf(body.message_type).toUpperCase();
    const entityId = textOf(body.entity_id) || `alert-${clock()}`;
    const open = incidents.find((one) => one.entityId === entityId && one.phase !== "RESOLVED");
    if (type === "RECOVERY" && open !== undefined) open.phase = "RESOLVED";
    else if (type === "ACKNOWLEDGEMENT" && open !== undefined) open.phase = "ACKED";
    else if (type === "CRITICAL" && open !== undefined) open.alerts += 1;
    else if (type === "CRITICAL") {
      const title = textOf(body.entity_display_name) || entityId;
      incidents.push({ number: incidents.length + 1, entityId, title, route, phase: "UNACKED", alerts: 1 });
    }
    return { status: 200, body: { result: "success", entity_id: entityId } };
  };

  const server = await servePager(
    [
      {
        path: "/integrations/generic/20131114/alert/:key/:route",
        handle: ({ params, url }, body) => {
          if (params.key !== restKey) return { status: 404, body: `<html><body>Not found: ${url}</body></html>` };
          if (!isRecord(body)) return failure(400, "the body is not a JSON object");
          const problem = problemOf(body);
          return problem === undefined ? apply(body, params.route ?? "") : failure(400, problem);
        },
      },
      ...(history ? historyRoutes(history, clock) : []),
    ],
    port,
  );
  return { ...server, incidents };
};
