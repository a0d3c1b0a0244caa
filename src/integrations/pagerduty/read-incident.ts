import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { SourceIncident } from "../../core/integration.ts";
import type { Clock } from "../../core/log.ts";
import { ApiIncident, ApiLogEntry } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import { createLives } from "./lives.ts";
import { pages } from "./paging.ts";
import { sourceIncidentOf } from "./source-incident.ts";

/** The answer of GET /incidents/{id}. */
export const OneIncident = z.object({ incident: ApiIncident });

/** Where an incident lives in the API. */
export const pathOf = (key: string): string => `/incidents/${encodeURIComponent(key)}`;

/** One incident as it is now, by id or number, for somebody who waits. Throws Failure("not_found"). */
export const readNow = async (client: Client, idOrNumber: string): Promise<ApiIncident> => {
  try {
    return (await client.getNow(pathOf(idOrNumber), {}, OneIncident)).incident;
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "not_found") throw error;
    throw new Failure("not_found", error.message, { cause: error, tell: "PagerDuty does not know this incident." });
  }
};

/** One incident with its whole life; undefined when the account no longer has it. */
export const readIncident = async (client: Client, clock: Clock, key: string): Promise<SourceIncident | undefined> => {
  const readAtMs = clock();
  try {
    const { incident } = await client.get(pathOf(key), {}, OneIncident);
    const lives = createLives();
    const entries = pages(client, `${pathOf(key)}/log_entries`, "log_entries", ApiLogEntry, { is_overview: "true" });
    for await (const page of entries) for (const entry of page) lives.note(entry);
    return sourceIncidentOf(incident, lives.of(incident.id), readAtMs);
  } catch (error) {
    if (error instanceof Failure && error.code === "not_found") return undefined;
    throw error;
  }
};
