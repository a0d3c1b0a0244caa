import type { Log } from "../core/log.ts";
import type { Engine, What } from "./engine.ts";

/** Tells those who wait that something was written, by this process or another. */
export interface Changes {
  /** Call after a commit. */
  tell(what: What): void;
  onChange(listener: (what: What) => void): () => void;
}

const ALL: readonly What[] = ["hooks", "actions", "outbox", "data"];

/** Tells listeners in this process at once and other processes within a second. */
export const createChanges = (engine: Engine, log: Log): Changes => {
  const listeners = new Set<(what: What) => void>();
  const emit = (what: What): void => {
    for (const listener of listeners)
      try {
        listener(what);
      } catch (error) {
        log.error({ err: error, what }, "a listener of the store failed");
      }
  };
  engine.watch((what) => {
    for (const one of what ? [what] : ALL) emit(one);
  });
  return {
    tell(what) {
      emit(what);
      engine.announce(what);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
