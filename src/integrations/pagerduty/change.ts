import type { Actor } from "../../core/integration.ts";
import type { ApiIncident } from "./api-shapes.ts";
import { type Client, isDone, requireAnswer } from "./client.ts";
import { OneIncident, pathOf } from "./read-incident.ts";
import { type Asked, refusalOf } from "./refusals.ts";
import type { Answer, Call } from "./transport.ts";

/** The answer to a change that was made. Throws Failure that says why not. */
export const requireDone = (
  client: Client,
  call: Pick<Call, "method" | "path">,
  answer: Answer,
  asked: Asked,
): Answer => {
  if (!isDone(answer)) throw refusalOf(client, call, answer, asked);
  return answer;
};

/** Sends a change, once. Throws Failure that says why not. */
export const send = async (
  client: Client,
  call: Call & { readonly method: "PUT" | "POST" | "DELETE" },
  asked: Asked,
): Promise<Answer> => requireDone(client, call, await client.write(call), asked);

/** What PUT /incidents/{id} may change: https://developer.pagerduty.com/api-reference/8a0e1aa2ec666-update-an-incident */
export interface IncidentChange {
  readonly status?: ApiIncident["status"];
  readonly escalation_level?: number;
  readonly assignments?: readonly object[];
  readonly escalation_policy?: object;
  readonly priority?: object | null;
}

/** Changes one incident in the actor's name; whatever comes back is not looked at. */
export const changeIncident = (client: Client, key: string, change: IncidentChange, { email }: Actor) =>
  send(
    client,
    { method: "PUT", path: pathOf(key), data: { incident: { type: "incident_reference", ...change } }, from: email },
    { about: key, email },
  );

/** The incident in an answer. Throws Failure("rejected") when it is not in it. */
export const incidentIn = (key: string, { data }: Answer): ApiIncident =>
  requireAnswer(pathOf(key), OneIncident, data).incident;
