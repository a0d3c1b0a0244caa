import { Failure } from "../../core/failure.ts";
import type { Act, Actor } from "../../core/integration.ts";
import { type Client, isDone } from "./client.ts";
import { apiErrorOf } from "./failures.ts";
import { OneIncident, pathOf } from "./read-incident.ts";
import { isUnknownRequester, unknownRequester } from "./requester.ts";
import { nameOf } from "./shapes.ts";
import type { Answer } from "./transport.ts";

/** PagerDuty's codes: https://developer.pagerduty.com/docs/errors */
const ALREADY_RESOLVED = 1001;
const ALREADY_ACKED = 1002;
const CHANGED_SINCE = 1005;

const conflict = (key: string, tell: string): Failure =>
  new Failure("conflict", `PagerDuty: ${key}: ${tell}`, { tell });

/** Why PagerDuty refused, in words for the person who pressed the button. */
const refusalOf = (client: Client, key: string, { email }: Actor, answer: Answer): Failure => {
  const { code, text } = apiErrorOf(answer.data);
  if (code === ALREADY_RESOLVED || /already resolved/i.test(text)) return conflict(key, "Already resolved.");
  if (code === ALREADY_ACKED || /already acknowledged/i.test(text)) return conflict(key, "Already acknowledged.");
  if (code === CHANGED_SINCE) return conflict(key, "It changed in the meantime. Look at it again.");
  if (isUnknownRequester(answer)) return unknownRequester(key, email);
  if (answer.status === 403)
    return new Failure("forbidden", `PagerDuty: ${key}: status 403 (${text})`, {
      tell: `PagerDuty does not let ${email} change this incident.\nOr the token may only read.`,
    });
  if (answer.status === 404)
    return new Failure("not_found", `PagerDuty: ${key}: status 404`, {
      tell: "PagerDuty does not know this incident.",
    });
  return client.refusal({ method: "PUT", path: pathOf(key) }, answer);
};

const change = async (
  client: Client,
  key: string,
  status: "acknowledged" | "resolved",
  actor: Actor,
): Promise<void> => {
  const data = { incident: { type: "incident_reference", status } };
  const answer = await client.write({ method: "PUT", path: pathOf(key), data, from: actor.email });
  if (!isDone(answer)) throw refusalOf(client, key, actor, answer);
};

/** Acknowledges and resolves in the name of the person, each tried once. */
export const createAct = (client: Client): Act => ({
  async ack(key, actor) {
    // Setting a resolved incident to "acknowledged" opens it again, which no press on an old card means.
    const { incident } = await client.getNow(pathOf(key), {}, OneIncident);
    if (incident.status === "resolved") throw conflict(key, "Already resolved.");
    if (incident.status === "acknowledged")
      throw conflict(key, alreadyBy(incident.acknowledgements?.[0]?.acknowledger));
    await change(client, key, "acknowledged", actor);
  },
  resolve: (key, actor) => change(client, key, "resolved", actor),
});

const alreadyBy = (acknowledger: Parameters<typeof nameOf>[0]): string => {
  const name = nameOf(acknowledger);
  return name ? `Already acknowledged by ${name}.` : "Already acknowledged.";
};
