import { Failure } from "../../core/failure.ts";
import type { Named } from "../../core/responding.ts";
import type { Client } from "./client.ts";
import { allNow } from "./paging.ts";
import { namedOf, Thing } from "./shapes.ts";

/** Most severe first; none where the account has not switched them on, which PagerDuty answers with 402 or 404. */
export const readPriorities = async (client: Client): Promise<readonly Named[]> => {
  try {
    return (await allNow(client, "/priorities", "priorities", Thing)).map(namedOf);
  } catch (error) {
    if (error instanceof Failure && (error.code === "not_found" || error.code === "forbidden")) return [];
    throw error;
  }
};

/** The one of that name, whatever its case. Throws Failure("not_found") that names those that there are. */
export const requirePriority = async (client: Client, name: string): Promise<Named> => {
  const all = await readPriorities(client);
  const wanted = name.trim().toLowerCase();
  const found = all.find((one) => one.name.toLowerCase() === wanted);
  if (found) return found;
  throw new Failure("not_found", `PagerDuty: no priority is called "${name}"`, {
    tell:
      all.length === 0
        ? "This PagerDuty account has no priorities: an admin can switch them on under Incidents > Incident Priorities."
        : `PagerDuty has no priority of that name. There are: ${all.map((one) => one.name).join(", ")}.`,
  });
};
