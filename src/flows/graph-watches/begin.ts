import { Failure } from "../../core/failure.ts";
import type { Incident } from "../../core/incident.ts";
import type { Clock } from "../../core/log.ts";
import type { Place } from "../../core/message.ts";
import type { GraphWatch, Snapshot, Store } from "../../core/store.ts";

/** How often a picture is made anew, in milliseconds: by an edit, or by a new message in place of the old one. */
export type EveryMs = Readonly<Record<GraphWatch["mode"], number>>;

const MOST_WATCHES = 20;
/** How long one with a problem goes on at most; its end ends it. */
export const OPEN_MS = 12 * 3_600_000;
const ALONE_MS = 3_600_000;

/** What beginning needs from outside. */
export interface BeginPorts {
  readonly store: Pick<Store, "graphs">;
  /** Signed public address of a kept picture's PNG; undefined when the chat cannot reach us. */
  readonly pictureUrl: (snapshotId: string) => string | undefined;
  readonly everyMs: EveryMs;
  readonly newId: () => string;
  readonly clock: Clock;
}

/** Who watches what, where, and the problem of that thread. */
export interface WatchWish {
  readonly snapshot: Pick<Snapshot, "id" | "graph" | "query">;
  readonly place: Place;
  readonly user: { readonly id: string; readonly name: string };
  readonly incident?: Incident | undefined;
}

/**
 * Begins to keep a picture fresh in a thread; the same graph there again goes on in the same message. Throws
 * Failure("usage") when 20 are watched already.
 */
export const createGraphWatch =
  ({ store, pictureUrl, everyMs, newId, clock }: BeginPorts) =>
  async ({ snapshot, place, user, incident }: WatchWish): Promise<{ untilMs: number; everyMs: number }> => {
    const { id, graph, query } = snapshot;
    const { channel, thread } = place;
    const all = await store.graphs.watches();
    const ofHere = (watches: typeof all): typeof all =>
      watches.filter((one) => one.channel === channel && one.thread === thread && one.graph === graph);
    const [before] = ofHere(all);
    if (!before && all.length >= MOST_WATCHES)
      throw new Failure("usage", `${all.length} graphs are watched already`, {
        tell: `I keep ${all.length} pictures fresh already, which is the most I can. Say "stop watching" where nobody looks any more.`,
      });
    const open = incident?.state === "firing" || incident?.state === "acked" ? incident : undefined;
    const mode = pictureUrl(id) === undefined ? "again" : "update";
    const nowMs = clock();
    const untilMs = nowMs + (open ? OPEN_MS : ALONE_MS);
    const shown = before ?? { id: newId(), mode, snapshotId: id };
    const whose = { userId: user.id, by: user.name, incidentId: open?.id };
    const times = { nextMs: nowMs, untilMs, failures: 0 };
    await store.graphs.watch({ ...shown, graph, query, channel, thread, ...whose, ...times });
    // Two that begin in one moment: whoever sees both keeps one.
    const [, ...doubles] = ofHere(await store.graphs.watches());
    for (const double of doubles) await store.graphs.unwatch(double.id);
    return { untilMs, everyMs: everyMs[shown.mode] };
  };
