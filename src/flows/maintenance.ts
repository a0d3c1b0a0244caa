import type { Maintenance, Window } from "../core/integration.ts";
import { literalGlob } from "../core/match.ts";
import type { Mute } from "../core/mute.ts";
import type { Store } from "../core/store.ts";
import { endMute } from "./due/mutes-end.ts";
import { type LookPorts, lookAtSources } from "./look-at-sources.ts";
import type { Loop } from "./loop.ts";

/** What following planned work at the sources needs from outside. */
export interface MaintenancePorts extends LookPorts {
  readonly store: Pick<Store, "mutes" | "dues" | "leases">;
  /** Source -> its maintenance windows. */
  readonly sources: ReadonlyMap<string, Pick<Maintenance, "windows">>;
  /** Where the end of a window is reported. */
  readonly channel: string;
}

/** Every minute: what the sources keep quiet for planned work is quiet here too, as long as it is there. */
export const createMaintenance = (ports: MaintenancePorts): Loop => {
  const { store, clock, sources } = ports;
  return lookAtSources(
    {
      name: "maintenance",
      sources,
      // Before the windows are read: one that is made meanwhile is not taken for one that is gone.
      before: async (source) => (await store.mutes.live(clock())).filter(({ origin, ref }) => origin === source && ref),
      look: (maintenance) => maintenance.windows(),
      take: (source, windows, known) => follow(source, windows, known, ports),
    },
    ports,
  );
};

/** Id of the mute that stands for a window. */
export const windowMuteId = (source: string, ref: string): string => `${source === "pagerduty" ? "pd" : source}:${ref}`;

const follow = async (
  source: string,
  windows: readonly Window[],
  known: readonly Mute[],
  { store, clock, channel }: MaintenancePorts,
): Promise<void> => {
  const nowMs = clock();
  // One that names no service says nothing that could be kept quiet.
  const there = new Map(windows.filter(({ services }) => services.length > 0).map((window) => [window.ref, window]));
  const same = new Set<string>();
  for (const mute of known) {
    const window = there.get(mute.ref ?? "");
    if (window && isSame(mute, window, nowMs)) same.add(window.ref);
    // A changed one begins anew under another id, before the old one ends: nothing is loud in between.
    else if (window)
      await store.mutes.add({
        ...muteOf(source, window, channel, `@${window.fromMs}-${window.toMs}`),
        ...ownerOf(mute),
      });
    if (!window || !isSame(mute, window, nowMs)) await endMute(mute, nowMs, store);
    if (window) same.add(window.ref);
  }
  for (const window of there.values())
    if (!same.has(window.ref) && window.toMs > nowMs) await store.mutes.add(muteOf(source, window, channel, ""));
};

/** What stays with one that was made here, whatever its times become. */
const ownerOf = ({ userId, by, match, because, channel }: Mute): Partial<Mute> =>
  userId === undefined ? {} : { userId, by, match, because, channel };

/** The mute says what the window says. One made here keeps the words that it was made with. */
const isSame = (mute: Mute, { fromMs, toMs, services }: Window, nowMs: number): boolean => {
  const named = [mute.match.labels?.service ?? []].flat();
  return (
    near(mute.untilMs, toMs) &&
    (near(mute.fromMs, fromMs) || (mute.fromMs <= nowMs && fromMs <= nowMs)) &&
    (mute.userId !== undefined || services.map(literalGlob).every((one) => named.includes(one)))
  );
};

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1_000;

const muteOf = (source: string, window: Window, channel: string, suffix: string): Mute => ({
  id: `${windowMuteId(source, window.ref)}${suffix}`,
  kind: "maintenance",
  match: { labels: { service: window.services.map(literalGlob) } },
  fromMs: window.fromMs,
  untilMs: window.toMs,
  by: window.by ?? source,
  channel,
  because: window.because || "planned maintenance",
  origin: source,
  ref: window.ref,
  swallowed: 0,
});
