import { sayIncidentId } from "../../core/verdict-words.ts";
import type { DueHandler } from "../due.ts";

/** Nobody remembers what ended longer ago. */
const LATEST_MS = 24 * 60 * 60_000;
/** What flaps is looked at again this long after it should have settled. */
const SETTLED_MS = 5_000;
/** A button holds so much, its words included. */
const LONGEST_ID = 1_500;

/** Asks once, in the thread of its cards, whether a problem that is over needed anybody. */
export const askVerdict: DueHandler = async (due, { store, policy, clock, log }) => {
  const { care, flapping } = policy();
  const incident = await store.incident(due.subject);
  const endedAtMs = incident?.resolvedAtMs;
  if (incident?.state !== "resolved" || endedAtMs === undefined || care.verdicts === "off") return undefined;
  const { id, ending, mutedBy } = incident;
  if (ending === "merged" || mutedBy !== undefined || clock() - endedAtMs > LATEST_MS) return undefined;
  if (sayIncidentId(id).length > LONGEST_ID) return undefined;
  if (incident.flapping) {
    const lastMs = incident.flips?.at(-1) ?? incident.flapping.sinceMs;
    return { ...due, atMs: Math.max(lastMs + flapping.withinMs, clock()) + SETTLED_MS };
  }
  if (await store.verdicts.read(id)) return undefined;
  const asked = await store.outbox.oweQuestion(id, endedAtMs, clock());
  if (asked) log.info({ incident: id }, "asked whether it needed anybody");
  return undefined;
};
