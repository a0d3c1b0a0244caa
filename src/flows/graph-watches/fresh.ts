import { Failure } from "../../core/failure.ts";
import type { Clock } from "../../core/log.ts";
import type { GraphWatch, Snapshot, Store } from "../../core/store.ts";
import { rangeFromQuery } from "../../core/time/query.ts";
import { lastQuery, type MakePorts, requireData } from "../alert-graphs/make.ts";
import { OPEN_MS } from "./begin.ts";
import type { End } from "./words.ts";

/** A picture that was just made; with `end` it is the last. */
export interface Fresh {
  readonly snapshot: Snapshot;
  readonly end: End;
}

/** What making one needs from outside. */
export interface FreshPorts extends Pick<MakePorts, "load" | "render" | "newId" | "tz"> {
  readonly store: Pick<Store, "snapshots" | "incident">;
  readonly clock: Clock;
}

/** Why this is the last picture; undefined while it goes on. */
export const endOf = async (watch: GraphWatch, { store, clock }: FreshPorts): Promise<End> => {
  if (watch.incidentId !== undefined) {
    const incident = await store.incident(watch.incidentId);
    if (!incident || incident.state === "resolved") return "over";
  }
  return clock() >= watch.untilMs ? "time" : undefined;
};

/** Who made its pictures: those before the newest are not kept; the one that it began with is. */
const authorOf = ({ by }: GraphWatch): string => `Dr. M for ${by}`;

const MOST_BEFORE = 100;

/** Its pictures before this one, also those that a crash or a failing chat left; not what somebody else made. */
export const forgetBefore = async (watch: GraphWatch, shownId: string, { store }: FreshPorts): Promise<void> => {
  const { incidentId, graph, thread, untilMs, snapshotId } = watch;
  const before = snapshotId === undefined ? undefined : await store.snapshots.read(snapshotId);
  const others = incidentId === undefined ? [] : await store.snapshots.ofIncident(incidentId, MOST_BEFORE);
  const left = others.filter((one) => one.graph === graph && one.thread === thread && one.atMs >= untilMs - OPEN_MS);
  const ids = [...(before ? [before] : []), ...left].flatMap(({ id, by }) => (by === authorOf(watch) ? [id] : []));
  for (const id of new Set(ids)) if (id !== shownId) await store.snapshots.remove(id);
};

/** The same page over the same length of time up to now, drawn and kept. */
export const freshOf = async (watch: GraphWatch, ports: FreshPorts): Promise<Fresh> => {
  const { store, load, render, newId, clock, tz } = ports;
  const end = await endOf(watch, ports);
  const query = movedQuery(watch.query, clock(), tz);
  const spec = await load(watch.graph, query);
  requireData(spec);
  const snapshot: Snapshot = {
    ...{ id: newId(), graph: watch.graph, query: query.toString(), spec, png: await render(spec), atMs: clock() },
    ...{ by: authorOf(watch), channel: watch.channel, thread: watch.thread, incidentId: watch.incidentId },
  };
  await store.snapshots.save(snapshot);
  return { snapshot, end };
};

/** A page's query with its range moved on to now. Throws Failure("usage") for one without a range. */
const movedQuery = (text: string, nowMs: number, byDefault: string): URLSearchParams => {
  const query = new URLSearchParams(text);
  const range = rangeFromQuery(query, { nowMs, tz: byDefault, weekStart: 1 });
  if (!range) throw new Failure("usage", "a watched graph has no range");
  for (const name of ["from", "to", "tz"]) query.delete(name);
  return lastQuery(range.toMs - range.fromMs, nowMs, range.tz, query);
};
