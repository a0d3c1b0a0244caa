import type { Account, Incident, Responder } from "../model.ts";
import { describe, describeIncident, formatTime } from "../shapes.ts";

const showResponder = (account: Account, incident: Incident, one: Responder): object => ({
  state: one.state,
  user: describe(account, "user", one.userId),
  incident: describeIncident(account, incident),
  updated_at: formatTime(one.updatedAtMs),
  message: one.message,
  requester: describe(account, "user", one.requesterId),
  requested_at: formatTime(one.atMs),
  escalation_policy_requests: account.policies
    .filter((policy) => policy.id === one.viaPolicyId)
    .map((policy) => policy.name),
});

/** One request, whose responders are given; by target. */
export const showRequest = (account: Account, incident: Incident, responders: readonly Responder[]): object => {
  const [first] = responders;
  const targets = new Map<string, Responder[]>();
  for (const one of responders) {
    const id = one.viaPolicyId ?? one.userId;
    targets.set(id, [...(targets.get(id) ?? []), one]);
  }
  return {
    id: first?.requestId ?? "",
    incident: describeIncident(account, incident),
    requester: describe(account, "user", first?.requesterId ?? ""),
    requested_at: formatTime(first?.atMs ?? 0),
    message: first?.message ?? "",
    responder_request_targets: [...targets].map(([id, those]) => ({
      responder_request_target: {
        type: those[0]?.viaPolicyId === null ? "user" : "escalation_policy",
        id,
        incidents_responders: those.map((one) => showResponder(account, incident, one)),
      },
    })),
  };
};

/** Who was asked, and the requests, as an incident carries them; nothing in an account without the feature. */
export const showHelpers = (account: Account, incident: Incident): object => {
  if (!account.abilities.has("coordinated_responding")) return {};
  const requests = Map.groupBy(incident.responders, (one) => one.requestId);
  return {
    incidents_responders: incident.responders.map((one) => showResponder(account, incident, one)),
    responder_requests: [...requests.values()].map((those) => showRequest(account, incident, those)),
  };
};
