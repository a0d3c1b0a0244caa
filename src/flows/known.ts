import { Failure, type FailureCode, toFailure } from "../core/failure.ts";
import type { Known } from "../core/known.ts";
import { inTime, LATE } from "./in-time.ts";
import { createKnownFile, type KnownFile, type KnownFilePorts, type Remembered } from "./known/file.ts";

/** Answers of a service that are remembered, on disk too. */
export interface KnownAnswers {
  /**
   * What `read` answers, or the remembered answer when it is fresher than `freshMs`. When `read` fails or takes longer
   * than 2 s: the last known one with its age, if there is any; else throws what `read` threw, or Failure("timeout").
   */
  ask<T>(name: string, read: () => Promise<T>, options: { readonly freshMs: number }): Promise<Known<T>>;
  /** The remembered answer, however old; undefined where there is none. Nobody is asked. */
  last<T>(name: string): Promise<Known<T> | undefined>;
  /** No remembered answer whose name begins so is fresh any more: something was changed. It stays the last known one. */
  expire(prefix: string): void;
}

/** What remembering needs from outside; `service` is how people know it. */
export interface KnownPorts extends KnownFilePorts {
  readonly service?: string;
  /** How long an asker waits for news where there is an older answer; five times as long where there is none. */
  readonly waitMs?: number;
}

/** Answers that are remembered, and what the process that keeps them needs. */
export interface KeptAnswers extends KnownAnswers {
  /** Resolves when what is remembered is in the store: before the store is closed. */
  idle(): Promise<void>;
}

/** A read under way, shared by all who ask meanwhile. */
interface Reading {
  readonly answer: Promise<Remembered>;
  readonly startedMs: number;
}

const WAIT_MS = 2_000;
/** Without an older answer a slow one is worth more than none. */
const PATIENCE = 5;

/** A read that takes longer may never end: the next asker begins another one. */
const GIVE_UP_MS = 15_000;

/** What is wrong with the question itself: an older answer would hide it. */
const ABOUT_QUESTION: ReadonlySet<FailureCode> = new Set(["usage", "not_found", "forbidden", "conflict", "config"]);

/** Why an older answer is shown instead, for people; undefined for what is wrong with the question itself. */
export const staleWords = (failure: Failure, service: string): string | undefined =>
  ABOUT_QUESTION.has(failure.code) ? undefined : whyStale(failure, service);

const whyStale = ({ code }: Failure, service: string): string => {
  if (code === "credentials") return `${service} refuses the token`;
  if (code === "rate_limited") return `${service} asks us to slow down`;
  if (code === "rejected" || code === "internal") return `${service} answers something that I do not understand`;
  return `${service} does not answer`;
};

const noAnswer = (name: string, service: string): Failure =>
  new Failure("timeout", `${service}: no answer in time for ${name}`, {
    tell: `${service} does not answer in time, and I have no earlier answer to show. Ask again in a minute: I keep trying.`,
  });

/** One read at a time for each name. Its answer is remembered also when nobody waits for it any more, its failure logged. */
const createReadings = ({ clock, log }: KnownPorts, file: KnownFile) => {
  const readings = new Map<string, Reading>();
  const begin = (name: string, read: () => Promise<unknown>): Reading => {
    const startedMs = clock();
    const answer = (async () => read())().then(
      (value) => file.remember(name, { value, atMs: startedMs }),
      (error: unknown) => {
        const failure = toFailure(error);
        log.warn({ known: name, code: failure.code, err: failure }, "a service could not be asked");
        throw failure;
      },
    );
    const reading = { answer, startedMs };
    readings.set(name, reading);
    const ended = (): void => {
      if (readings.get(name) === reading) readings.delete(name);
    };
    answer.then(ended, ended);
    return reading;
  };
  return {
    of(name: string, read: () => Promise<unknown>): Reading {
      const reading = readings.get(name);
      return reading && clock() - reading.startedMs < GIVE_UP_MS ? reading : begin(name, read);
    },
    /** Whoever asks from now on reads anew. */
    forget(prefix: string): void {
      for (const name of [...readings.keys()]) if (name.startsWith(prefix)) readings.delete(name);
    },
  };
};

/** Remembers in memory and in the store: a restart, and another process, know what was known. */
export const createKnown = (ports: KnownPorts): KeptAnswers => {
  const { clock, log, service = "PagerDuty", waitMs = WAIT_MS } = ports;
  const file = createKnownFile(ports);
  const readings = createReadings(ports, file);

  const instead = async (name: string, failure: Failure): Promise<Known<unknown>> => {
    const last = ABOUT_QUESTION.has(failure.code) ? undefined : await file.last(name);
    if (!last) throw failure;
    return { value: last.value, atMs: last.atMs, stale: whyStale(failure, service) };
  };

  const ask = async (name: string, read: () => Promise<unknown>, freshMs: number): Promise<Known<unknown>> => {
    const before = await file.fresh(name, freshMs);
    if (before) return before;
    const { answer, startedMs } = readings.of(name, read);
    const leftMs = startedMs + waitMs - clock();
    try {
      let said = await inTime(answer, Math.min(Math.max(leftMs, 0), waitMs));
      if (said === LATE && !(await file.last(name))) said = await inTime(answer, waitMs * PATIENCE);
      if (said !== LATE) return said;
    } catch (error) {
      return instead(name, toFailure(error));
    }
    log.warn({ known: name, forMs: clock() - startedMs }, "a service is slow: it is waited for no longer");
    return instead(name, noAnswer(name, service));
  };

  return {
    // Whoever asks by a name reads the same thing each time, so what is remembered by it has that type.
    ask: async <T>(name: string, read: () => Promise<T>, { freshMs }: { readonly freshMs: number }) =>
      (await ask(name, read, freshMs)) as Known<T>,
    last: async <T>(name: string) => (await file.last(name)) as Known<T> | undefined,
    expire(prefix) {
      file.expire(prefix);
      readings.forget(prefix);
    },
    idle: () => file.idle(),
  };
};
