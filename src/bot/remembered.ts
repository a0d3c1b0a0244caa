import type { Clock } from "../core/log.ts";

/** So long what was looked up is believed. */
export const KEEP_MS = 10 * 60_000;
const RELOAD_MS = 5_000;
const MOST = 2_000;

/** What was looked up, by what it was looked up for. */
export interface Remembered<T> {
  (of: string): Promise<T>;
  /** It changed: the next look asks again. */
  forget(of: string): void;
}

/** Remembers what was looked up for `keepMs`; what failed is not remembered. */
export const remembered = <T>(clock: Clock, keepMs: number, load: (of: string) => Promise<T>): Remembered<T> => {
  const known = new Map<string, { readonly atMs: number; readonly value: Promise<T> }>();
  const find = (of: string): Promise<T> => {
    const nowMs = clock();
    const before = known.get(of);
    if (before !== undefined && nowMs - before.atMs < keepMs) return before.value;
    const entry = { atMs: nowMs, value: load(of) };
    known.delete(of);
    known.set(of, entry);
    const oldest = known.keys().next().value;
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    entry.value.catch(() => {
      if (known.get(of) === entry) known.delete(of);
    });
    return entry.value;
  };
  return Object.assign(find, { forget: (of: string) => void known.delete(of) });
};

/** Ids by name from one listing kept for ten minutes; a name it lacks makes a new one at most every 5 s. */
export const listing = (
  clock: Clock,
  load: () => Promise<ReadonlyMap<string, string>>,
): ((name: string) => Promise<string | undefined>) => {
  let listed: { readonly atMs: number; readonly ids: Promise<ReadonlyMap<string, string>> } | undefined;
  const notOlder = (olderMs: number): Promise<ReadonlyMap<string, string>> => {
    const nowMs = clock();
    if (listed !== undefined && nowMs - listed.atMs < olderMs) return listed.ids;
    const entry = { atMs: nowMs, ids: load() };
    listed = entry;
    entry.ids.catch(() => {
      if (listed === entry) listed = undefined;
    });
    return entry.ids;
  };
  return async (name) => (await notOlder(KEEP_MS)).get(name) ?? (await notOlder(RELOAD_MS)).get(name);
};
