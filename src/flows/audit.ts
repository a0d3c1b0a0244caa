import type { Audit, AuditEntry } from "../core/audit.ts";
import { type Failure, toFailure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import type { PolicyNow } from "../core/policy.ts";
import { redactText } from "../core/redact.ts";
import { isAnswer } from "./answer/told.ts";

/** What keeping a record needs from outside. */
export interface RecordPorts {
  readonly store: { readonly audit: Pick<Audit, "add" | "read"> };
  readonly policy: PolicyNow;
  readonly clock: Clock;
  readonly log: Log;
}

/** Everything of an entry but when, and not redacted yet. */
export type Deeded = Omit<AuditEntry, "atMs" | "undoneAtMs">;

const LONGEST = 300;

/** Redacted, on one line and cut. */
const cleaner =
  ({ policy }: Pick<RecordPorts, "policy">) =>
  (text: string): string =>
    redactText(text, policy().redactions).replace(/\s+/g, " ").trim().slice(0, LONGEST).toWellFormed();

/** What became of an entry. */
export interface Recorded {
  readonly entry: AuditEntry;
  /** This try wrote it: false where an earlier one that was done had. */
  readonly fresh: boolean;
}

/** Outcome and reason of what did not work. */
export const outcomeOf = (failure: Failure): Pick<AuditEntry, "outcome" | "why"> => ({
  outcome: isAnswer(failure) ? "refused" : "failed",
  why: failure.tell?.split("\n")[0] ?? failure.message,
});

/**
 * Writes what somebody changed, or tried to: texts redacted, on one line and cut. What was done stays done, whatever a later try of
 * the same says. Throws what the store throws.
 */
export const record = async (deeded: Deeded, ports: RecordPorts): Promise<Recorded> => {
  const { store, clock } = ports;
  const had = await store.audit.read(deeded.id);
  if (had?.outcome === "done") return { entry: had, fresh: false };
  const clean = cleaner(ports);
  const entry: AuditEntry = {
    ...deeded,
    atMs: clock(),
    words: clean(deeded.words),
    ...(deeded.about === undefined ? {} : { about: clean(deeded.about) }),
    ...(deeded.why === undefined ? {} : { why: clean(deeded.why) }),
  };
  await store.audit.add(entry);
  return { entry, fresh: true };
};

/** The same where the deed is done and its answer must not be lost: the log keeps what the store did not take. */
export const recordOrLog = async (deeded: Deeded, ports: RecordPorts): Promise<Recorded | undefined> => {
  try {
    return await record(deeded, ports);
  } catch (error) {
    const { id, userId, deed, outcome } = deeded;
    ports.log.error({ id, userId, deed, outcome, err: toFailure(error) }, "who changed what could not be kept");
    return undefined;
  }
};

/** What was kept as done was not: it was to be said to others, and could not be. Never throws. */
export const recordUnsaid = async ({ entry }: Recorded, failure: Failure, ports: RecordPorts): Promise<void> => {
  const { outcome, why = "" } = outcomeOf(failure);
  try {
    await ports.store.audit.add({ ...entry, outcome, why: cleaner(ports)(why) });
  } catch (error) {
    const { id, userId, deed } = entry;
    ports.log.error({ id, userId, deed, outcome, err: toFailure(error) }, "who changed what could not be kept");
  }
};
