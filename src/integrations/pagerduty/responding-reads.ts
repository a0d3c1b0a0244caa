import * as z from "zod";
import type { Clock } from "../../core/log.ts";
import type { IncidentQuery, PagerIncident, PagerNote, Responding } from "../../core/responding.ts";
import { ApiIncident } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import type { JustRead } from "./just-read.ts";
import { pagesNow, TooDeep } from "./paging.ts";
import { pathOf, readNow } from "./read-incident.ts";
import { pagerIncidentOf } from "./responding-shape.ts";
import * as shape from "./shapes.ts";
import { sinceUntil } from "./slices.ts";

const OPEN = ["triggered", "acknowledged"] as const;
const DAY_MS = 86_400_000;
/** The widest window that GET /incidents takes is six months: https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents */
const WIDEST_MS = 180 * DAY_MS;

/** Of which time: all of it where nothing ends the reading sooner; resolved ones without a start are those of 30 days. */
const spanOf = ({ statuses = OPEN, sinceMs }: IncidentQuery, nowMs: number): Record<string, string> => {
  const fromMs = sinceMs ?? (statuses.includes("resolved") ? nowMs - 30 * DAY_MS : undefined);
  if (fromMs === undefined || nowMs - fromMs > WIDEST_MS) return { date_range: "all" };
  return sinceUntil({ fromMs, toMs: Math.max(nowMs, fromMs) + 60_000 });
};

const queryOf = (query: IncidentQuery, nowMs: number): Record<string, string | readonly string[]> => {
  const lists = {
    "statuses[]": query.statuses && query.statuses.length > 0 ? query.statuses : OPEN,
    "user_ids[]": query.personIds ?? [],
    "service_ids[]": query.serviceIds ?? [],
  };
  const named = Object.entries(lists).filter(([, values]) => values.length > 0);
  return { ...Object.fromEntries(named), ...spanOf(query, nowMs), sort_by: "created_at:desc" };
};

/**
 * Newest first. One that is opened while the pages are read moves the others on by a row, so each counts once.
 * An empty list of people or services means none of them. PagerDuty knows no assignees of resolved incidents: with `personIds` only open ones are found.
 */
const list = async (
  client: Client,
  clock: Clock,
  justRead: JustRead,
  query: IncidentQuery,
): ReturnType<Responding["list"]> => {
  const found = new Map<string, PagerIncident>();
  if ([query.personIds, query.serviceIds].some((ids) => ids?.length === 0)) return { incidents: [], complete: true };
  const answer = (complete: boolean) => ({ incidents: [...found.values()], complete });
  try {
    for await (const page of pagesNow(client, "/incidents", "incidents", ApiIncident, queryOf(query, clock()))) {
      justRead.note(page);
      for (const incident of page) {
        if (query.sinceMs !== undefined && incident.created_at < query.sinceMs) return answer(true);
        if (!found.has(incident.id)) found.set(incident.id, pagerIncidentOf(incident));
      }
    }
    return answer(true);
  } catch (error) {
    if (error instanceof TooDeep) return answer(false);
    throw error;
  }
};

const Notes = z.object({
  notes: z.array(
    z.object({
      content: shape.Text,
      created_at: shape.Time.nullish().catch(undefined),
      user: shape.MaybeReference,
      channel: shape.MaybeReference,
    }),
  ),
});

/** In order of time. https://developer.pagerduty.com/api-reference/a1ac30885eb7a-list-notes-for-an-incident */
const notes = async (client: Client, id: string): Promise<readonly PagerNote[]> => {
  const { notes: all } = await client.getNow(`${pathOf(id)}/notes`, {}, Notes);
  return all
    .map(({ content, created_at, user, channel }) => ({
      atMs: created_at ?? 0,
      by: shape.nameOf(user) ?? shape.nameOf(channel) ?? "somebody",
      text: content ?? "",
    }))
    .sort((a, b) => a.atMs - b.atMs);
};

/** What is asked of incidents, each page once, for somebody who waits. */
export const createReads = (
  client: Client,
  clock: Clock,
  justRead: JustRead,
): Pick<Responding, "list" | "read" | "notes"> => ({
  list: (query) => list(client, clock, justRead, query),
  async read(idOrNumber) {
    const incident = await readNow(client, idOrNumber);
    justRead.note([incident]);
    return pagerIncidentOf(incident);
  },
  notes: (id) => notes(client, id),
});
