import type { Collect, Collected, SourceIncident } from "../../core/integration.ts";
import type { Clock } from "../../core/log.ts";
import { ApiIncident, ApiLogEntry, ApiUser } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import { createDoubts, type Doubts } from "./doubts.ts";
import { factsOf, type Place } from "./facts.ts";
import { createLives, type Lives } from "./lives.ts";
import { pages, TooDeep } from "./paging.ts";
import { personOfUser } from "./people.ts";
import { readIncident } from "./read-incident.ts";
import { nameOf } from "./shapes.ts";
import { halvesOf, sinceUntil, slicesOf, type Window } from "./slices.ts";
import { sourceIncidentOf } from "./source-incident.ts";

const CHUNK = 100;
const NOTHING: Collected = { incidents: [], facts: [], people: [] };

/** An incident as the API showed it, not before `readAtMs`. */
interface Seen {
  readonly incident: ApiIncident;
  readonly readAtMs: number;
}

/** What one run of collect remembers between slices. */
interface Run {
  readonly client: Client;
  readonly clock: Clock;
  readonly lives: Lives;
  /** Created in this run and not seen to end yet: a later slice may still bring their first ack. */
  readonly going: Map<string, Seen>;
  /** Created before this run and read whole. */
  readonly read: Set<string>;
  /** Those that could not be read one by one; lists may still tell their state. */
  readonly unread: Set<string>;
  readonly doubts: Doubts;
}

const placeOf = (seen: Seen | undefined): Place | undefined =>
  seen && {
    service: nameOf(seen.incident.service) ?? "",
    teams: seen.incident.teams?.flatMap((team) => nameOf(team) ?? []) ?? [],
  };

/** People, then each slice of the window (facts page by page, then its incidents), then what is open now. */
export const createCollect = (client: Client, clock: Clock): Collect => {
  const doubts = createDoubts(client.log);
  return {
    async *collect(window) {
      for await (const users of pages(client, "/users", "users", ApiUser))
        yield { ...NOTHING, people: users.map(personOfUser) };
      const memory = { lives: createLives(), going: new Map(), read: new Set<string>(), unread: new Set<string>() };
      const run: Run = { client, clock, doubts, ...memory };
      for (const slice of slicesOf(window)) {
        yield* readSlice(run, slice);
        yield { ...NOTHING, doneUntilMs: Math.min(slice.toMs, window.toMs) };
      }
      yield* readOpen(run);
    },
  };
};

/** Reads a slice; one that is too full for paging is read again in halves, which is harmless: facts count once. */
async function* readSlice(run: Run, slice: Window): AsyncGenerator<Collected> {
  try {
    yield* readWhole(run, slice);
  } catch (error) {
    const halves = error instanceof TooDeep ? halvesOf(slice) : undefined;
    if (!halves) throw error;
    for (const half of halves) yield* readSlice(run, half);
  }
}

async function* readWhole(run: Run, slice: Window): AsyncGenerator<Collected> {
  const { client, clock, lives, going } = run;
  const fresh = new Map<string, Seen>();
  const readAtMs = clock();
  const query = { ...sinceUntil(slice), sort_by: "created_at:asc" };
  for await (const page of pages(client, "/incidents", "incidents", ApiIncident, query))
    for (const incident of page) fresh.set(incident.id, { incident, readAtMs });

  const touched = new Set<string>(fresh.keys());
  const entries = pages(client, "/log_entries", "log_entries", ApiLogEntry, {
    ...sinceUntil(slice),
    is_overview: "false",
  });
  for await (const page of entries) {
    for (const entry of page) {
      lives.note(entry);
      if (!entry.type.startsWith("notify")) touched.add(entry.incident.id);
    }
    const known = (id: string) => placeOf(fresh.get(id) ?? going.get(id));
    yield { ...NOTHING, facts: page.flatMap((entry) => factsOf(entry, known(entry.incident.id))) };
  }
  for (const [id, seen] of fresh) going.set(id, seen);
  yield* chunks(incidentsOf(run, touched));
  forgetEnded(run, slice.toMs);
}

/** What is known of each touched incident; those from before this run are read whole, once. */
async function* incidentsOf(run: Run, ids: Iterable<string>): AsyncGenerator<SourceIncident> {
  const { client, clock, lives, going, read, unread, doubts } = run;
  for (const id of ids) {
    const seen = going.get(id);
    if (seen) {
      yield sourceIncidentOf(seen.incident, lives.of(id), seen.readAtMs);
    } else if (!read.has(id)) {
      read.add(id);
      const older = await doubts.unlessLasting(id, () => readIncident(client, clock, id));
      if (older === "unreadable") unread.add(id);
      else if (older) yield older;
    }
  }
}

/** Incidents whose end lies before `untilMs` hold no more surprises: their memory is given back. */
const forgetEnded = ({ going, lives, read }: Run, untilMs: number): void => {
  for (const [id, { incident }] of going) {
    if (incident.status !== "resolved" || (incident.resolved_at ?? 0) >= untilMs) continue;
    going.delete(id);
    lives.forget(id);
    read.add(id);
  }
};

/** Whatever is open at the end, however old: a poll repairs what webhooks missed. */
async function* readOpen(run: Run): AsyncGenerator<Collected> {
  const { client, clock, lives, going, read, unread } = run;
  const query = { "statuses[]": ["triggered", "acknowledged"], date_range: "all", sort_by: "created_at:desc" };
  const readAtMs = clock();
  try {
    for await (const page of pages(client, "/incidents", "incidents", ApiIncident, query)) {
      const missing = page.filter(({ id }) => unread.has(id) || (!going.has(id) && !read.has(id)));
      const incidents = missing.map((incident) => sourceIncidentOf(incident, lives.of(incident.id), readAtMs));
      if (incidents.length > 0) yield { ...NOTHING, incidents };
    }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    client.log.warn({ source: "pagerduty" }, "more than 10,000 incidents are open: only the newest were read");
  }
}

async function* chunks(incidents: AsyncIterable<SourceIncident>): AsyncGenerator<Collected> {
  let chunk: SourceIncident[] = [];
  for await (const incident of incidents) {
    chunk.push(incident);
    if (chunk.length < CHUNK) continue;
    yield { ...NOTHING, incidents: chunk };
    chunk = [];
  }
  if (chunk.length > 0) yield { ...NOTHING, incidents: chunk };
}
