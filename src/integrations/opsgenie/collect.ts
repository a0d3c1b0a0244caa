import type { PlannedWork } from "../../core/duty.ts";
import type { Collect, Collected, CollectPace } from "../../core/integration.ts";
import type { Clock } from "../../core/log.ts";
import { eachOf } from "../../lib/each-of.ts";
import { type Directory, readDirectory } from "./directory.ts";
import { factsOf, type WholeAlert } from "./log-facts.ts";
import { readPlanned } from "./planned.ts";
import { ApiAlert, ApiRecipient } from "./read-shapes.ts";
import { type Reader, TooDeep } from "./reader.ts";
import { readDuties } from "./rota.ts";
import { sourceIncidentOf } from "./source-incident.ts";

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

const DAY_MS = 86_400_000;
const SLICE_MS = 7 * DAY_MS;
const NOTHING: Collected = { incidents: [], facts: [], people: [] };

/** What one run remembers. */
interface Run {
  readonly reader: Reader;
  readonly clock: Clock;
  readonly directory: Directory;
  /** Nothing older is handed over. */
  readonly fromMs: number;
  /** Alerts that were read whole in this run. */
  readonly read: Set<string>;
}

/** Weeks that end at a UTC midnight, oldest first. */
const slicesOf = ({ fromMs, toMs }: Window): readonly Window[] => {
  const slices: Window[] = [];
  for (let start = fromMs; start < toMs; start = slices.at(-1)?.toMs ?? toMs)
    slices.push({ fromMs: start, toMs: Math.min((Math.floor(start / DAY_MS) + SLICE_MS / DAY_MS) * DAY_MS, toMs) });
  return slices;
};

/**
 * People and planned work, then each week of the window: alerts that were created in it, each with its whole log, and who
 * was on call. A window that reaches to now also brings older alerts that changed in it, and all that are open.
 */
export const createCollect = (reader: Reader, clock: Clock, pace: CollectPace): Collect => {
  const known = new Map<string, readonly PlannedWork[]>();
  return {
    pace,
    async *collect(window) {
      const directory = await readDirectory(reader);
      yield { ...NOTHING, people: directory.people };
      yield { ...NOTHING, planned: await readPlanned(reader, known, clock()) };
      const run: Run = { reader, clock, directory, fromMs: window.fromMs, read: new Set() };
      for (const slice of slicesOf(window)) {
        yield* readCreated(run, slice);
        const duties = await readDuties(reader, slice, clock());
        if (duties) yield { ...NOTHING, duties };
        yield { ...NOTHING, doneUntilMs: slice.toMs };
      }
      if (clock() - window.toMs > DAY_MS) return;
      yield* readChanged(run);
      yield* readOpen(run);
    },
  };
};

/** Times of a search are epoch milliseconds: https://docs.opsgenie.com/docs/alerts-search-query-help */
async function* readCreated(run: Run, slice: Window): AsyncGenerator<Collected> {
  const { fromMs, toMs } = slice;
  const query = `createdAt>=${Math.floor(fromMs)} AND createdAt<${Math.ceil(toMs)}`;
  try {
    yield* readList(run, { query, sort: "createdAt", order: "asc" });
  } catch (error) {
    const middle = Math.floor((fromMs + toMs) / 2);
    if (!(error instanceof TooDeep) || middle <= fromMs || middle >= toMs) throw error;
    yield* readCreated(run, { fromMs, toMs: middle });
    yield* readCreated(run, { fromMs: middle, toMs });
  }
}

async function* readList(run: Run, query: Readonly<Record<string, string>>): AsyncGenerator<Collected> {
  const readAtMs = run.clock();
  for await (const page of run.reader.pages("list alerts", "/v2/alerts", ApiAlert, query))
    yield await readWhole(run, page, readAtMs);
}

/** Each alert with its log and the people it went to; those that were read already are left out. */
const readWhole = async (run: Run, page: readonly ApiAlert[], readAtMs: number): Promise<Collected> => {
  const { reader, directory, fromMs, read } = run;
  const wanted = page.filter(({ id }) => !read.has(id));
  const wholes = await eachOf(wanted, async (alert): Promise<WholeAlert> => {
    const path = `/v2/alerts/${encodeURIComponent(alert.id)}/recipients`;
    const recipients = await reader.whole("list alert recipients", path, ApiRecipient);
    return { alert, recipients, logs: await reader.logs(alert.id), readAtMs };
  });
  for (const { id } of wanted) read.add(id);
  return {
    ...NOTHING,
    facts: wholes.flatMap((whole) => factsOf(whole, directory)).filter(({ atMs }) => atMs >= fromMs),
    incidents: wanted.map((alert) => sourceIncidentOf(alert, directory, readAtMs)),
  };
};

/** Newest change first, until what changed before the window: late acks of older alerts. */
async function* readChanged(run: Run): AsyncGenerator<Collected> {
  const { reader, clock, fromMs } = run;
  const readAtMs = clock();
  try {
    for await (const page of reader.pages("list alerts", "/v2/alerts", ApiAlert, {
      sort: "updatedAt",
      order: "desc",
    })) {
      const changed = page.filter(({ updatedAt, createdAt }) => (updatedAt ?? createdAt) >= fromMs);
      yield await readWhole(run, changed, readAtMs);
      if (changed.length < page.length) return;
    }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    reader.log.warn({ source: "opsgenie" }, "more than 20,000 alerts changed: only the newest were read");
  }
}

/** Whatever is open, however old: its state alone. */
async function* readOpen({ reader, clock, directory, read }: Run): AsyncGenerator<Collected> {
  const readAtMs = clock();
  const query = { query: "status:open", sort: "createdAt", order: "desc" };
  try {
    for await (const page of reader.pages("list alerts", "/v2/alerts", ApiAlert, query)) {
      const missing = page.filter(({ id }) => !read.has(id));
      yield { ...NOTHING, incidents: missing.map((alert) => sourceIncidentOf(alert, directory, readAtMs)) };
    }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    reader.log.warn({ source: "opsgenie" }, "more than 20,000 alerts are open: only the newest were read");
  }
}
