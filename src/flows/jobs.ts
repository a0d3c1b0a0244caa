import { toFailure } from "../core/failure.ts";
import { type InstrumentPorts, instrumented } from "../core/instrument.ts";
import type { Log } from "../core/log.ts";
import { formatDuration } from "../core/number-words.ts";
import type { Store } from "../core/store.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";

/** Something that is to be done at certain moments, once each. */
export interface Job {
  /** What its moments are remembered by. */
  readonly name: string;
  /** What it is counted as: "report weekly". */
  readonly kind: string;
  /** The last moment at or before now at which it was due. */
  latestMs(nowMs: number): number;
  /** The next one. */
  nextMs(nowMs: number): number;
  /** Both moments stand for the same thing: the later one has nothing left to do. */
  same(beforeMs: number, dueMs: number): boolean;
  /** Does it; the same moment again does nothing twice. Throws to be tried again. */
  run(dueMs: number): Promise<void>;
}

/** What doing jobs needs from outside. */
export interface JobPorts extends InstrumentPorts {
  readonly store: Pick<Store, "jobs" | "leases">;
  /** Those in force now. */
  readonly jobs: () => readonly Job[];
  readonly holder: string;
  readonly log: Log;
}

/** Longer than one job takes. */
const LEASE_MS = 300_000;
const EVERY_MS = 60_000;
/** What is later than this is news of yesterday. */
const MOST_LATE_MS = 24 * 3_600_000;
const AGAIN_MS = [60_000, 300_000, 900_000];

/** A job that failed: how often, and when it is tried again. */
type Failed = Map<string, { readonly times: number; readonly nextMs: number }>;

/**
 * Does each job at its moments, one process at a time: a moment that was missed is made good within 24 h, an older one is
 * left out. A job that is new, or back after it was switched off, has nothing to make good: its first moment is the next one.
 */
export const createJobs = (ports: JobPorts): Loop => {
  const held = createHeld(ports.store.leases, ports.clock, "jobs", ports.holder, LEASE_MS);
  const failed: Failed = new Map();
  let before: ReadonlySet<string> | undefined;
  const turn = async (): Promise<number> => {
    const jobs = ports.jobs();
    const isBack = ({ name }: Job): boolean => before?.has(name) === false;
    for (const job of jobs) if (await held.get()) await lookAtJob(job, isBack(job), failed, ports);
    before = new Set(jobs.map(({ name }) => name));
    const nowMs = ports.clock();
    const dueMs = ports.jobs().map((job) => job.nextMs(nowMs) - nowMs);
    return Math.max(1, Math.min(EVERY_MS, ...dueMs));
  };
  return createLoop("jobs", ports.log, turn, held.release);
};

const lookAtJob = async (job: Job, isBack: boolean, failed: Failed, ports: JobPorts): Promise<void> => {
  const { store, clock, log } = ports;
  const { name } = job;
  const nowMs = clock();
  const dueMs = job.latestMs(nowMs);
  const lastMs = await store.jobs.last(name);
  if (lastMs !== undefined && lastMs >= dueMs) return;
  if ((failed.get(name)?.nextMs ?? 0) > nowMs) return;
  if (lastMs === undefined || isBack)
    log.info({ job: name, nextMs: job.nextMs(nowMs) }, "a new job waits for its first moment");
  else if (job.same(lastMs, dueMs)) log.info({ job: name, dueMs }, "that was told already; nothing is left to do");
  else if (nowMs - dueMs > MOST_LATE_MS)
    log.warn(
      { job: name, dueMs, late: formatDuration(nowMs - dueMs) },
      "a job is more than a day late: it is left out",
    );
  else if (!(await runJob(job, dueMs, failed, ports))) return;
  failed.delete(name);
  await store.jobs.done(name, dueMs);
};

/** False: it failed, and is tried again later; the other jobs go on. */
const runJob = async (job: Job, dueMs: number, failed: Failed, ports: JobPorts): Promise<boolean> => {
  const { clock, log } = ports;
  try {
    await instrumented({ kind: "job", name: job.kind }, () => job.run(dueMs), ports);
    log.info({ job: job.name, dueMs, late: formatDuration(clock() - dueMs) }, "a job is done");
    return true;
  } catch (error) {
    const failure = toFailure(error);
    const { times } = failed.get(job.name) ?? { times: 0 };
    // What it needs is not there yet: that is no failure to back off from.
    const isEarly = failure.code === "unavailable";
    const waitMs = isEarly ? EVERY_MS : (AGAIN_MS[Math.min(times, AGAIN_MS.length - 1)] ?? EVERY_MS);
    failed.set(job.name, { times: isEarly ? times : times + 1, nextMs: clock() + waitMs });
    const facts = { job: job.name, dueMs, waitMs };
    if (isEarly) log.info({ ...facts, why: failure.message }, "a job waits");
    else log.warn({ ...facts, err: failure }, "a job failed; it will be tried again");
    return false;
  }
};
