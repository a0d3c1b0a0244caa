import { unack } from "./actions.ts";
import type { Desk } from "./happening.ts";
import { serviceAgent } from "./happening.ts";

/** Does what time alone brings: snoozes that are over trigger their incidents again. */
export const applyDue = (desk: Desk, nowMs: number): void => {
  for (const incident of desk.account.incidents) {
    const { snoozedUntilMs } = incident;
    if (snoozedUntilMs === null || snoozedUntilMs > nowMs) continue;
    unack(desk, incident, { by: serviceAgent(incident), via: "timeout", atMs: snoozedUntilMs });
  }
};
