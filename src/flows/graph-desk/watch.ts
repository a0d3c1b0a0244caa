import { Failure } from "../../core/failure.ts";
import type { GraphWatch, Snapshot } from "../../core/store.ts";
import type { GraphAsker, GraphDeskPorts } from "./ports.ts";

const EVERY_MS = 60_000;
/** Without a problem whose end would end it. */
const ALONE_MS = 3_600_000;
/** A problem that nobody ends is watched no longer. */
const MOST_MS = 24 * 3_600_000;

const isThere =
  ({ said: { place } }: GraphAsker) =>
  ({ channel, thread }: GraphWatch): boolean =>
    channel === place?.channel && thread === place.thread;

/** Has a picture kept fresh below this message; the same graph here again takes the place of its watch. */
export const watchGraph = async (
  { id: snapshotId, graph, query }: Snapshot,
  asker: GraphAsker,
  { store, pages, watchMode, newId }: GraphDeskPorts,
): Promise<{ readonly untilMs: number | undefined; readonly everyMs: number }> => {
  const { user, said, here } = asker;
  if (!said.place)
    throw new Failure("usage", "no place to watch a graph in", {
      tell: "I can watch a graph only where it was posted.",
    });
  const nowMs = pages.clock();
  const incident = await here();
  const open = incident?.state === "firing" || incident?.state === "acked";
  const before = (await store.graphs.watches()).find((one) => isThere(asker)(one) && one.graph === graph);
  await store.graphs.watch({
    ...{ id: before?.id ?? said.actionId ?? newId(), graph, query, snapshotId, mode: watchMode() },
    ...{ channel: said.place.channel, thread: said.place.thread, userId: user.id, by: user.name },
    ...(before?.ts === undefined ? {} : { ts: before.ts }),
    ...(open ? { incidentId: incident.id } : {}),
    ...{ nextMs: nowMs + EVERY_MS, untilMs: nowMs + (open ? MOST_MS : ALONE_MS), failures: 0 },
  });
  return { untilMs: open ? undefined : nowMs + ALONE_MS, everyMs: EVERY_MS };
};

/** Ends what is watched here. False: nothing was. */
export const unwatchGraphs = async (asker: GraphAsker, { store }: GraphDeskPorts): Promise<boolean> => {
  const there = (await store.graphs.watches()).filter(isThere(asker));
  for (const { id } of there) await store.graphs.unwatch(id);
  return there.length > 0;
};
