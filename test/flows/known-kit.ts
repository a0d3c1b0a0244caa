import type { Store } from "../../src/core/store.ts";
import { createKnown, type KeptAnswers } from "../../src/flows/known.ts";

/** A clock set by hand. */
export interface HandClock {
  (): number;
  forward(ms: number): void;
}

export const START_MS = Date.parse("2026-11-21T09:30:00Z");

export const handClock = (startMs = START_MS): HandClock => {
  let nowMs = startMs;
  return Object.assign(() => nowMs, {
    forward: (ms: number): void => {
      nowMs += ms;
    },
  });
};

/** A log that keeps what was said. */
export const keptLog = () => {
  const lines: {
    readonly level: string;
    readonly message: string;
    readonly facts: Readonly<Record<string, unknown>>;
  }[] = [];
  const at = (level: string) => (facts: Readonly<Record<string, unknown>>, message: string) =>
    void lines.push({ level, message, facts });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
};

/** The table of last known answers, as a store keeps it, and what was written to it. */
export const knownTable = () => {
  const rows = new Map<string, { readonly value: string; readonly atMs: number }>();
  const saves: string[] = [];
  let broken = false;
  const fail = (): void => {
    if (broken) throw new Error("the disk is full");
  };
  const known: Store["known"] = {
    async save(name, value, atMs) {
      fail();
      saves.push(name);
      rows.set(name, { value, atMs });
    },
    async read(name) {
      fail();
      return rows.get(name);
    },
  };
  return {
    known,
    rows,
    saves,
    breakIt(): void {
      broken = true;
    },
  };
};

/** Remembered answers with everything around them in the test's hands; waits 40 ms instead of 2 s. */
export const openKnown = (table = knownTable(), clock = handClock(), waitMs = 40) => {
  const log = keptLog();
  const known: KeptAnswers = createKnown({ store: table, clock, log, waitMs });
  return { known, table, clock, log };
};

/** A read that ends when it is told to. */
export const pending = <T>() => {
  let answer: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  let calls = 0;
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  const read = (): Promise<T> => {
    calls += 1;
    return promise;
  };
  return { read, answer, fail, calls: () => calls };
};
