import { Failure } from "../../core/failure.ts";
import type { GraphDesk } from "../../core/graph/desk.ts";
import type { Snapshot } from "../../core/store.ts";
import { createGraphWatch } from "../graph-watches.ts";
import type { GraphAsker, GraphDeskPorts } from "./ports.ts";

/** Has a picture kept fresh below this message; the same graph here again goes on in the same message. */
export const watchGraph = async (
  snapshot: Snapshot,
  { user, said: { place }, here }: GraphAsker,
  { store, pages, watchMode, watchEveryMs, newId }: GraphDeskPorts,
): ReturnType<GraphDesk["watch"]> => {
  if (!place)
    throw new Failure("usage", "no place to watch a graph in", {
      tell: "I can watch a graph only where it was posted.",
    });
  // Only whether there is an address matters to the beginning.
  const pictureUrl = (id: string): string | undefined => (watchMode() === "update" ? id : undefined);
  const begin = createGraphWatch({ store, pictureUrl, everyMs: watchEveryMs, newId, clock: pages.clock });
  const incident = await here();
  const open = incident?.state === "firing" || incident?.state === "acked";
  const { untilMs, everyMs } = await begin({ snapshot, place, user, ...(open ? { incident } : {}) });
  return { untilMs: open ? undefined : untilMs, everyMs };
};

/** Ends what is watched here. False: nothing was. */
export const unwatchGraphs = async ({ said: { place } }: GraphAsker, { store }: GraphDeskPorts): Promise<boolean> => {
  const all = await store.graphs.watches();
  const there = all.filter(({ channel, thread }) => channel === place?.channel && thread === place.thread);
  for (const { id } of there) await store.graphs.unwatch(id);
  return there.length > 0;
};
