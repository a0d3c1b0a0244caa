import { Failure } from "../../core/failure.ts";
import type { Actor } from "../../core/integration.ts";
import type { PagerIncident, Responding } from "../../core/responding.ts";
import { changeIncident, type IncidentChange, incidentIn, requireDone, send } from "./change.ts";
import type { Client } from "./client.ts";
import { apiErrorOf } from "./failures.ts";
import { pathOf, readNow } from "./read-incident.ts";
import { pagerIncidentOf } from "./responding-shape.ts";
import { setOne } from "./set-status.ts";

/** https://developer.pagerduty.com/api-reference/3a5b5cb7c2d52-snooze-an-incident */
const LONGEST_SNOOZE_S = 604_800;
/** https://developer.pagerduty.com/docs/errors */
const NOT_ACKED = 1012;

const changed = async (client: Client, id: string, change: IncidentChange, actor: Actor): Promise<PagerIncident> =>
  pagerIncidentOf(incidentIn(id, await changeIncident(client, id, change, actor)));

/** Only acknowledged ones can be snoozed: one that is not is acknowledged first, which is what a snooze says too. */
const snooze = async (client: Client, id: string, forMs: number, actor: Actor): Promise<PagerIncident> => {
  const { email } = actor;
  const duration = Math.round(forMs / 1000);
  if (!(duration >= 1 && duration <= LONGEST_SNOOZE_S))
    throw new Failure("usage", `PagerDuty: ${id}: a snooze of ${forMs} ms`, {
      tell: "PagerDuty snoozes for a second up to seven days: say something like 2h or 3d.",
    });
  const call = { method: "POST", path: `${pathOf(id)}/snooze`, data: { duration }, from: email } as const;
  const first = await client.write(call);
  if (apiErrorOf(first.data).code !== NOT_ACKED)
    return pagerIncidentOf(incidentIn(id, requireDone(client, call, first, { about: id, email })));
  await setOne(client, id, "acknowledged", actor);
  return pagerIncidentOf(incidentIn(id, await send(client, call, { about: id, email })));
};

const reassign: (client: Client, ...rest: Parameters<Responding["reassign"]>) => Promise<PagerIncident> = (
  client,
  id,
  to,
  actor,
) =>
  changed(
    client,
    id,
    "policyId" in to
      ? { escalation_policy: { id: to.policyId, type: "escalation_policy_reference" } }
      : { assignments: to.personIds.map((one) => ({ assignee: { id: one, type: "user_reference" } })) },
    actor,
  );

const KINDS = { person: "user_reference", policy: "escalation_policy_reference" } as const;

/** Whoever asks stands in the body, not in a From header. https://developer.pagerduty.com/api-reference/6850764326ee2-create-a-responder-request-for-an-incident */
const addResponders = async (
  client: Client,
  ...[id, targets, message, requesterId, { email }]: Parameters<Responding["addResponders"]>
): Promise<void> => {
  const data = {
    requester_id: requesterId,
    message,
    responder_request_targets: targets.map((target) => ({
      responder_request_target: { id: target.id, type: KINDS[target.kind] },
    })),
  };
  await send(
    client,
    { method: "POST", path: `${pathOf(id)}/responder_requests`, data },
    { about: id, email, feature: { verb: "add responders", instead: "Reassign the incident, or page them, instead." } },
  );
};

/** The target keeps what it is, so it is read before: what is read after could fail although all is done. */
const merge = async (
  client: Client,
  ids: readonly string[],
  intoId: string,
  { email }: Actor,
): Promise<PagerIncident> => {
  const sources = [...new Set(ids)].filter((id) => id !== intoId);
  if (sources.length === 0)
    throw new Failure("usage", `PagerDuty: ${intoId}: nothing to merge`, {
      tell: "An incident cannot be merged into itself: name another one.",
    });
  const into = await readNow(client, intoId);
  if (into.status === "resolved")
    throw new Failure("conflict", `PagerDuty: ${intoId}: the target of a merge is resolved`, {
      tell: "The one to merge into is already resolved: name an open one.",
    });
  const data = { source_incidents: sources.map((id) => ({ id, type: "incident_reference" })) };
  const call = { method: "PUT", path: `${pathOf(into.id)}/merge`, data, from: email } as const;
  await send(client, call, { about: intoId, email, thing: "these incidents" });
  return pagerIncidentOf(into);
};

const addNote = async (client: Client, id: string, content: string, { email }: Actor): Promise<void> => {
  const call = { method: "POST", path: `${pathOf(id)}/notes`, data: { note: { content } }, from: email } as const;
  await send(client, call, { about: id, email });
};

const addStatusUpdate = async (client: Client, id: string, message: string, { email }: Actor): Promise<void> => {
  const call = { method: "POST", path: `${pathOf(id)}/status_updates`, data: { message }, from: email } as const;
  const feature = { verb: "publish status updates", instead: "Write a note instead." };
  await send(client, call, { about: id, email, feature });
};

type Changes = "snooze" | "reassign" | "addResponders" | "merge" | "addNote" | "addStatusUpdate";

/** Changes of one incident that take one call, merging two. */
export const createChanges = (client: Client): Pick<Responding, Changes> => ({
  snooze: (...rest) => snooze(client, ...rest),
  reassign: (...rest) => reassign(client, ...rest),
  addResponders: (...rest) => addResponders(client, ...rest),
  merge: (...rest) => merge(client, ...rest),
  addNote: (...rest) => addNote(client, ...rest),
  addStatusUpdate: (...rest) => addStatusUpdate(client, ...rest),
});
