import { type InstrumentPorts, instrumentedIf } from "../core/instrument.ts";
import type { AroundTurn } from "./loop.ts";

/** Who waits this long between two turns does a job at each; who waits less looks for work most of the time. */
const JOB_MS = 5_000;
/** A turn that took this long did something. */
const WORKED_MS = 20;
/** Polls count themselves, where they are begun: not each turn of theirs is one. */
const POLLS = /^collect:/;

/**
 * Counts turns of loops as jobs by the loop's name ("gaps", "known:pagerduty"): each of a loop that waits 5 s or longer;
 * of the others those that failed, took 20 ms or found so much that they go on at once, for an idle loop turns every second.
 */
export const countTurns =
  (ports: InstrumentPorts): AroundTurn =>
  (name, turn) => {
    if (POLLS.test(name)) return turn();
    const worth = (waitMs: number, tookMs: number): boolean => waitMs === 0 || waitMs >= JOB_MS || tookMs >= WORKED_MS;
    return instrumentedIf({ kind: "job", name }, turn, worth, ports);
  };
