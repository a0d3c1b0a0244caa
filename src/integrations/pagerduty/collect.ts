import type { Collect, Collected, SourceIncident } from "../../core/integration.ts";
import type { Clock } from "../../core/log.ts";
import { ahead } from "./ahead.ts";
import { ApiIncident, ApiUser } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import { createDoubts } from "./doubts.ts";
import { createDue, daysOf, dutyKey } from "./due.ts";
import { factsOf, openedOf, type Place, placeOf } from "./facts.ts";
import { createLives, type Lives } from "./lives.ts";
import { DEEPEST, pages, TooDeep } from "./paging.ts";
import { personOfUser } from "./people.ts";
import { readPlanned } from "./planned.ts";
import { readIncident } from "./read-incident.ts";
import { type Reading, type Slice, trySlice } from "./slice.ts";
import { halvesOf, slicesOf, type Window } from "./slices.ts";
import { sourceIncidentOf } from "./source-incident.ts";

const CHUNK = 100;
/** Slices that are read while one is being stored. */
const AHEAD = 3;
const NOTHING: Collected = { incidents: [], facts: [], people: [] };

/** An incident as the API showed it, not before `readAtMs`. */
interface Seen {
  readonly incident: ApiIncident;
  readonly readAtMs: number;
}

/** What one run of collect remembers between slices. */
interface Run extends Reading {
  readonly lives: Lives;
  /** Created in this run and not seen to end yet: a later slice may still bring their first ack. */
  readonly going: Map<string, Seen>;
  /** Created before this run and read whole. */
  readonly read: Set<string>;
  /** Those that could not be read one by one; lists may still tell their state. */
  readonly unread: Set<string>;
}

const placeOfSeen = (seen: Seen | undefined): Place | undefined => seen && placeOf(seen.incident);

/** People and planned work, then the UTC days of the window (facts, incidents, who was on call), then what is open now. */
export const createCollect = (client: Client, clock: Clock): Collect => {
  const doubts = createDoubts(client.log);
  const due = createDue(clock);
  const dueHourly = createDue(clock, 60 * 60_000);
  return {
    async *collect(window) {
      for await (const users of pages(client, "/users", "users", ApiUser))
        yield { ...NOTHING, people: users.map(personOfUser) };
      yield* readAllPlanned({ client, clock, doubts, due: dueHourly });
      const memory = { lives: createLives(), going: new Map(), read: new Set<string>(), unread: new Set<string>() };
      const run: Run = { client, clock, doubts, due, ...memory };
      const read = (slice: Window): Promise<Slice | TooDeep> => trySlice(run, slice);
      const slices = slicesOf(window);
      for await (const [slice, found] of ahead(slices, AHEAD, read)) {
        slices.brought(slice, found instanceof TooDeep ? DEEPEST : found.entries.length);
        yield* found instanceof TooDeep ? readHalves(run, slice, found) : tell(run, found);
        yield { ...NOTHING, doneUntilMs: Math.min(slice.toMs, window.toMs) };
      }
      yield* readOpen(run);
    },
  };
};

/** Planned work, once in an hour: the API lists it whole or not at all. */
async function* readAllPlanned({ client, clock, doubts, due }: Reading): AsyncGenerator<Collected> {
  if (!due.is("planned", Number.POSITIVE_INFINITY)) return;
  const nowMs = clock();
  const planned = await doubts.unlessLasting("planned work", () => readPlanned(client, nowMs));
  if (planned !== "unreadable") yield { ...NOTHING, planned };
  due.done("planned", nowMs);
}

/** A slice that is too full for paging is read again in halves. */
async function* readHalves(run: Run, slice: Window, why: TooDeep): AsyncGenerator<Collected> {
  const halves = halvesOf(slice);
  if (!halves) throw why;
  for (const half of halves) {
    const found = await trySlice(run, half);
    yield* found instanceof TooDeep ? readHalves(run, half, found) : tell(run, found);
  }
}

/** What a slice brought, in small batches. */
async function* tell(run: Run, { entries, duties, toMs, ...slice }: Slice): AsyncGenerator<Collected> {
  const { lives, going, due } = run;
  const touched = new Set<string>(slice.incidents.map(({ id }) => id));
  for (const incident of slice.incidents) going.set(incident.id, { incident, readAtMs: slice.readAtMs });
  for (const page of chunksOf(slice.incidents)) yield { ...NOTHING, facts: page.map(openedOf) };
  for (const page of chunksOf(entries)) {
    for (const entry of page) {
      lives.note(entry);
      if (!entry.type.startsWith("notify")) touched.add(entry.incident.id);
    }
    const known = (id: string) => placeOfSeen(going.get(id));
    yield { ...NOTHING, facts: page.flatMap((entry) => factsOf(entry, known(entry.incident.id))) };
  }
  yield* inChunks(incidentsOf(run, touched));
  if (duties) yield { ...NOTHING, duties };
  // Only what came back from the store counts as read.
  for (const day of duties ? daysOf(duties) : []) due.done(dutyKey(day), Math.min(day.toMs, duties?.toMs ?? 0));
  forgetEnded(run, toMs);
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

const chunksOf = <T>(rows: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, at) => rows.slice(at * CHUNK, (at + 1) * CHUNK));

async function* inChunks(incidents: AsyncIterable<SourceIncident>): AsyncGenerator<Collected> {
  let chunk: SourceIncident[] = [];
  for await (const incident of incidents) {
    chunk.push(incident);
    if (chunk.length < CHUNK) continue;
    yield { ...NOTHING, incidents: chunk };
    chunk = [];
  }
  if (chunk.length > 0) yield { ...NOTHING, incidents: chunk };
}
