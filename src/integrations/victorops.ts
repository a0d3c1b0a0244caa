import type { AlertState, Severity } from "../core/alert.ts";
import { Failure } from "../core/failure.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { digest, shortId } from "../lib/digest.ts";
import { epochMs } from "../lib/epoch.ts";
import { checkTokens, tokenSetting } from "../lib/hook-token.ts";
import { isPageRef } from "../lib/page-content.ts";
import * as shape from "../lib/shape.ts";
import { checkSettings, connect } from "./victorops/connect.ts";
import { type Fields, list, pick, readFields } from "./victorops/fields.ts";
import { callSettings, collectSettings } from "./victorops/settings.ts";
import { verifyWebhook } from "./victorops/verify.ts";

/** Phases of an incident, then types of an alert; a resolved incident may still carry the alert that began it. */
const STATES: ReadonlyMap<string, AlertState> = new Map([
  ["UNACKED", "firing"],
  ["ACKED", "acked"],
  ["RESOLVED", "resolved"],
  ["CRITICAL", "firing"],
  ["WARNING", "firing"],
  ["INFO", "notice"],
  ["ACKNOWLEDGEMENT", "acked"],
  ["RECOVERY", "resolved"],
]);
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ["CRITICAL", "critical"],
  ["WARNING", "warning"],
  ["INFO", "info"],
]);
const WHAT: Readonly<Record<AlertState, string>> = {
  firing: "triggered",
  acked: "acknowledged",
  resolved: "resolved",
  notice: "noticed",
  update: "updated",
};
/** When the incident changed, and when its latest alert came. */
const CHANGED = ["incident.sequencing.service_time", "state.ack_timestamp", "state.acked_at", "state.resolved_at"];
const ALERTED = ["incident.incident_timestamp", "state.last_timestamp", "alert.vo_alert_rcv_time", "vo_alert_rcv_time"];

const messageTypeOf = (fields: Fields): string | undefined =>
  pick(fields, "alert.message_type", "message_type")?.toUpperCase();

/** By trust: the incident, its state, the alert. */
const phaseOf = (fields: Fields): string | undefined =>
  pick(fields, "incident.current_phase", "state.current_alert_phase", "alert_phase")?.toUpperCase() ??
  messageTypeOf(fields);

const severityOf = (fields: Fields): Severity | undefined => {
  const names = ["incident.entity_state", "state.current_state", "alert.message_type", "message_type", "entity_state"];
  return names.map((name) => SEVERITIES.get((fields.get(name) ?? "").toUpperCase())).find(Boolean);
};

/**
 * The newest time that is one of this change, so that a later phase is never older than an earlier one; the alert's own
 * counts only when the alert made the change, because a person acks and resolves without one.
 */
const timeOf = (fields: Fields, state: AlertState): number | undefined => {
  const alerted = state === "firing" || STATES.get(messageTypeOf(fields) ?? "") === state;
  const known = (alerted ? [...CHANGED, ...ALERTED] : CHANGED).flatMap(
    (name) => epochMs(fields.get(name)) ?? shape.timeOf(fields.get(name)) ?? [],
  );
  return known.length > 0 ? Math.max(...known) : undefined;
};

const ACTOR: Readonly<Record<AlertState, readonly string[]>> = {
  firing: ["alert.created_by", "created_by"],
  acked: ["state.acked_by", "state.ack_user", "incident.user"],
  resolved: ["state.resolved_by", "incident.user"],
  notice: [],
  update: ["chat.user_id", "chat.user", "chat.display_name", "incident.user"],
};

const actorOf = (fields: Fields, state: AlertState): string | undefined => {
  const name = pick(fields, ...ACTOR[state]);
  return name?.toUpperCase() === "SYSTEM" ? undefined : shape.firstText(name);
};

const titleOf = (fields: Fields, id: string): string => {
  const named = ["incident.entity_display_name", "alert.entity_display_name", "entity_display_name", "display_name"];
  const plain = ["state.service", "incident.service", "alert.entity_id", "entity_id"];
  return shape.clip(shape.firstText(pick(fields, ...named, ...plain), `Incident #${id}`) ?? "", 500);
};

const linkOf = (fields: Fields, id: string): string | undefined => {
  const org = pick(fields, "alert.org_slug", "org_slug", "alert.vo_organization_id", "vo_organization_id");
  if (org === undefined || !/^\d+$/.test(id)) return undefined;
  return `https://portal.victorops.com/client/${encodeURIComponent(org.toWellFormed())}#/incident/${id}`;
};

const runbookOf = (fields: Fields): string | undefined => {
  const annotations = [...fields].filter(
    ([name]) => name.includes("vo_annotate.u.") && /(run|play)[ _-]?book/.test(name),
  );
  return shape.webLink(...annotations.map(([, value]) => value));
};

const labelsOf = (fields: Fields, id: string): Record<string, string> => {
  const title = titleOf(fields, id);
  const other = (text: string | undefined): string | undefined => (text === title ? undefined : text);
  const alerts = pick(fields, "incident.alert_count", "state.alert_count");
  const entity = pick(fields, "state.entity_id", "alert.entity_id", "entity_id");
  return shape.present({
    number: /^\d+$/.test(id) ? id : undefined,
    service: other(pick(fields, "state.service", "incident.service", "alert.service")),
    host: pick(fields, "state.host", "incident.host", "alert.host_name", "host_name"),
    tool: pick(fields, "alert.monitoring_tool", "monitoring_tool"),
    route: pick(fields, "alert.routing_key", "routing_key"),
    paged: list(fields, "state.users_paged").join(", "),
    alerts: alerts === "1" ? undefined : alerts,
    dedup: isPageRef(entity) ? entity : undefined,
  });
};

const detailsOf = (fields: Fields, state: AlertState, title: string): readonly string[] => {
  const said = pick(fields, "alert.state_message", "state_message", "message");
  if (state === "update") return shape.linesOf(pick(fields, "chat.text"));
  if (state === "acked") return shape.linesOf(pick(fields, "state.ack_msg"));
  return state === "resolved" || said === title ? [] : shape.linesOf(said);
};

/** The message: its number in the incident's sequence, else what else sets it apart. */
const eventOf = (fields: Fields): string =>
  pick(fields, "incident.sequencing.sequence", "state.last_timestamp", "alert.vo_uuid", "vo_uuid") ??
  digest([...fields]);

const toAlert = (fields: Fields, id: string, { receivedAtMs }: Delivered): ParsedAlert => {
  const chat = fields.has("chat.text");
  const phase = shape.clip(phaseOf(fields) ?? "?", 60);
  const state = chat ? "update" : (STATES.get(phase) ?? "update");
  const severity = severityOf(fields);
  const by = actorOf(fields, state);
  const title = titleOf(fields, id);
  return {
    key: id,
    eventId: shortId(`${id}:${chat ? `CHAT:${digest([...fields])}` : `${phase}:${eventOf(fields)}`}`, 300),
    state,
    severity: severity ?? "error",
    ...(severity === undefined ? { severityKnown: false } : {}),
    title,
    url: linkOf(fields, id),
    runbook: runbookOf(fields),
    atMs: (chat ? undefined : timeOf(fields, state)) ?? receivedAtMs,
    by,
    what: chat ? "note added" : WHAT[state],
    labels: labelsOf(fields, id),
    details: detailsOf(fields, state, title),
    ending: state === "resolved" ? (by ? "human" : "auto") : undefined,
  };
};

const OURS = /^(incident|alert|state|chat|page|oncall|user|team|on_call)\.|^(vo_|entity_|message_type|monitoring_tool)/;

const NUMBERS = ["state.incident_name", "incident.incident_name", "incident_number"];

/** [] for what belongs to no incident: pages, on-call changes. */
const parse = (delivered: Delivered): readonly ParsedAlert[] => {
  const fields = readFields(delivered.body);
  if (![...fields.keys()].some((name) => OURS.test(name)))
    throw new Failure("unreadable", "not a webhook of Splunk On-Call: it has none of its fields");
  const id = pick(fields, "incident.incident_id", "incident_id", "incident", ...NUMBERS);
  const entity = pick(fields, "state.entity_id", "alert.entity_id", "entity_id");
  const key = id?.replace(/^#/, "") || entity;
  return key === undefined ? [] : [toAlert(fields, shortId(key), delivered)];
};

/** VictorOps, now Splunk On-Call: the outgoing webhook with our template, the signed escalation webhook, calls, and its history. */
export default defineIntegration({
  name: "victorops",
  docs: "https://help.victorops.com/knowledge-base/custom-outbound-webhooks/",
  settings: {
    VICTOROPS_TOKEN: tokenSetting(
      'in the address (/hooks/victorops/<token>) or as a header ("Authorization: Bearer <token>") of the outgoing webhook',
    ),
    VICTOROPS_ESCALATION_KEY: {
      about:
        "authentication key of the escalation webhook, which signs with it; several, comma separated, while rotating",
      secret: true,
    },
    ...callSettings,
    ...collectSettings,
  },
  check: (settings) => [...checkTokens("VICTOROPS_TOKEN", settings.VICTOROPS_TOKEN), ...checkSettings(settings)],
  connect: (settings, connection) => connect(settings, connection),
  relay: {
    async verify(request, { VICTOROPS_TOKEN, VICTOROPS_ESCALATION_KEY }) {
      verifyWebhook(request, VICTOROPS_TOKEN, VICTOROPS_ESCALATION_KEY);
    },
    parse,
  },
});
