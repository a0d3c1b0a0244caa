import { toFailure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Store } from "../core/store.ts";

/** When a source last delivered, and when it was last refused and why. */
export interface LastHeard {
  readonly atMs?: number | undefined;
  readonly refusedAtMs?: number | undefined;
  readonly why?: string | undefined;
}

/** Remembers what was heard of each source: the store is told every few seconds at most. */
export interface Heard {
  accepted(source: string): void;
  refused(source: string, why: string): void;
}

const EVERY_MS = 3_000;

/** Notes deliveries without holding any of them up; the last of a burst is noted at its end. */
export const createHeard = ({ known }: Pick<Store, "known">, clock: Clock, log: Log): Heard => {
  const savedAtMs = new Map<string, number>();
  const later = new Map<string, { value: string; atMs: number }>();
  const save = (name: string, value: string, atMs: number): void => {
    savedAtMs.set(name, atMs);
    known.save(name, JSON.stringify(value), atMs).catch((error: unknown) => {
      log.warn({ name, why: toFailure(error).message }, "could not note when a source was heard");
    });
  };
  const note = (name: string, value: string): void => {
    const atMs = clock();
    // A clock that was set back must not make anybody wait for it.
    const waitMs = Math.min((savedAtMs.get(name) ?? Number.NEGATIVE_INFINITY) + EVERY_MS - atMs, EVERY_MS);
    if (waitMs <= 0) {
      save(name, value, atMs);
      return;
    }
    const waits = later.has(name);
    later.set(name, { value, atMs });
    if (waits) return;
    setTimeout(() => {
      const last = later.get(name);
      later.delete(name);
      if (last) save(name, last.value, last.atMs);
    }, waitMs).unref();
  };
  return {
    accepted: (source) => note(`heard:${source}`, ""),
    refused: (source, why) => note(`refused:${source}`, why.slice(0, 300)),
  };
};

/** What is known of a source, by any process that shares the store. */
export const lastHeard = async ({ known }: Pick<Store, "known">, source: string): Promise<LastHeard> => {
  const [heard, refused] = await Promise.all([known.read(`heard:${source}`), known.read(`refused:${source}`)]);
  const why: unknown = refused === undefined ? undefined : JSON.parse(refused.value);
  return { atMs: heard?.atMs, refusedAtMs: refused?.atMs, why: typeof why === "string" ? why : undefined };
};
