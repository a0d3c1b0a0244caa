import { Failure } from "../../core/failure.ts";
import type { IncidentRef } from "../../core/incident-ref.ts";
import type { PagerIncident, Target } from "../../core/responding.ts";
import { onceOnly, settled } from "./certain.ts";
import { peopleOn } from "./change-people.ts";
import { type Changing, changeIncident, type DeskChanges, REMEMBERED_MS, rememberFirst } from "./change-ports.ts";

type OfIncidents = Pick<
  DeskChanges,
  "snooze" | "escalate" | "reassign" | "addResponder" | "merge" | "setPriority" | "addNote" | "addStatusUpdate"
>;

/** What is done with one incident, in the asker's name. */
export const incidentChanges = (changing: Changing): OfIncidents => {
  const { responding } = changing.ports;
  const change = (ref: IncidentRef, how: Parameters<typeof changeIncident>[2]) =>
    settled(changing, (one) => changeIncident(one, ref, how));
  return {
    snooze: (ref, forMs) => change(ref, ({ id }, actor) => responding.snooze(id, forMs, actor)),
    escalate: (ref) => settled(changing, (one) => escalateOnce(one, ref)),
    async reassign(ref, to, others = []) {
      const give = await receivers(changing, [to, ...others]);
      return change(ref, ({ id }, actor) => responding.reassign(id, give, actor));
    },
    addResponder: (ref, target, message) =>
      onceOnly(changing, `responder:${target.id}`, () => askForHelp(changing, ref, target, message)),
    async merge(refs, into) {
      const sources: PagerIncident[] = [];
      for (const ref of refs) sources.push(await changing.reads.incident(ref));
      return change(into, ({ id }, actor) => {
        const ids = [...new Set(sources.map((one) => one.id))].filter((one) => one !== id);
        if (ids.length > 0) return responding.merge(ids, id, actor);
        throw new Failure("usage", "merged into itself", { tell: "An incident cannot be merged into itself." });
      });
    },
    setPriority: (ref, name) => change(ref, ({ id }, actor) => responding.setPriority(id, name, actor)),
    addNote: (ref, text) => settled(changing, (one) => noteOnce(one, ref, text)),
    addStatusUpdate: (ref, text) =>
      onceOnly(changing, "status", () =>
        changeIncident(changing, ref, async ({ id }, actor) => {
          await responding.addStatusUpdate(id, text, actor);
          return undefined;
        }),
      ),
  };
};

const idsOf = (list: readonly { readonly id: string }[]): string =>
  list
    .map(({ id }) => id)
    .sort()
    .join(" ");

/** A second try that finds it with others than the first one did has nothing left to do. */
const escalateOnce = (changing: Changing, ref: IncidentRef): Promise<PagerIncident> =>
  changeIncident(changing, ref, async (incident, actor) => {
    const before = await rememberFirst(changing, "escalate", idsOf(incident.assigned));
    if (before !== idsOf(incident.assigned)) return incident;
    return changing.ports.responding.escalate(incident.id, actor);
  });

/** A second try that finds the same note of the same person, written just now, has nothing left to do. */
const noteOnce = (changing: Changing, ref: IncidentRef, text: string): Promise<PagerIncident> =>
  changeIncident(changing, ref, async ({ id }, actor) => {
    if (!(await hasNote(changing, id, text))) await changing.ports.responding.addNote(id, text, actor);
    return undefined;
  });

const hasNote = async ({ ports, asker, reads }: Changing, id: string, text: string): Promise<boolean> => {
  if (asker.said.again !== true) return false;
  const [me, notes] = await Promise.all([reads.me(), ports.responding.notes(id)]);
  const sinceMs = ports.clock() - REMEMBERED_MS;
  return notes.some((note) => note.text.trim() === text.trim() && note.by === me.name && note.atMs >= sinceMs);
};

const askForHelp = async (
  changing: Changing,
  ref: IncidentRef,
  target: Target,
  message: string | undefined,
): Promise<PagerIncident> => {
  const { ports, asker, reads } = changing;
  const me = await reads.me();
  const targets =
    target.kind === "person" || target.kind === "policy"
      ? [{ kind: target.kind, id: target.id }]
      : (await peopleOn(changing, target)).map(({ id }) => ({ kind: "person" as const, id }));
  return changeIncident(changing, ref, async (incident, actor) => {
    const words = message ?? `${asker.user.name} asks for your help with "${incident.title}".`;
    await ports.responding.addResponders(incident.id, targets, words, me.id, actor);
    return undefined;
  });
};

/** People, or one policy; of a schedule those who are on call in it now. */
const receivers = async (
  changing: Changing,
  targets: readonly Target[],
): Promise<{ readonly personIds: readonly string[] } | { readonly policyId: string }> => {
  const [first] = targets;
  if (targets.length === 1 && first?.kind === "policy") return { policyId: first.id };
  const policy = targets.find(({ kind }) => kind === "policy");
  if (policy)
    throw new Failure("usage", "a policy among others", {
      tell: `An incident goes either to people or to one escalation policy.\n${policy.name} is a policy.`,
    });
  const ids: string[] = [];
  for (const target of targets)
    ids.push(...(target.kind === "person" ? [target.id] : (await peopleOn(changing, target)).map(({ id }) => id)));
  return { personIds: [...new Set(ids)] };
};
