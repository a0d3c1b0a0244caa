import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import { Id } from "../../lib/payload.ts";
import type { Client } from "./client.ts";
import { pagesNow } from "./paging.ts";
import * as shape from "./shapes.ts";

const ApiPriority = z.object({ id: Id, name: shape.Text, summary: shape.Text });

/** A priority of the account. */
export interface Priority {
  readonly id: string;
  readonly name: string;
}

/** Most severe first; none where the account has not switched them on, which PagerDuty answers with 402 or 404. */
export const readPriorities = async (client: Client): Promise<readonly Priority[]> => {
  const found: Priority[] = [];
  try {
    for await (const page of pagesNow(client, "/priorities", "priorities", ApiPriority))
      found.push(...page.map((one) => ({ id: one.id, name: one.name || shape.nameOf(one) || one.id })));
  } catch (error) {
    if (error instanceof Failure && (error.code === "not_found" || error.code === "forbidden")) return [];
    throw error;
  }
  return found;
};

/** The one of that name, whatever its case. Throws Failure("not_found") that names those that there are. */
export const requirePriority = async (client: Client, name: string): Promise<Priority> => {
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
