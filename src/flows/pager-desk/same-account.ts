import { Failure } from "../../core/failure.ts";
import type { IncidentRef } from "../../core/incident-ref.ts";
import type { PagerIncident } from "../../core/responding.ts";

/** The incident, unless it was named by a link into another account than its own. Throws Failure("not_found"). */
export const sameAccount = (ref: IncidentRef, incident: PagerIncident): PagerIncident => {
  if (ref.kind === "here" || ref.host === undefined || incident.url === undefined) return incident;
  const own = URL.parse(incident.url)?.host;
  if (own === undefined || own.toLowerCase() === ref.host) return incident;
  throw new Failure("not_found", `a link to ${ref.host} instead of ${own}`, {
    tell: `That link leads to another account: ${ref.host}. Ours is ${own}.`,
  });
};
