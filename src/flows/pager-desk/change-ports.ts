import { Failure } from "../../core/failure.ts";
import type { IncidentRef } from "../../core/incident-ref.ts";
import type { Actor } from "../../core/integration.ts";
import type { PagerDesk } from "../../core/pager/desk.ts";
import type { PagerIncident } from "../../core/responding.ts";
import type { DeskAsker, PagerDeskPorts } from "./ports.ts";
import type { DeskReads } from "./reads.ts";

/** The part of the desk that changes something. */
export type DeskChanges = Pick<
  PagerDesk,
  | "setStatus"
  | "snooze"
  | "escalate"
  | "reassign"
  | "addResponder"
  | "merge"
  | "setPriority"
  | "addNote"
  | "addStatusUpdate"
  | "page"
  | "override"
  | "deleteOverride"
  | "askCover"
  | "takeCover"
  | "withdrawCover"
  | "forget"
>;

/** Everything that one change of one asker needs. */
export interface Changing {
  readonly ports: PagerDeskPorts;
  readonly asker: DeskAsker;
  readonly reads: DeskReads;
}

/** A stored command is given up before this long: what it remembered is of no use after it. */
export const REMEMBERED_MS = 30 * 60_000;

/**
 * What this same action came upon at its first try: `now` when it is the first. On disk, one row an asker and kind, so
 * that a try after a crash can tell what was done already.
 */
export const rememberFirst = async <T>({ ports, asker }: Changing, what: string, now: T): Promise<T> => {
  const { actionId } = asker.said;
  if (actionId === undefined) return now;
  const name = `change:${what}:${asker.user.id}`;
  const mine = async () => ({ actionId, value: now });
  const first = await ports.known.ask(name, mine, { freshMs: REMEMBERED_MS });
  if (first.value.actionId === actionId) return first.value.value;
  await ports.known.ask(name, mine, { freshMs: 0 });
  return now;
};

/** What an earlier try of this same action remembered; undefined when there was none. */
export const rememberedBefore = async <T>(changing: Changing, what: string): Promise<T | undefined> => {
  if (changing.asker.said.again !== true) return undefined;
  return (await rememberFirst<T | null>(changing, what, null)) ?? undefined;
};

/**
 * Changes one incident in the asker's name, and asks for a poll. On a try that may have worked before, "already so" and
 * what it would have brought are success.
 */
export const changeIncident = async (
  changing: Changing,
  ref: IncidentRef,
  change: (incident: PagerIncident, actor: Actor) => Promise<PagerIncident | undefined>,
): Promise<PagerIncident> => {
  const { ports, asker, reads } = changing;
  const [actor, incident] = await Promise.all([reads.actor(), reads.incident(ref)]);
  try {
    return (await change(incident, actor)) ?? incident;
  } catch (error) {
    if (!(asker.said.again === true && error instanceof Failure && error.code === "conflict")) throw error;
    return await reads.incident({ kind: "ref", ref: incident.id });
  } finally {
    ports.nudge(ports.source);
  }
};
