import type { CareDesk } from "../core/care-desk.ts";
import type { ChatUser } from "../core/chat.ts";
import { Failure } from "../core/failure.ts";
import type { Incident } from "../core/incident.ts";
import type { Clock } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import type { TellOurs } from "./tell-admin.ts";

/** What the desk needs from outside. */
export interface CareDeskPorts {
  readonly store: Store;
  readonly tellOurs: TellOurs;
  readonly clock: Clock;
  /** Sources whose incidents people name by an id alone. */
  readonly pagers?: Iterable<string> | undefined;
}

/** A number is looked for among so many of the problems that hold it in their words. */
const MOST_FOUND = 200;

/** An id of ours comes from a button: its problem was there once. */
const noSuch = (ref: string): Failure =>
  new Failure("not_found", `no problem is known as ${ref}`, {
    tell: ref.includes(":")
      ? "I know that problem no more: it is older than what I keep."
      : `I know no problem "${ref.slice(0, 80)}". Say its number, or say it in the thread of its card.`,
  });

const isCalled = ({ labels, key }: Incident, ref: string): boolean =>
  labels.number?.replace(/^#/, "") === ref || key === ref;

/** The newest problem with that number; what no card and no poll told of is not known here. */
const findProblem = async (ref: string, { store, pagers = [] }: CareDeskPorts): Promise<Incident> => {
  const exact = await store.incident(ref);
  if (exact) return exact;
  for (const source of pagers) {
    const found = await store.incident(`${source}:${ref}`);
    if (found) return found;
  }
  const { incidents } = await store.incidents({ words: [ref] }, "recent", MOST_FOUND);
  const found = incidents.find((one) => isCalled(one, ref));
  if (found) return found;
  throw noSuch(ref);
};

const linkedAddress = async ({ id, email }: ChatUser, store: Pick<Store, "linkedEmail">): Promise<string | undefined> =>
  (await store.linkedEmail(id)) ?? email;

/** Verdicts and ratings for one asker. */
export const createCareDesk =
  (ports: CareDeskPorts) =>
  (asker: ChatUser): CareDesk => {
    const { store, clock } = ports;
    return {
      problem: (ref) => findProblem(ref, ports),
      async judge(incidentId, { tag, note }) {
        const incident = await store.incident(incidentId);
        if (!incident) throw noSuch(incidentId);
        const said = { incidentId, tag, note, userId: asker.id, by: asker.name, atMs: clock() };
        const before = await store.verdicts.set(said);
        await store.outbox.repaintQuestions(incidentId, clock());
        return { incident, before };
      },
      verdict: (incidentId) => store.verdicts.read(incidentId),
      missing: ({ fromMs, toMs }, limit) => store.verdicts.missing({ fromMs, toMs }, limit),
      async rate(rating) {
        const email = await linkedAddress(asker, store);
        await store.ratings.save({ ...rating, userId: asker.id, email, atMs: clock() });
      },
      async rated({ fromMs, toMs }) {
        const all = await store.ratings.between({ fromMs, toMs });
        return all.filter(({ userId }) => userId === asker.id).sort((a, b) => b.fromMs - a.fromMs);
      },
    };
  };
