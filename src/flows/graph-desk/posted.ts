import { Failure } from "../../core/failure.ts";
import { type AskedGraph, MEASURE_GRAPH, splitPage } from "../../core/graph/asked.ts";
import type { Snapshot, SnapshotHead } from "../../core/store.ts";
import { rangeFromQuery } from "../../core/time/query.ts";
import { formatSpan, type TimeRange } from "../../core/time/range.ts";
import type { PagePorts } from "../snapshot.ts";
import type { GraphAsker, GraphDeskPorts } from "./ports.ts";

const HOUR_MS = 3_600_000;

/** The newest picture of this place: one that was asked for, or one that came with the problem's alert. */
const newestHere = async (
  { said: { place }, ...asker }: GraphAsker,
  ports: Pick<GraphDeskPorts, "store">,
): Promise<Snapshot | undefined> => {
  if (!place) return undefined;
  const { snapshots } = ports.store;
  const asked = await snapshots.newest(place.channel, place.thread);
  const incident = place.thread === undefined ? undefined : await asker.here();
  const [own] = incident ? await historyHere(incident.id, 1, { ...asker, said: { place } }, ports) : [];
  return own && own.atMs > (asked?.atMs ?? 0) ? snapshots.read(own.id) : asked;
};

/** A picture by id, else the newest one of this place. Throws Failure("not_found"). */
export const requirePosted = async (
  id: string | undefined,
  asker: GraphAsker,
  ports: Pick<GraphDeskPorts, "store">,
): Promise<Snapshot> => {
  const found = id === undefined ? await newestHere(asker, ports) : await ports.store.snapshots.read(id);
  if (found) return found;
  if (id !== undefined)
    throw new Failure("not_found", `no snapshot ${id}`, {
      tell: "This picture is no longer kept. Ask for the graph again.",
    });
  throw new Failure("not_found", "no picture was posted here", {
    tell: 'No picture was posted here yet. Ask for one: "graph <name or query>".',
  });
};

/** The time that a picture shows, as its link says it. */
export const rangeOfSnapshot = (
  { query, spec, atMs }: Pick<Snapshot, "query" | "spec" | "atMs">,
  { clock, tz, weekStart }: Pick<PagePorts, "clock" | "tz" | "weekStart">,
): TimeRange => {
  const said = rangeFromQuery(new URLSearchParams(query), { nowMs: clock(), tz, weekStart });
  if (said) return said;
  const { fromMs, toMs } = spec.panels[0]?.range ?? { fromMs: atMs - HOUR_MS, toMs: atMs };
  return { fromMs, toMs, endMs: toMs, tz: spec.tz, label: formatSpan(fromMs, toMs, spec.tz) };
};

/** What a picture was asked for; undefined for one of statistics, and when it is no longer kept. */
export const askedOfSnapshot = async (
  { graph }: Pick<Snapshot, "graph">,
  { store, pages }: Pick<GraphDeskPorts, "store" | "pages">,
): Promise<AskedGraph | undefined> => {
  const page = splitPage(graph);
  return page.graph === MEASURE_GRAPH && page.id !== undefined ? store.graphs.read(page.id, pages.clock()) : undefined;
};

const MOST_LOOKED_AT = 100;

/**
 * Pictures of a problem that whoever asks may know of, newest first: those of this channel, their own, and those below
 * its card.
 */
export const historyHere = async (
  incidentId: string,
  limit: number,
  { user, said: { place } }: GraphAsker,
  { store }: Pick<GraphDeskPorts, "store">,
): Promise<readonly SnapshotHead[]> => {
  const all = await store.snapshots.ofIncident(incidentId, MOST_LOOKED_AT);
  return all
    .filter(({ channel, by }) => channel === undefined || channel === place?.channel || by === user.id)
    .slice(0, limit);
};
