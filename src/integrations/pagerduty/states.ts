import { type Failure, toFailure } from "../../core/failure.ts";
import { eachOf } from "../../lib/each-of.ts";
import { ApiIncident } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import type { JustRead } from "./just-read.ts";
import { pagesNow, TooDeep } from "./paging.ts";
import { readNow } from "./read-incident.ts";

/** So few are read one by one; more are looked for among the open ones, a hundred a call. */
const FEW = 5;

const openOnes = async (client: Client, wanted: ReadonlySet<string>): Promise<Map<string, ApiIncident>> => {
  const found = new Map<string, ApiIncident>();
  const query = { "statuses[]": ["triggered", "acknowledged"], date_range: "all", sort_by: "created_at:desc" };
  try {
    for await (const page of pagesNow(client, "/incidents", "incidents", ApiIncident, query)) {
      for (const incident of page) if (wanted.has(incident.id)) found.set(incident.id, incident);
      if (found.size === wanted.size) break;
    }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
  }
  return found;
};

/** How each incident is now; a Failure for one that PagerDuty does not know. Throws every other failure. */
export const readStates = async (
  client: Client,
  justRead: JustRead,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ApiIncident | Failure>> => {
  const states = new Map<string, ApiIncident | Failure>();
  for (const id of ids) {
    const known = justRead.take(id);
    if (known) states.set(id, known);
  }
  const unknown = new Set(ids.filter((id) => !states.has(id)));
  if (unknown.size > FEW) for (const [id, incident] of await openOnes(client, unknown)) states.set(id, incident);
  const missing = ids.filter((id) => !states.has(id));
  await eachOf(missing, async (id) => {
    try {
      states.set(id, await readNow(client, id));
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code !== "not_found") throw failure;
      states.set(id, failure);
    }
  });
  return states;
};
