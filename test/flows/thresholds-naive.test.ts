import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { ThresholdRule } from "../../src/core/policy.ts";
import { MIN, openWorld, rule, START, series, type World } from "./thresholds-kit.ts";

/** The same numbers each time: a linear congruence. */
const random = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const STEP_MS = 15_000;
const HOSTS = ["a", "b", "c"];
const LOOKS = 50;

/** What a host measured, on the grid of the steps since the start; null where nothing is. */
type Track = readonly (number | null)[];

/** Stretches up to the limit of 500 and beyond it, short and long gaps, single points of the other kind. */
const trackOf = (pick: (below: number) => number, length: number): Track => {
  const track: (number | null)[] = [];
  while (track.length < length) {
    const [kind, lasts] = [pick(8), 1 + pick(pick(2) === 0 ? 6 : 40)];
    for (let at = 0; at < lasts; at += 1) track.push(kind < 2 ? null : kind < 5 ? 496 + pick(5) : 500 + pick(5));
    if (pick(3) === 0) track.push(pick(2) === 0 ? 100 : 900);
  }
  return track;
};

/** The same as is documented, from the raw points: beyond at every known point of the last `for`, and seen all that time. */
const stateOf = (
  track: Track,
  end: number,
  { forMs, threshold }: ThresholdRule,
): "gone" | "ok" | "firing" | "unsure" => {
  const isBeyond = (value: number): boolean =>
    threshold.trouble === "above" ? value > threshold.value : value < threshold.value;
  const steps = Math.max(1, forMs / STEP_MS);
  const window = Math.max(forMs, 5 * MIN) / STEP_MS;
  let late = 0;
  while (late < window && (track[end - 1 - late] ?? null) === null) late += 1;
  if (late === window) return "gone";
  const newest = end - late;
  const seen = track.slice(Math.max(newest - steps, end - window), newest);
  if (seen.some((value) => value !== null && !isBeyond(value))) return "ok";
  const missing = seen.findIndex((value) => value !== null);
  return missing <= 3 && late <= 3 ? "firing" : "unsure";
};

/** Who should be open, told step by step. */
const createNaive = (name: string) => {
  const open = new Set<string>();
  let [failures, failing] = [0, false];
  return {
    changed: (): void => {
      failures = 0;
    },
    look(tracks: ReadonlyMap<string, Track> | undefined, end: number, now: ThresholdRule): void {
      const states = HOSTS.map((host) => [host, stateOf(tracks?.get(host) ?? [], end, now)] as const);
      if (!tracks || (now.noData === "alert" && states.every(([, state]) => state === "gone"))) {
        failures += 1;
        failing ||= failures >= 3;
        return;
      }
      [failures, failing] = [0, false];
      for (const [host, state] of states) {
        if (state === "firing") open.add(host);
        else if (state !== "unsure") open.delete(host);
      }
    },
    told: (): readonly string[] => [...open, ...(failing ? [`${name}:failing`] : [])].sort(),
  };
};

const openIn = async (world: World): Promise<readonly string[]> =>
  (await world.open())
    .flatMap(({ members = [] }) => members.filter(({ state }) => state === "firing"))
    .map(({ key, labels }) => labels.host ?? key)
    .sort();

describe("thresholds of our own, over random series", () => {
  for (let seed = 1; seed <= 10; seed += 1)
    it(`open and end as they would by the plain rule, whatever fails, restarts or changes (${seed})`, async (t) => {
      const pick = random(seed);
      const one = rule({
        ...{ by: { label: "host", how: "max" }, forMs: [30_000, 2 * MIN, 5 * MIN, 12 * MIN][pick(4)] ?? MIN },
        ...{ everyMs: 30_000, noData: pick(3) === 0 ? "ok" : "alert" },
        threshold: pick(2) === 0 ? { value: 500, trouble: "above" } : { value: 500, trouble: "below" },
      });
      const world = await openWorld(t, one);
      const before = 12 * MIN;
      const ends = LOOKS * 40 + before / STEP_MS;
      const tracks = new Map(HOSTS.map((host) => [host, trackOf(pick, ends)]));
      const naive = createNaive(one.name);
      let turn = await world.process();
      let down = 0;
      for (let look = 0; look < LOOKS; look += 1) {
        const [now = one] = world.rules;
        const end = (world.nowMs - START + before) / STEP_MS;
        const length = Math.max(now.forMs, 5 * MIN) / STEP_MS;
        down = down > 0 ? down - 1 : pick(12) === 0 ? 1 + pick(5) : 0;
        world.source.answer =
          down > 0
            ? new Failure("upstream", "status 503")
            : HOSTS.map((host) => series(host, tracks.get(host)?.slice(end - length, end) ?? [], { host }));
        await turn();
        await world.relay();
        naive.look(down > 0 ? undefined : tracks, end, now);
        assert.deepEqual(await openIn(world), naive.told(), `look ${look}, at ${end}`);
        if (pick(6) === 0) turn = await world.process();
        if (pick(15) === 0) {
          world.rules = [
            { ...now, threshold: { ...now.threshold, value: now.threshold.value + (pick(2) === 0 ? 2 : -2) } },
          ];
          naive.changed();
        }
        world.nowMs += 30_000 * (1 + pick(6));
      }
    });
});
