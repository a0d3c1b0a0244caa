import { type Failure, toFailure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";

/** What every look at the sources needs from outside. */
export interface LookPorts {
  readonly store: Pick<Store, "leases">;
  /** A look failed (`why`), or went through. */
  readonly said: (source: string, why: Failure | undefined, sinceMs: number) => Promise<void>;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
}

/** What is looked at. A failing `look` is said and holds up no other source. */
export interface Looking<S, B, A> {
  readonly name: string;
  readonly sources: ReadonlyMap<string, S>;
  /** The first look comes a turn later: what is set up beside us has that long to be there. */
  readonly late?: boolean;
  /** What has to be read here before the source is asked. */
  before(source: string): Promise<B>;
  look(at: S): Promise<A>;
  take(source: string, answer: A, before: B): Promise<void>;
}

const LEASE_MS = 120_000;
const EVERY_MS = 60_000;

/** Every minute, one process at a time: each source in turn. */
export const lookAtSources = <S, B, A>(looking: Looking<S, B, A>, ports: LookPorts): Loop => {
  const { name, sources, late, before, look, take } = looking;
  const { store, clock, log, said } = ports;
  const held = createHeld(store.leases, clock, name, ports.holder, LEASE_MS);
  let waits = late === true;
  const lookAt = async (source: string, at: S): Promise<void> => {
    const startMs = clock();
    const known = await before(source);
    let answer: A;
    try {
      answer = await look(at);
    } catch (error) {
      return said(source, toFailure(error), startMs);
    }
    await said(source, undefined, startMs);
    await take(source, answer, known);
  };
  const turn = async (): Promise<number> => {
    const skips = waits;
    waits = false;
    if (skips || !(await held.get())) return EVERY_MS;
    for (const [source, at] of sources) await lookAt(source, at);
    return EVERY_MS;
  };
  return createLoop(name, log, turn, held.release);
};
