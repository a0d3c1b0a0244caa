import { type Failure, toFailure } from "../../core/failure.ts";
import type { Incident } from "../../core/incident.ts";
import type { IncidentRef } from "../../core/incident-ref.ts";
import type { Actor } from "../../core/integration.ts";
import type { Handled } from "../../core/pager/desk.ts";
import { namesOf, refOf } from "../../core/pager/words.ts";
import type { PagerIncident } from "../../core/responding.ts";
import type { Changing } from "./change-ports.ts";
import { sameAccount } from "./same-account.ts";

type Status = PagerIncident["status"];

/** One of the wanted incidents: found, or why not. */
type Found = { readonly ref: IncidentRef } & (
  | { readonly at: "pager"; readonly incident: PagerIncident }
  | { readonly at: "here"; readonly problem: Incident }
  | { readonly at: "nowhere"; readonly tell: string }
);

/** From so many on, all open ones are read at once instead of each. */
const MANY = 4;
const AT_ONCE = 5;

/** Failures that are about one incident, not about everything. */
const ABOUT_ONE: ReadonlySet<Failure["code"]> = new Set(["conflict", "not_found", "rejected", "usage"]);

/**
 * Sets the status of several, each told apart. `from`: only those that are so now. "already so" is success where an
 * earlier try may have done it.
 */
export const setStatuses = async (
  changing: Changing,
  refs: readonly IncidentRef[],
  status: Status,
  from?: Status,
): Promise<readonly Handled[]> => {
  const { ports, asker, reads } = changing;
  const [only] = refs.length === 1 && refs[0]?.kind === "here" ? await findAll(changing, refs) : [];
  if (only?.at === "here") return [await doHere(changing, only.problem, status)];
  const [actor, found] = await Promise.all([reads.actor(), only ? [only] : findAll(changing, refs)]);
  const again = asker.said.again === true;
  const due = found.flatMap((one) => (one.at === "pager" && !whyNot(one.incident, status, from) ? [one.incident] : []));
  const unique = [...new Map(due.map((one) => [one.id, one])).values()];
  const wasMine = again ? await byMe(changing, status) : () => false;
  const told = await change(changing, unique, status, actor);
  if (unique.length > 0) ports.nudge(ports.source);
  const handled: Handled[] = [];
  for (const one of found) {
    if (one.at === "here") handled.push(await doHere(changing, one.problem, status));
    else if (one.at === "nowhere") handled.push(unfound(one.ref, one.tell));
    else {
      const { incident } = one;
      const before = wasMine(incident) ? undefined : whyNot(incident, status, from);
      handled.push(handledOf(ports.source, incident, before ?? told.get(incident.id)));
    }
  }
  return firstOfEach(handled);
};

/** Whether it may be what an earlier try did: an ack names who gave it. */
const byMe = async ({ reads }: Changing, status: Status): Promise<(incident: PagerIncident) => boolean> => {
  if (status !== "acknowledged") return (incident) => incident.status === status;
  const { id: me } = await reads.me();
  return (incident) => incident.status === status && incident.ackedBy.some(({ id }) => id === me);
};

/** Two words for one incident are one. */
const firstOfEach = (handled: readonly Handled[]): readonly Handled[] =>
  handled.filter(({ incidentId }, at) => handled.findIndex((other) => other.incidentId === incidentId) === at);

/** Why nothing is to be done, for people; undefined when something is. */
const whyNot = (incident: PagerIncident, status: Status, from: Status | undefined): string | undefined => {
  if (incident.status === status) return alreadySo(incident);
  if (incident.status === "resolved" && status === "acknowledged") return "already resolved";
  if (from === undefined || incident.status === from) return undefined;
  if (incident.status === "resolved") return 'already resolved; "reopen" opens it again';
  return from === "acknowledged" ? "not acked" : "not resolved";
};

const alreadySo = ({ status, ackedBy }: PagerIncident): string => {
  if (status === "triggered") return "already open, and nobody has acked it";
  if (status === "resolved") return "already resolved";
  return ackedBy.length === 0 ? "already acked" : `already acked by ${namesOf(ackedBy)}`;
};

const handledOf = (source: string, incident: PagerIncident, tell: string | undefined): Handled => ({
  ref: refOf(incident),
  title: incident.title,
  url: incident.url,
  incidentId: `${source}:${incident.id}`,
  tell,
});

const unfound = (ref: IncidentRef, tell: string): Handled => {
  const said = ref.kind === "here" ? "This one" : /^\d+$/.test(ref.ref) ? `#${ref.ref}` : ref.ref;
  return { ref: said, title: "", incidentId: `?:${said}`, tell };
};

const findAll = async (changing: Changing, refs: readonly IncidentRef[]): Promise<readonly Found[]> => {
  const known = refs.length >= MANY ? await openByWord(changing) : new Map<string, PagerIncident>();
  const found: Found[] = [];
  for (let at = 0; at < refs.length; at += AT_ONCE) {
    const some = refs.slice(at, at + AT_ONCE).map((ref) => findOne(changing, ref, known, refs.length === 1));
    found.push(...(await Promise.all(some)));
  }
  return found;
};

/** Every open one by its number and by its id; an answer that is not of now is not used. */
const openByWord = async ({ reads }: Changing): Promise<ReadonlyMap<string, PagerIncident>> => {
  const { value, stale } = await reads.incidents({});
  if (stale !== undefined) return new Map();
  return new Map(value.incidents.flatMap((one) => [[one.number, one] as const, [one.id, one] as const]));
};

const findOne = async (
  { ports, asker, reads }: Changing,
  ref: IncidentRef,
  known: ReadonlyMap<string, PagerIncident>,
  alone: boolean,
): Promise<Found> => {
  if (ref.kind === "here") {
    const problem = await asker.here();
    if (problem && problem.source !== ports.source) return { at: "here", ref, problem };
  }
  const open = ref.kind === "ref" ? known.get(ref.ref) : undefined;
  try {
    const incident = open ? sameAccount(ref, open) : await reads.incident(ref);
    return { at: "pager", ref, incident };
  } catch (error) {
    const failure = toFailure(error);
    if (alone || !ABOUT_ONE.has(failure.code)) throw failure;
    return { at: "nowhere", ref, tell: oneLine(failure) };
  }
};

const oneLine = (failure: Failure): string => (failure.tell ?? failure.message).split("\n")[0] ?? "";

/** Answers what was refused, by id; of one alone only what is about its state, else it is thrown. */
const change = async (
  { ports, asker }: Changing,
  incidents: readonly PagerIncident[],
  status: Status,
  actor: Actor,
): Promise<ReadonlyMap<string, string>> => {
  const refused = new Map<string, string>();
  if (incidents.length === 0) return refused;
  const again = asker.said.again === true;
  const ids = incidents.map(({ id }) => id);
  let alone: Failure | undefined;
  await ports.responding.setStatus(ids, status, actor, (id, why) => {
    if (ids.length === 1 && why.code !== "conflict" && why.code !== "not_found") alone = why;
    else if (!(again && why.code === "conflict")) refused.set(id, oneLine(why));
  });
  if (alone) throw alone;
  return refused;
};

/** The problem of another source, below whose card it was said. */
const doHere = async ({ ports, asker }: Changing, problem: Incident, status: Status): Promise<Handled> => {
  const handled = { ref: "This one", title: problem.title, url: problem.url, incidentId: problem.id };
  if (status === "triggered")
    return { ...handled, tell: `only incidents of ${ports.name} can be opened again from here` };
  try {
    await ports.handleHere(problem, status === "resolved" ? "resolve" : "ack", asker);
    return handled;
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code !== "conflict") throw failure;
    return { ...handled, tell: oneLine(failure) };
  }
};
