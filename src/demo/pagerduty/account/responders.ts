import type { Incident, Responder } from "../model.ts";
import { Refusal } from "../refusal.ts";
import { type Act, type Desk, requireOpen } from "./happening.ts";
import { firstLevel, onCallAt } from "./oncall.ts";

/** Whom to ask: a person, or whoever is on call in a policy. */
export interface Helper {
  readonly kind: "user" | "escalation_policy";
  readonly id: string;
}

/** The people that a target stands for. Refused with 2013, 1014, or 1015 when nobody is on call. */
const peopleOf = (desk: Desk, helper: Helper, atMs: number): readonly string[] => {
  const { account } = desk;
  if (helper.kind === "user") {
    if (!account.users.some((user) => user.id === helper.id)) throw new Refusal(2013);
    return [helper.id];
  }
  if (!account.policies.some((policy) => policy.id === helper.id)) throw new Refusal(1014);
  const level = firstLevel(account, helper.id, atMs);
  if (level === undefined) throw new Refusal(1015);
  return onCallAt(account, helper.id, level, atMs);
};

/** Asks others to help on an open incident and pages them; one request, one responder each. */
export const addResponders = (
  desk: Desk,
  incident: Incident,
  helpers: readonly Helper[],
  message: string,
  act: Act,
): readonly Responder[] => {
  requireOpen(incident);
  const wanted = helpers.map((helper) => ({ helper, userIds: peopleOf(desk, helper, act.atMs) }));
  const requestId = desk.random.id("P", 7);
  const added = wanted.flatMap(({ helper, userIds }) =>
    userIds.map((userId): Responder => {
      const viaPolicyId = helper.kind === "user" ? null : helper.id;
      const base = { requestId, userId, viaPolicyId, requesterId: act.by.id, message };
      return { ...base, atMs: act.atMs, state: "pending", updatedAtMs: act.atMs };
    }),
  );
  incident.responders.push(...added);
  incident.updatedAtMs = act.atMs;
  for (const responder of added) {
    desk.tell({ type: "incident.responder.added", incident, atMs: act.atMs, agent: act.by, responder });
    desk.page(incident, [responder.userId], act.atMs);
  }
  return added;
};

/** Says yes or no to a request. Refused with 2015 when nobody asked, or it was answered. */
export const reply = (desk: Desk, incident: Incident, state: "joined" | "declined", act: Act): void => {
  const open = incident.responders.filter((one) => one.userId === act.by.id && one.state === "pending");
  if (open.length === 0) throw new Refusal(2015);
  for (const responder of open) {
    responder.state = state;
    responder.updatedAtMs = act.atMs;
    desk.tell({ type: "incident.responder.replied", incident, atMs: act.atMs, agent: act.by, responder });
  }
  incident.updatedAtMs = act.atMs;
};
