import type { AlertGraph } from "../../core/alert.ts";
import type { ChartSpec } from "../../core/chart.ts";
import type { Chat } from "../../core/chat.ts";
import { Failure } from "../../core/failure.ts";
import { type AskedGraph, MEASURE_GRAPH, pageOf } from "../../core/graph/asked.ts";
import type { Incident } from "../../core/incident.ts";
import type { Clock, Log } from "../../core/log.ts";
import type { Link, Picture } from "../../core/message.ts";
import type { Outbox, Snapshot, Store } from "../../core/store.ts";
import { rangeToQuery } from "../../core/time/query.ts";

/** What making one picture needs from outside. */
export interface MakePorts {
  readonly store: Pick<Store, "graphs" | "snapshots"> & { readonly outbox: Pick<Outbox, "owePicture"> };
  readonly chat: Pick<Chat, "upload">;
  /** A page and its query -> what it shows. Throws Failure, as the page's graph does. */
  readonly load: (page: string, query: URLSearchParams) => Promise<ChartSpec>;
  /** ChartSpec -> PNG. */
  readonly render: (spec: ChartSpec) => Promise<Uint8Array>;
  /** Where the same can be looked at: live, and at its source. */
  readonly links: (picture: Pick<Snapshot, "graph" | "query"> & { readonly spec: ChartSpec }) => readonly Link[];
  readonly newId: () => string;
  /** The team's IANA zone. */
  readonly tz: string;
  readonly clock: Clock;
  readonly log: Log;
}

const HOUR_MS = 3_600_000;
/** All in all: asking the source, drawing, uploading. */
const MOST_MS = 8_000;

/** Who made the pictures that nobody asked for. */
const AUTHOR = "Dr. M";

/** A page's query with a range of that length up to now. */
export const lastQuery = (
  lengthMs: number,
  nowMs: number,
  tz: string,
  query = new URLSearchParams(),
): URLSearchParams => {
  rangeToQuery({ fromMs: nowMs - lengthMs, toMs: nowMs, endMs: nowMs, tz, label: "" }, query);
  return query;
};

/** Throws Failure("not_found") when there is nothing on it. */
export const requireData = (spec: ChartSpec): void => {
  const values = spec.panels.flatMap(({ series }) => series.flatMap((one) => one.values));
  if (values.every((value) => value === null)) throw new Failure("not_found", "no data: an unknown metric, or nothing");
};

/**
 * Measures the last hour of a problem, draws it and owes the picture to the channels of its card, at most once for each
 * `occurrence`. False: it has no card of its own. Throws Failure; after 8 s "timeout", and then nothing is posted.
 */
export const makePicture = async (
  incident: Incident,
  graph: AlertGraph,
  occurrence: string,
  stopping: AbortSignal,
  ports: MakePorts,
): Promise<boolean> => {
  const over = AbortSignal.any([stopping, AbortSignal.timeout(MOST_MS)]);
  const late = Promise.withResolvers<never>();
  over.addEventListener("abort", () => late.reject(tooLate()), { once: true });
  return Promise.race([make(incident, graph, occurrence, over, ports), late.promise]);
};

const tooLate = (): Failure => new Failure("timeout", `it took longer than ${MOST_MS / 1_000} s, or I was stopped`);

const requireTime = (over: AbortSignal): void => {
  if (over.aborted) throw tooLate();
};

const askedOf = (
  { id: incidentId, title }: Incident,
  { source, query, by, thresholds, unit, ...graph }: AlertGraph,
): AskedGraph => ({ kind: "points", source, query, by, title: graph.title ?? title, unit, thresholds, incidentId });

const make = async (
  incident: Incident,
  graph: AlertGraph,
  occurrence: string,
  over: AbortSignal,
  ports: MakePorts,
): Promise<boolean> => {
  const { store, chat, clock, load, render, newId, tz } = ports;
  const page = pageOf(MEASURE_GRAPH, await store.graphs.keep(askedOf(incident, graph), clock()));
  const query = lastQuery(HOUR_MS, clock(), tz);
  const spec = await load(page, query);
  requireData(spec);
  const png = await render(spec);
  requireTime(over);
  const id = newId();
  const meta = { filename: `${MEASURE_GRAPH}-${id}.png`, title: spec.title, alt: spec.summary };
  const fileId = await chat.upload(png, meta);
  requireTime(over);
  const taken = { id, graph: page, query: query.toString(), spec, png, atMs: clock(), by: AUTHOR };
  await store.snapshots.save({ ...taken, incidentId: incident.id });
  return store.outbox.owePicture(occurrence, incident.id, pictureOf(taken, fileId, ports), clock());
};

const pictureOf = (taken: Snapshot, fileId: string, { links }: MakePorts): Picture => ({
  kind: "picture",
  title: taken.spec.title,
  alt: taken.spec.summary,
  at: { fileId },
  footer: [],
  links: links(taken),
  buttons: [
    { label: "Wider", say: `graph wider ${taken.id}` },
    { label: "Watch", say: `graph watch ${taken.id}` },
  ],
});
