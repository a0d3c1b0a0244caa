import { type FailureCode, toFailure } from "../../core/failure.ts";
import type { Log } from "../../core/log.ts";
import { TokenRefused } from "./failures.ts";

/** Decides which trouble with one thing, an incident most of all, is its own and must not stop the sync of all others. */
export interface Doubts {
  /**
   * What `read` answers, or "unreadable", which is logged; `id` names the incident, or what else is read. Throws what may
   * pass, and what is about the whole account.
   */
  unlessLasting<T>(id: string, read: () => Promise<T>): Promise<T | "unreadable">;
}

/** So many polls may fail at one of them with what usually passes (a 500, no answer) before it is left out. */
const PATIENCE = 3;
/** Never the fault of one incident. */
const ABOUT_ALL: ReadonlySet<FailureCode> = new Set(["rate_limited", "unavailable", "internal"]);

/** Counts failed polls by incident, in this process only: after a restart each incident gets its patience anew. */
export const createDoubts = (log: Log): Doubts => {
  const failed = new Map<string, number>();
  return {
    async unlessLasting(id, read) {
      try {
        const answer = await read();
        failed.delete(id);
        return answer;
      } catch (error) {
        const failure = toFailure(error);
        if (failure instanceof TokenRefused || ABOUT_ALL.has(failure.code)) throw error;
        const times = (failed.get(id) ?? 0) + 1;
        failed.set(id, times);
        if (failure.retry && times <= PATIENCE) throw error;
        log.warn({ source: "pagerduty", incident: id, code: failure.code, times }, `left out: ${failure.message}`);
        return "unreadable";
      }
    },
  };
};
