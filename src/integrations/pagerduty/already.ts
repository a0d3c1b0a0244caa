import { Failure } from "../../core/failure.ts";
import type { ApiIncident } from "./api-shapes.ts";
import { nameOf } from "./shapes.ts";

const conflict = (key: string, tell: string): Failure =>
  new Failure("conflict", `PagerDuty: ${key}: ${tell}`, { tell });

/**
 * Why an incident must not be set to a status, as far as its own tells; undefined: go on. Setting a resolved one to
 * "acknowledged" would open it again, which nobody who acknowledges means.
 */
export const alreadySo = (incident: ApiIncident, wanted: ApiIncident["status"]): Failure | undefined => {
  const { id, status, acknowledgements } = incident;
  if (status === "resolved") return wanted === "triggered" ? undefined : conflict(id, "Already resolved.");
  if (status !== wanted) return undefined;
  if (status === "triggered") return conflict(id, "It is not acknowledged, so there is nothing to take back.");
  const by = nameOf(acknowledgements?.[0]?.acknowledger);
  return conflict(id, by ? `Already acknowledged by ${by}.` : "Already acknowledged.");
};
