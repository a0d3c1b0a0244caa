import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "../core/failure.ts";

/** Waits. Throws Failure("unavailable") as soon as `signal` says stop. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** The real one. */
export const sleep: Sleep = async (ms, signal) => {
  try {
    await wait(ms, undefined, { signal });
  } catch (cause) {
    throw new Failure("unavailable", "stopped while waiting", { cause });
  }
};
