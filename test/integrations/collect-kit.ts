import { strict as assert } from "node:assert";
import type { Duty, PlannedWork } from "../../src/core/duty.ts";
import type { Fact, Person } from "../../src/core/fact.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Collect, Connection, SourceIncident } from "../../src/core/integration.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A Saturday, 09:30 UTC. */
export const START = Date.parse("2026-11-21T09:30:00Z");

/** Everything that one window brought. */
export const readAll = async (collect: Collect, fromMs: number, toMs: number) => {
  const facts: Fact[] = [];
  const people: Person[] = [];
  const incidents = new Map<string, SourceIncident>();
  const spans: { fromMs: number; toMs: number; duties: readonly Duty[] }[] = [];
  const planned: PlannedWork[] = [];
  const done: number[] = [];
  for await (const batch of collect.collect({ fromMs, toMs })) {
    facts.push(...batch.facts);
    people.push(...batch.people);
    for (const incident of batch.incidents) incidents.set(incident.key, incident);
    if (batch.duties) spans.push(batch.duties);
    planned.push(...(batch.planned ?? []));
    if (batch.doneUntilMs !== undefined) done.push(batch.doneUntilMs);
  }
  return { facts, people, incidents, spans, planned, done };
};

/** "acked ana 12" for each, minutes after `fromMs`, in order of time. */
export const lines = (facts: readonly Fact[], fromMs: number): readonly string[] =>
  facts
    .toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))
    .map((fact) =>
      [fact.kind, fact.personId ?? "-", (fact.atMs - fromMs) / MINUTE, fact.channel]
        .filter((x) => x !== undefined)
        .join(" "),
    );

/** A connection whose waits pass on its clock instead of on ours. */
export const patient = (startMs = START) => {
  const time = { nowMs: startMs };
  const waits: number[] = [];
  const warnings: string[] = [];
  const stop = new AbortController();
  const connection: Connection = {
    clock: () => time.nowMs,
    log: {
      debug() {},
      info() {},
      error() {},
      warn: (facts, message) => void warnings.push(`${message} ${JSON.stringify(facts)}`),
    },
    signal: stop.signal,
  };
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    time.nowMs += ms;
  };
  return { time, waits, warnings, connection, waitsBy: { sleep, timeoutMs: 2000 }, stop: () => stop.abort() };
};

/** What it fails with, on purpose. */
export const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return error;
  }
  return assert.fail("it did not fail");
};
