import { strict as assert } from "node:assert";
import { Failure, type FailureCode } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";

export const NOW_MS = Date.parse("2026-11-21T09:30:00Z");
export const ANA = { name: "Ana Kovač", email: "ana.kovac@northwind.example" };

/** A problem worth a call. */
export const problem = (changes: Partial<Incident> = {}): Incident => ({
  id: "papertrail:cron@1",
  source: "papertrail",
  key: "cron",
  version: 1,
  state: "firing",
  severity: "critical",
  title: "502s on the API",
  url: "https://papertrailapp.com/searches/1",
  runbook: "https://runbooks.example.com/502",
  labels: { host: "web1", service: "Checkout API", alertname: "Http502", gone: "" },
  openedAtMs: NOW_MS - 60_000,
  firings: 1,
  history: [],
  last: { atMs: NOW_MS, rank: 0, eventId: "1" },
  ...changes,
});

export const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Everything that a failure could tell anybody, in the log or in a message. */
const everything = (error: Failure): string =>
  [error.message, error.tell, error.stack, String(error.cause), JSON.stringify(error)].join("\n");

/** Rejects with that code and words, and tells no secret. */
export const refused = async (
  act: Promise<unknown>,
  code: FailureCode,
  words: RegExp,
  secrets: readonly string[],
): Promise<Failure> => {
  let caught: unknown;
  await act.catch((error: unknown) => {
    caught = error;
  });
  assert.ok(caught instanceof Failure, `no Failure: ${caught}`);
  assert.equal(caught.code, code, caught.message);
  assert.match(`${caught.message}\n${caught.tell}`, words);
  assert.ok(caught.tell, "says what to do");
  for (const secret of secrets) assert.ok(!everything(caught).includes(secret), "a secret is told");
  return caught;
};
