import { toFailure } from "../core/failure.ts";
import type { Known } from "../core/known.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import { createHeld } from "./held.ts";
import type { PagerAnswers } from "./known/pager.ts";
import { createLoop, type Loop } from "./loop.ts";

/** What keeping the last known answers recent needs from outside. */
export interface KeepKnownPorts {
  /** Names the lease and the loop: "pagerduty". */
  readonly source: string;
  readonly answers: PagerAnswers;
  readonly store: Pick<Store, "leases">;
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** One answer that is kept recent. */
interface Kept {
  readonly name: string;
  readonly everyMs: number;
  readonly ask: (freshMs: number) => Promise<Known<unknown>>;
  dueMs: number;
  failures: number;
}

const MINUTE_MS = 60_000;
const LEASE_MS = 120_000;
/** While nothing comes, so long at most until it is asked for again: whoever wants to know asks for themselves. */
const LONGEST_WAIT_MS = 10 * MINUTE_MS;

const keptOf = ({ oncall, ahead, people, schedules, services, policies }: PagerAnswers): readonly Kept[] =>
  [
    { name: "who is on call", everyMs: MINUTE_MS, ask: oncall },
    { name: "turns ahead", everyMs: 10 * MINUTE_MS, ask: ahead },
    { name: "people", everyMs: 10 * MINUTE_MS, ask: people },
    { name: "schedules", everyMs: 10 * MINUTE_MS, ask: schedules },
    { name: "services", everyMs: 10 * MINUTE_MS, ask: services },
    { name: "policies", everyMs: 10 * MINUTE_MS, ask: policies },
  ].map((one) => ({ ...one, dueMs: 0, failures: 0 }));

/** Whether it came, and from now: a remembered answer in its stead is none. */
const hasCome = async ({ name, everyMs, ask }: Kept, { source, log }: KeepKnownPorts): Promise<boolean> => {
  try {
    return (await ask(everyMs / 2)).stale === undefined;
  } catch (error) {
    const failure = toFailure(error);
    log.debug({ source, what: name, code: failure.code }, "nothing is known yet, and nothing came");
    return false;
  }
};

/**
 * One process at a time: asks who is on call each minute, what comes and for all names every ten, so that there is a recent answer
 * when the pager gives none. What fails is asked for half as often each time; `known` has it in the log.
 */
export const createKeepKnown = (ports: KeepKnownPorts): Loop => {
  const { source, store, clock, log } = ports;
  const held = createHeld(store.leases, clock, `known:${source}`, ports.holder, LEASE_MS);
  const all = keptOf(ports.answers);
  const refresh = async (one: Kept): Promise<void> => {
    one.failures = (await hasCome(one, ports)) ? 0 : one.failures + 1;
    const backOffMs = Math.min(MINUTE_MS * 2 ** one.failures, LONGEST_WAIT_MS);
    one.dueMs = clock() + (one.failures === 0 ? one.everyMs : backOffMs);
  };
  const turn = async (): Promise<number> => {
    if (!(await held.get())) return MINUTE_MS;
    for (const one of all) if (one.dueMs <= clock()) await refresh(one);
    const nextMs = Math.min(...all.map(({ dueMs }) => dueMs));
    return Math.min(Math.max(nextMs - clock(), 1_000), MINUTE_MS);
  };
  return createLoop(`known:${source}`, log, turn, held.release);
};
