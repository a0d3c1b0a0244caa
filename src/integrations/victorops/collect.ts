import type { Duty, PlannedWork } from "../../core/duty.ts";
import type { Person } from "../../core/fact.ts";
import type { Collect, Collected, CollectPace } from "../../core/integration.ts";
import type { Clock } from "../../core/log.ts";
import { clipDuties } from "../../lib/clip-duties.ts";
import type { ApiIncident } from "./read-shapes.ts";
import type { Reader } from "./reader.ts";
import { factsOf, type Names, sourceIncidentOf } from "./told.ts";

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

const DAY_MS = 86_400_000;
/** A report a minute: long slices, so that few of them are nearly empty. */
const SLICE_MS = 28 * DAY_MS;
/** Reports know incidents by their beginning: acks of those that began so long before a poll are seen too. */
const LATE_MS = 2 * DAY_MS;
/** "May be up to 15 minutes behind." */
const BEHIND_MS = 15 * 60_000;
const NOTHING: Collected = { incidents: [], facts: [], people: [] };

const slicesOf = ({ fromMs, toMs }: Window): readonly Window[] => {
  const slices: Window[] = [];
  for (let start = fromMs; start < toMs; start += SLICE_MS)
    slices.push({ fromMs: start, toMs: Math.min(start + SLICE_MS, toMs) });
  return slices;
};

const readPeople = async (reader: Reader): Promise<readonly Person[]> =>
  (await reader.users()).map(({ username, firstName, lastName, email }) => ({
    source: "victorops",
    id: username,
    name: [firstName, lastName].filter(Boolean).join(" ") || username,
    email: email ?? undefined,
  }));

const toldOf = (page: readonly ApiIncident[], names: Names, readAtMs: number, fromMs: number): Collected => ({
  ...NOTHING,
  facts: page.flatMap((incident) => factsOf(incident, names)).filter(({ atMs }) => atMs >= fromMs),
  incidents: page.flatMap((incident) => sourceIncidentOf(incident, names, readAtMs) ?? []),
});

/** Who was on call from the beginning of the first UTC day to the end of the last, or as far as the log is up to date. */
const readDuties = async (
  reader: Reader,
  { teams }: Names,
  window: Window,
  nowMs: number,
): Promise<NonNullable<Collected["duties"]> | undefined> => {
  const fromMs = Math.floor(window.fromMs / DAY_MS) * DAY_MS;
  const toMs = Math.min(Math.ceil(window.toMs / DAY_MS) * DAY_MS, nowMs - BEHIND_MS);
  if (fromMs >= toMs) return undefined;
  const duties: Duty[] = [];
  for (const [team, teamName] of teams)
    for (const { userId: personId, log } of (await reader.onCallLog(team, fromMs, toMs)).userLogs)
      for (const { on, off, escalationPolicy } of log)
        duties.push({
          ...{ source: "victorops", personId, fromMs: on, toMs: off ?? toMs },
          scheduleId: escalationPolicy?.slug || team,
          schedule: escalationPolicy?.name || teamName,
        });
  return { fromMs, toMs, duties: clipDuties(duties, { fromMs, toMs }) };
};

/** Maintenance mode that is under way; its end is not told, so it lasts until now and grows with each poll. */
const readPlanned = async (reader: Reader, nowMs: number): Promise<readonly PlannedWork[]> =>
  (await reader.maintenance()).activeInstances.flatMap(({ instanceId: ref, startedAt: fromMs, targets }) =>
    [...new Set(targets.flatMap(({ names }) => names))].flatMap((service) =>
      fromMs < nowMs ? [{ source: "victorops", ref, service, fromMs, toMs: nowMs }] : [],
    ),
  );

/**
 * People, then each four weeks of the window: incidents with their moves, and who was on call. A window that reaches to now
 * also brings what is open or has just ended, however old, and maintenance mode.
 */
export const createCollect = (reader: Reader, clock: Clock, pace: CollectPace): Collect => ({
  pace,
  async *collect(window) {
    const people = await readPeople(reader);
    yield { ...NOTHING, people };
    const teams = new Map((await reader.teams()).map(({ slug, name }) => [slug, name || slug]));
    const names: Names = { people: new Map(people.map((person) => [person.id, person])), teams };
    const isNow = clock() - window.toMs < DAY_MS;
    for (const slice of slicesOf(window)) {
      const fromMs = isNow && slice.fromMs === window.fromMs ? slice.fromMs - LATE_MS : slice.fromMs;
      const readAtMs = clock();
      for await (const page of reader.history(fromMs, slice.toMs)) yield toldOf(page, names, readAtMs, window.fromMs);
      const duties = await readDuties(reader, names, slice, clock());
      if (duties) yield { ...NOTHING, duties };
      yield { ...NOTHING, doneUntilMs: slice.toMs };
    }
    if (!isNow) return;
    const readAtMs = clock();
    yield toldOf(await reader.current(), names, readAtMs, window.fromMs);
    yield { ...NOTHING, planned: await readPlanned(reader, readAtMs) };
  },
});
