/** Variables of Splunk On-Call that Dr. M reads; free text comes last, because it may break the JSON around it. */
const VARIABLES = [
  "INCIDENT.INCIDENT_ID",
  "INCIDENT.CURRENT_PHASE",
  "INCIDENT.ENTITY_STATE",
  "INCIDENT.SEQUENCING.SEQUENCE",
  "INCIDENT.SEQUENCING.SERVICE_TIME",
  "INCIDENT.ALERT_COUNT",
  "STATE.CURRENT_ALERT_PHASE",
  "STATE.INCIDENT_NAME",
  "STATE.LAST_TIMESTAMP",
  "STATE.ACKED_BY",
  "STATE.ACKED_AT",
  "STATE.RESOLVED_BY",
  "STATE.RESOLVED_AT",
  "STATE.HOST",
  "STATE.SERVICE",
  "ALERT.message_type",
  "ALERT.VO_UUID",
  "ALERT.VO_ORGANIZATION_ID",
  "ALERT.monitoring_tool",
  "ALERT.routing_key",
  "ALERT.vo_annotate.u.runbook",
  "INCIDENT.ENTITY_DISPLAY_NAME",
  "ALERT.state_message",
];

/**
 * The payload to paste into an outgoing webhook (event "Any-Incident", method POST, content type application/json):
 * https://help.victorops.com/knowledge-base/custom-outbound-webhooks/
 */
export const outgoingTemplate = `{\n${VARIABLES.map((name) => `  "${name}": "\${{${name}}}"`).join(",\n")}\n}\n`;
