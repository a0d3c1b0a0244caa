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

/** Notes deliveries without holding any of them up: the first at once, the last of a burst at its end. */
export const createHeard = ({ known }: Pick<Store, "known">, clock: Clock, log: Log): Heard => {
  const latest = new Map<string, { readonly value: string; readonly atMs: number }>();
  const follow = async (name: string): Promise<void> => {
    for (let one = latest.get(name); one; one = latest.get(name)) {
      try {
        await known.save(name, JSON.stringify(one.value), one.atMs);
      } catch (error) {
        log.warn({ name, why: toFailure(error).message }, "could not note when a source was heard");
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS).unref());
      if (latest.get(name) === one) latest.delete(name);
    }
  };
  const note = (name: string, value: string): void => {
    const isFollowed = latest.has(name);
    latest.set(name, { value, atMs: clock() });
    if (!isFollowed) void follow(name);
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
