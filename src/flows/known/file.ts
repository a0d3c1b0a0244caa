import { toFailure } from "../../core/failure.ts";
import type { Clock, Log } from "../../core/log.ts";
import type { Store } from "../../core/store.ts";

/** An answer, and when it was asked for. */
export interface Remembered {
  readonly value: unknown;
  readonly atMs: number;
}

/** Where answers are kept: in memory, and in the store for whoever comes after or stands beside us. */
export interface KnownFile {
  /** The remembered answer if it is younger than that and nothing was changed since. */
  fresh(name: string, freshMs: number): Promise<Remembered | undefined>;
  /** The newest there is, ours or another process's. A store that cannot be read is logged, and has none. */
  last(name: string): Promise<Remembered | undefined>;
  /** Keeps it, unless a newer one is kept; answers what was given once it is on disk, or the store refused it. */
  remember(name: string, answer: Remembered): Promise<Remembered>;
  /** What is kept under names that begin so is fresh no more. */
  expire(prefix: string): void;
  /** Resolves when everything kept so far is in the store, or was refused by it. */
  idle(): Promise<void>;
}

/** What it needs from outside. */
export interface KnownFilePorts {
  readonly store: Pick<Store, "known">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Goes up when the shapes of remembered answers change: older ones are then read no more. */
const FORM = 1;
/** An answer that did not change is written again after this long, so that its age is true after a restart. */
const SAVE_AGAIN_MS = 60_000;
/** A longer one is kept in memory alone. */
const LONGEST = 2_000_000;

const write = (value: unknown): string => JSON.stringify({ form: FORM, value });

const parse = (text: string): { readonly value: unknown } | undefined => {
  const kept: unknown = JSON.parse(text);
  if (typeof kept !== "object" || kept === null || !("form" in kept) || kept.form !== FORM) return undefined;
  return { value: "value" in kept ? kept.value : undefined };
};

/** The part of it that is on disk. */
const createShelf = ({ store, log }: KnownFilePorts) => {
  const saved = new Map<string, { readonly text: string; readonly atMs: number }>();
  const saving = new Set<Promise<void>>();
  const complain = (name: string, error: unknown, what: string): undefined => {
    const failure = toFailure(error);
    log.warn({ known: name, code: failure.code, err: failure }, what);
  };
  return {
    async save(name: string, { value, atMs }: Remembered): Promise<void> {
      const text = write(value);
      const before = saved.get(name);
      if (text.length > LONGEST || (before?.text === text && atMs - before.atMs < SAVE_AGAIN_MS)) return;
      saved.set(name, { text, atMs });
      const work: Promise<void> = store.known
        .save(name, text, atMs)
        .catch((error: unknown) => complain(name, error, "an answer could not be stored: a restart forgets it"))
        .finally(() => saving.delete(work));
      saving.add(work);
      await work;
    },
    async read(name: string): Promise<Remembered | undefined> {
      try {
        const row = await store.known.read(name);
        const kept = row && parse(row.value);
        return kept && row && { value: kept.value, atMs: row.atMs };
      } catch (error) {
        return complain(name, error, "a stored answer could not be read");
      }
    },
    async idle(): Promise<void> {
      while (saving.size > 0) await Promise.all(saving);
    },
  };
};

/** Memory over the store; each name is read from the store only when memory does not do. */
export const createKnownFile = (ports: KnownFilePorts): KnownFile => {
  const { clock } = ports;
  const shelf = createShelf(ports);
  const memory = new Map<string, Remembered>();
  const expired = new Map<string, number>();

  const newest = async (name: string): Promise<Remembered | undefined> => {
    const onDisk = await shelf.read(name);
    const inMemory = memory.get(name);
    if (!onDisk || (inMemory && inMemory.atMs >= onDisk.atMs)) return inMemory;
    memory.set(name, onDisk);
    return onDisk;
  };
  const ifFresh = (name: string, answer: Remembered | undefined, freshMs: number): Remembered | undefined => {
    if (answer === undefined || Math.abs(clock() - answer.atMs) >= freshMs) return undefined;
    const isOld = [...expired].some(([prefix, atMs]) => name.startsWith(prefix) && answer.atMs <= atMs);
    return isOld ? undefined : answer;
  };

  return {
    async fresh(name, freshMs) {
      if (freshMs <= 0) return undefined;
      return ifFresh(name, memory.get(name), freshMs) ?? ifFresh(name, await newest(name), freshMs);
    },
    last: newest,
    async remember(name, answer) {
      const before = memory.get(name);
      if (before && before.atMs > answer.atMs) return answer;
      memory.set(name, answer);
      await shelf.save(name, answer);
      return answer;
    },
    expire: (prefix) => void expired.set(prefix, clock()),
    idle: () => shelf.idle(),
  };
};
