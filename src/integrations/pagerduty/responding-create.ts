import type { Actor } from "../../core/integration.ts";
import type { NewIncident, PagerIncident } from "../../core/responding.ts";
import { clip } from "../../lib/shape.ts";
import { ApiIncident } from "./api-shapes.ts";
import { incidentIn } from "./change.ts";
import { type Client, isDone } from "./client.ts";
import { apiErrorOf } from "./failures.ts";
import { pagesNow } from "./paging.ts";
import { refusalOf } from "./refusals.ts";
import { pagerIncidentOf } from "./responding-shape.ts";

const PATH = "/incidents";
/** What PagerDuty keeps of a summary: https://developer.pagerduty.com/docs/send-alert-event#parameters */
const LONGEST_TITLE = 1024;
const LONGEST_DETAILS = 8000;
const LONGEST_KEY = 255;
/** "Open incident with matching dedup key already exists on this service", code 2002 or 2001. */
const IS_OPEN = /open incident.*\b(?:key|exists)\b/i;

const bodyOf = (wish: NewIncident): object => ({
  type: "incident",
  title: clip(wish.title.replaceAll(/\s+/g, " ").trim(), LONGEST_TITLE),
  service: { id: wish.serviceId, type: "service_reference" },
  urgency: wish.urgency,
  incident_key: wish.key.slice(0, LONGEST_KEY),
  body: { type: "incident_body", details: clip(wish.details, LONGEST_DETAILS) },
  ...(wish.policyId === undefined
    ? {}
    : { escalation_policy: { id: wish.policyId, type: "escalation_policy_reference" } }),
  ...(wish.policyId !== undefined || wish.personIds === undefined
    ? {}
    : { assignments: wish.personIds.map((id) => ({ assignee: { id, type: "user_reference" } })) }),
});

type Status = ApiIncident["status"];

/** The first under the wish's key that fits. */
const findOne = async (
  client: Client,
  { key, serviceId }: NewIncident,
  statuses: readonly Status[],
  fits: (one: ApiIncident) => boolean,
): Promise<ApiIncident | undefined> => {
  const query = {
    incident_key: key.slice(0, LONGEST_KEY),
    "service_ids[]": [serviceId],
    "statuses[]": statuses,
    date_range: "all",
  };
  for await (const page of pagesNow(client, PATH, "incidents", ApiIncident, query)) {
    const found = page.find(fits);
    if (found) return found;
  }
  return undefined;
};

const openOne = (client: Client, wish: NewIncident): Promise<ApiIncident | undefined> =>
  findOne(client, wish, ["triggered", "acknowledged"], ({ status }) => status !== "resolved");

/** The one of an earlier try, whatever became of it. */
const openedBefore = (client: Client, wish: NewIncident): Promise<ApiIncident | undefined> => {
  const key = wish.key.slice(0, LONGEST_KEY);
  return findOne(client, wish, ["triggered", "acknowledged", "resolved"], (one) => one.incident_key === key);
};

/** Opens an incident, or answers the one that is open under the same key: asking twice pages once. */
export const createIncident = async (client: Client, wish: NewIncident, { email }: Actor): Promise<PagerIncident> => {
  const before = wish.again === true ? await openedBefore(client, wish) : undefined;
  if (before) return pagerIncidentOf(before);
  const call = { method: "POST", path: PATH, data: { incident: bodyOf(wish) }, from: email } as const;
  const answer = await client.write(call);
  if (isDone(answer)) return pagerIncidentOf(incidentIn("", answer));
  const open = IS_OPEN.test(apiErrorOf(answer.data).text) ? await openOne(client, wish) : undefined;
  if (open) return pagerIncidentOf(open);
  const feature = { verb: "open incidents like this", instead: "Page a service or its policy instead." };
  throw refusalOf(client, call, answer, { about: "a new incident", email, thing: "this service's incidents", feature });
};
