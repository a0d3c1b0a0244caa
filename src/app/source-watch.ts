import type { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import { SELF } from "../flows/plan.ts";
import type { Trouble } from "../flows/tell-admin.ts";

/** A source that cannot be read at this moment, in words with what to do; `mend`: only a person can end it. */
export interface SourceTrouble {
  readonly words: string;
  readonly mend: boolean;
}

/** Sources that cannot be read, and the word about them. */
export interface SourceWatch {
  /** A poll failed (`why`, `sinceMs` when that poll began) or went through. */
  readonly said: (source: string, why: Failure | undefined, sinceMs: number) => Promise<void>;
  readonly now: () => readonly SourceTrouble[];
}

/** What passes within this time is nobody's business. */
const PATIENCE_MS = 2 * 60_000;
/** How long a word of ours may take to be in the store. */
const SAID_MS = 60_000;

const wordsOf = (source: string, why: Failure): SourceTrouble =>
  why.code === "credentials"
    ? { words: `${source} cannot be read: ${why.tell ?? why.message}`, mend: true }
    : {
        words: `${source} cannot be read: ${why.message}. It is tried again by itself; look at its status page and at the network when that lasts.`,
        mend: false,
      };

/**
 * Says in the admin channel, once, that a source cannot be read: at once when it refuses our token, else after two
 * minutes; and once when it can be read again, also by another process or after a restart.
 */
export const sourceWatch = (
  store: Pick<Store, "incident">,
  tellAdmin: (trouble: Trouble) => Promise<void>,
  clock: Clock,
): SourceWatch => {
  const failing = new Map<string, { readonly sinceMs: number; readonly trouble: SourceTrouble }>();
  const saidAtMs = new Map<string, number>();
  const isSaid = async (source: string): Promise<boolean> =>
    (await store.incident(`${SELF}:source:${source}`))?.state === "firing";
  const tell = (source: string, why: string | undefined): Promise<void> =>
    tellAdmin({
      key: `source:${source}`,
      state: why ? "firing" : "resolved",
      title: `I cannot read from ${source}`,
      what: why ? "polls fail; webhooks are still relayed" : "polls work again",
      labels: why ? { reason: why, service: source } : {},
    });
  return {
    now: () => [...failing.values()].map(({ trouble }) => trouble),
    async said(source, why, startMs) {
      if (why === undefined) {
        failing.delete(source);
        const mine = saidAtMs.delete(source);
        if (mine || (await isSaid(source))) await tell(source, undefined);
        return;
      }
      const sinceMs = failing.get(source)?.sinceMs ?? startMs;
      const trouble = wordsOf(source, why);
      failing.set(source, { sinceMs, trouble });
      if (!trouble.mend && clock() - sinceMs <= PATIENCE_MS) return;
      if (clock() - (saidAtMs.get(source) ?? Number.NEGATIVE_INFINITY) < SAID_MS || (await isSaid(source))) return;
      saidAtMs.set(source, clock());
      await tell(source, trouble.words);
    },
  };
};
