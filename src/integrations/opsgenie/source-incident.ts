import type { SourceIncident } from "../../core/integration.ts";
import { shortId } from "../../lib/digest.ts";
import { isPageRef } from "../../lib/page-content.ts";
import { severityOfWord } from "../../lib/severity-words.ts";
import * as shape from "../../lib/shape.ts";
import type { Directory } from "./directory.ts";
import { teamsOf } from "./log-facts.ts";
import type { ApiAlert } from "./read-shapes.ts";

/** Where people look at it. */
export const alertUrl = (id: string): string =>
  `https://app.opsgenie.com/alert/V2#/show/${encodeURIComponent(id.toWellFormed())}`;

const stateOf = ({ status, acknowledged }: ApiAlert): SourceIncident["state"] => {
  if (status === "closed") return "resolved";
  return acknowledged === true ? "acked" : "firing";
};

const after = (alert: ApiAlert, ms: number | null | undefined): number | undefined =>
  ms === null || ms === undefined ? undefined : alert.createdAt + ms;

/** An alert as the store takes it; an alert is what OpsGenie wakes people for. */
export const sourceIncidentOf = (alert: ApiAlert, directory: Directory, readAtMs: number): SourceIncident => {
  const state = stateOf(alert);
  const { report } = alert;
  const changed = alert.updatedAt ?? alert.createdAt;
  const ackedAtMs = after(alert, report?.ackTime);
  const resolvedAtMs = state === "resolved" ? (after(alert, report?.closeTime) ?? changed) : undefined;
  const closer = directory.personName(report?.closedBy);
  const by = { firing: undefined, acked: directory.personName(report?.acknowledgedBy), resolved: closer }[state];
  return {
    source: "opsgenie",
    key: shortId(alert.id),
    state,
    severity: severityOfWord(alert.priority) ?? "error",
    title: shape.clip(shape.firstText(alert.message, alert.alias, `Alert ${alert.id}`) ?? "", 500),
    url: alertUrl(alert.id),
    labels: shape.present({
      number: alert.tinyId,
      service: alert.entity,
      priority: alert.priority,
      assigned: alert.owner,
      tags: shape.clip(alert.tags.join(", ")),
      alias: alert.alias === alert.id || isPageRef(alert.alias) ? undefined : alert.alias,
      dedup: isPageRef(alert.alias) ? alert.alias : undefined,
    }),
    teams: teamsOf(alert, directory),
    openedAtMs: alert.createdAt,
    ackedAtMs,
    ackedBy: ackedAtMs === undefined ? undefined : directory.personName(report?.acknowledgedBy),
    ...(state === "resolved"
      ? { resolvedAtMs, resolvedBy: closer, ending: closer === undefined ? ("auto" as const) : ("human" as const) }
      : {}),
    readAtMs,
    changedAtMs: resolvedAtMs ?? (state === "acked" ? (ackedAtMs ?? changed) : changed),
    changedBy: by,
  };
};
