import type { Collected } from "../../core/integration.ts";
import type { Lease, Store } from "../../core/store.ts";
import { firstRunOf, formatHistory, type HistoryCursor, historyOf, parseCursor, parseHistory } from "./cursor.ts";
import { storeWindow, type WindowPorts } from "./window.ts";

/** How far an import is. */
export interface HistoryProgress {
  /** Milliseconds of history: read by now, and wanted in all. */
  readonly doneMs: number;
  readonly wantedMs: number;
  /** Incidents and log entries read by this process. */
  readonly entries: number;
}

/** What an import needs besides where things go. */
export interface HistoryOptions {
  /** Everything from then on is wanted. */
  readonly sinceMs: number;
  readonly stillOurs: () => Promise<boolean>;
  readonly progress: (now: HistoryProgress) => void;
}

/** Read from its beginning to its end; what lies before it is read next, so that what is known never has a hole. */
const PART_MS = 28 * 86_400_000;

/** What the import starts with: where an earlier one stopped, else where the polls' history begins, else now. */
const begin = async ({ store, source, clock }: WindowPorts): Promise<HistoryCursor> => {
  const history = parseHistory(await store.cursor(historyOf(source)));
  const polled = parseCursor(await store.cursor(source)) ?? parseCursor(await store.cursor(firstRunOf(source)));
  // What polls know of goes on from an import that reaches it; an import that ended before it left a hole.
  const polledSinceMs = polled && (polled.sinceMs ?? polled.toMs);
  if (history && (polledSinceMs === undefined || polledSinceMs <= history.toMs)) {
    const knownMs = Math.min(history.knownMs, polledSinceMs ?? history.knownMs);
    return knownMs === history.knownMs ? history : { toMs: history.toMs, knownMs };
  }
  const nowMs = polledSinceMs ?? clock();
  return { toMs: nowMs, knownMs: nowMs };
};

const entriesOf = ({ facts, incidents }: Collected): number => facts.length + incidents.length;

/** An incident that began after the history is the polls' to tell of. */
const within = (ports: WindowPorts, toMs: number): WindowPorts => ({
  ...ports,
  collect: {
    async *collect(window) {
      for await (const batch of ports.collect.collect(window))
        yield { ...batch, incidents: batch.incidents.filter(({ openedAtMs }) => openedAtMs < toMs) };
    },
  },
});

/** Notes how far it came; the store is told how far back everything is known. */
const note = async (lease: Lease, store: Store, source: string, cursor: HistoryCursor): Promise<void> => {
  const nothing = { incidents: [], facts: [], people: [] };
  const { knownMs: sinceMs, toMs: untilMs } = cursor;
  await store.collected(lease, nothing, { source: historyOf(source), cursor: formatHistory(cursor), sinceMs, untilMs });
};

/**
 * Reads history older than what is known, part by part backwards, each day after day, and tells nobody: neither channels nor
 * outputs. Cut off at any point it goes on where it was. Answers what is known then. Throws Failure.
 */
export const importHistory = async (
  lease: Lease,
  ports: WindowPorts,
  { sinceMs, stillOurs, progress }: HistoryOptions,
): Promise<HistoryCursor> => {
  const { store, source } = ports;
  let cursor = await begin(ports);
  const wantedMs = cursor.toMs - sinceMs;
  let entries = 0;
  const tell = (partMs: number): void =>
    progress({ doneMs: Math.min(cursor.toMs - cursor.knownMs + partMs, wantedMs), wantedMs, entries });
  while (cursor.knownMs > sinceMs) {
    const { toMs, knownMs } = cursor;
    const part = cursor.part ?? { fromMs: Math.max(sinceMs, knownMs - PART_MS), doneMs: knownMs - PART_MS };
    let doneMs = Math.max(part.fromMs, part.doneMs);
    tell(doneMs - part.fromMs);
    const stored = async (batch: Collected): Promise<void> => {
      entries += entriesOf(batch);
      if (batch.doneUntilMs !== undefined) {
        doneMs = batch.doneUntilMs;
        await note(lease, store, source, { toMs, knownMs, part: { fromMs: part.fromMs, doneMs } });
      }
      tell(doneMs - part.fromMs);
    };
    const window = { fromMs: doneMs, toMs: knownMs };
    await storeWindow(lease, within(ports, toMs), { window, stillOurs, stored });
    cursor = { toMs, knownMs: part.fromMs };
    await note(lease, store, source, cursor);
  }
  tell(0);
  return cursor;
};
