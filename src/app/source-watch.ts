import type { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import { ownTroubles } from "../flows/own-troubles.ts";
import type { Trouble } from "../flows/tell-admin.ts";

/** A source that cannot be read at this moment, in words with what to do; `mend`: only a person can end it. */
export interface SourceTrouble {
  readonly words: string;
  readonly mend: boolean;
}

/** Sources that cannot be read, and the word about them. */
export interface SourceWatch {
  /**
   * A poll failed (`why`, `sinceMs` when that poll began) or went through. `part`: what of the source was asked for, when
   * it is not what everything depends on.
   */
  readonly said: (source: string, why: Failure | undefined, sinceMs: number, part?: string) => Promise<void>;
  readonly now: () => readonly SourceTrouble[];
}

/** What passes within this time is nobody's business. */
const PATIENCE_MS = 2 * 60_000;
/** How long a word of ours may take to be in the store. */
const SAID_MS = 60_000;

const wordsOf = (name: string, why: Failure, whole: boolean): SourceTrouble =>
  why.code === "credentials"
    ? { words: `${name} cannot be read: ${why.tell ?? why.message}`, mend: whole }
    : {
        words: `${name} cannot be read: ${why.message}. It is tried again by itself; look at its status page and at the network when that lasts.`,
        mend: false,
      };

/**
 * Says in the admin channel, once, that a source cannot be read: at once when it refuses our token, else after two
 * minutes; and once when it can be read again, also by another process or after a restart.
 */
export const sourceWatch = (
  store: Pick<Store, "openOf">,
  tellAdmin: (trouble: Trouble) => Promise<void>,
  clock: Clock,
): SourceWatch => {
  const failing = new Map<string, { readonly sinceMs: number; readonly trouble: SourceTrouble }>();
  const saidAtMs = new Map<string, number>();
  const isSaid = async (name: string): Promise<boolean> => (await ownTroubles(store)).has(`source:${name}`);
  const tell = (name: string, why: string | undefined): Promise<void> =>
    tellAdmin({
      key: `source:${name}`,
      state: why ? "firing" : "resolved",
      title: `I cannot read from ${name}`,
      what: why ? "polls fail; webhooks are still relayed" : "polls work again",
      labels: why ? { reason: why, service: name } : {},
    });
  return {
    now: () => [...failing.values()].map(({ trouble }) => trouble),
    async said(source, why, startMs, part) {
      const name = part === undefined ? source : `${source}: ${part}`;
      if (why === undefined) {
        failing.delete(name);
        const mine = saidAtMs.delete(name);
        if (mine || (await isSaid(name))) await tell(name, undefined);
        return;
      }
      const sinceMs = failing.get(name)?.sinceMs ?? startMs;
      const trouble = wordsOf(name, why, part === undefined);
      failing.set(name, { sinceMs, trouble });
      if (why.code !== "credentials" && clock() - sinceMs <= PATIENCE_MS) return;
      if (clock() - (saidAtMs.get(name) ?? Number.NEGATIVE_INFINITY) < SAID_MS || (await isSaid(name))) return;
      saidAtMs.set(name, clock());
      await tell(name, trouble.words);
    },
  };
};
