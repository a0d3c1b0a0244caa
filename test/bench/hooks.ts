import { createHmac, randomUUID } from "node:crypto";

const LIFE = ["incident.triggered", "incident.acknowledged", "incident.unacknowledged", "incident.reopened"];
const SERVICES = ["checkout", "search", "ingest", "api-gateway", "auth", "payments", "web", "mail"];

const reference = (id: string, type: string, summary: string) => ({
  html_url: `https://northwind.pagerduty.example/${type}s/${id}`,
  id,
  self: `https://api.pagerduty.example/${type}s/${id}`,
  summary,
  type: `${type}_reference`,
});

const ASSIGNEES = ["Ana Kovac", "Ben Carter"].map((name, at) => reference(`PUSER0${at}`, "user", name));
const TEAMS = ["Core platform", "Payments"].map((name, at) => reference(`PTEAM0${at}`, "team", name));

/** A v3 webhook of about 2 KB, as PagerDuty writes them: the `turn`th event of incident `key`. */
const bodyOf = (key: string, turn: number, last: boolean, atMs: number): string => {
  const service = SERVICES[Number(key.slice(1)) % SERVICES.length] ?? "";
  const type = last ? "incident.resolved" : (LIFE[turn % LIFE.length] ?? "");
  const incident = {
    ...reference(key, "incident", `Latency of ${service} is above 2 s`),
    type: "incident",
    number: Number(key.slice(1)),
    status: last ? "resolved" : "triggered",
    incident_key: `${service}/latency/${key}`,
    created_at: new Date(atMs).toISOString(),
    title: `Latency of ${service} is above 2 s (p99 over 5 min, eu-central-1)`,
    service: reference("PSERV01", "service", service),
    assignees: ASSIGNEES,
    escalation_policy: reference("PPOLI01", "escalation_policy", "Follow the sun"),
    teams: TEAMS,
    priority: reference("PPRIO01", "priority", "P2"),
    urgency: "high",
    conference_bridge: null,
    resolve_reason: null,
  };
  const agent = reference("PUSER00", "user", "Ana Kovac");
  // PagerDuty's ids sort by time.
  const id = `01${(atMs + turn).toString(36).toUpperCase()}${randomUUID().slice(0, 14).toUpperCase()}`;
  const event = { id, event_type: type, resource_type: "incident", occurred_at: new Date(atMs + turn) };
  return JSON.stringify({ event: { ...event, agent, client: null, data: incident } });
};

/** `key` of the incident a signed request is about, and its bytes as they go over the wire. */
export interface SignedHook {
  readonly key: string;
  readonly bytes: Buffer;
}

/** Signed requests: `turns` events of each of `incidents` incidents, mixed, each one's in order and the last a resolve. */
export const signedHooks = (options: {
  readonly secret: string;
  readonly from: number;
  readonly incidents: number;
  readonly turns: number;
  readonly atMs: number;
}): readonly SignedHook[] =>
  Array.from({ length: options.incidents * options.turns }, (_, at): SignedHook => {
    const key = `Q${options.from + (at % options.incidents)}`;
    const turn = Math.floor(at / options.incidents);
    const body = Buffer.from(bodyOf(key, turn, options.turns > 1 && turn === options.turns - 1, options.atMs));
    const signature = createHmac("sha256", options.secret).update(body).digest("hex");
    const head = [
      "POST /hooks/pagerduty HTTP/1.1",
      "host: 127.0.0.1",
      "content-type: application/json",
      "user-agent: PagerDuty-Webhook/V3.0",
      `x-pagerduty-signature: v1=${signature}`,
      `content-length: ${body.length}`,
    ];
    return { key, bytes: Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]) };
  });
