import type { Due } from "../../core/due.ts";
import { toFailure } from "../../core/failure.ts";
import type { Incident } from "../../core/incident.ts";
import { factsOf, matches } from "../../core/match.ts";
import { isQuiet } from "../../core/mute.ts";
import { formatDuration } from "../../core/number-words.ts";
import type { OnCallSource } from "../../core/oncall.ts";
import type { Route } from "../../core/policy.ts";
import { routeNamed } from "../../core/route.ts";
import { SELF } from "../../core/self.ts";
import { calledBy, endPageDue } from "../act/page.ts";
import type { DueHandler, DuePorts } from "../due.ts";

/** A reminder does not wait longer than these for a pager that does not say who is on call. */
const MOST_TRIES = 3;
const MOST_MENTIONS = 5;

/** Who is on call at the first level: names, and ids of those that the chat knows. */
interface OnDuty {
  readonly names: readonly string[];
  readonly ids: readonly string[];
}

/** A severe problem that nobody took: step 1 reminds whoever is on call, step 2 calls them when the route wants that. */
export const leftAlone: DueHandler = async (due, ports, tries) => {
  const incident = await ports.store.incident(due.subject);
  if (incident?.state !== "firing" || incident.claimed) return undefined;
  const wanted = wantedOf(incident, ports);
  if (!wanted) return undefined;
  // Quiet now, perhaps not later: it is looked at again.
  if (incident.flapping || (await isMuted(incident, ports))) return { ...due, atMs: ports.clock() + wanted.afterMs };
  if (due.step > 1) {
    await call(due, incident, wanted.afterMs, ports);
    return undefined;
  }
  await remind(due, incident, wanted.afterMs, tries, ports);
  return wanted.page ? { ...due, step: 2, atMs: ports.clock() + wanted.afterMs } : undefined;
};

/** Also by what has begun since its source last spoke of it. */
const isMuted = async (incident: Incident, { store, clock }: DuePorts): Promise<boolean> => {
  if (incident.mutedBy) return true;
  const facts = factsOf(incident);
  const live = await store.mutes.live(clock());
  return live.some((mute) => isQuiet(mute, clock()) && matches(mute.match, facts));
};

/** A problem that comes to light when a mute ends is looked after from then on. */
export const armLeftAlone = async (incident: Incident, ports: DuePorts): Promise<void> => {
  const { store, clock, escalates } = ports;
  const wanted = wantedOf(incident, ports);
  if (!wanted || incident.state !== "firing" || escalates.has(incident.source) || incident.source === SELF) return;
  const { id } = incident;
  const atMs = clock() + wanted.afterMs;
  await store.dues.add({ id: `left_alone:${id}`, kind: "left_alone", atMs, subject: id, step: 1 });
};

const wantedOf = (incident: Incident, { policy }: DuePorts): NonNullable<Route["leftAlone"]> | undefined => {
  const wanted = routeNamed(policy(), incident.said?.route).leftAlone;
  return wanted?.severities.includes(incident.severity) ? wanted : undefined;
};

const remind = async (due: Due, incident: Incident, afterMs: number, tries: number, ports: DuePorts): Promise<void> => {
  const { names, ids } = await onDuty(incident, tries, ports);
  await ports.tellOurs({
    ...oursOf(due, incident),
    what: `left alone for ${formatDuration(afterMs)}`,
    details: [
      `Nobody has taken this for ${formatDuration(afterMs)}.`,
      ...(names.length > 0 ? [`On call: ${names.join(", ")}`] : []),
    ],
    mention: ids.length > 0 && ports.mayPing() ? ids : [],
  });
};

const call = async (due: Due, incident: Incident, afterMs: number, ports: DuePorts): Promise<void> => {
  const { pager, store, tellOurs, clock } = ports;
  if (pager && calledBy(incident, pager)) return;
  const alone = `Still nobody has taken this, after ${formatDuration(2 * afterMs)}.`;
  const ours = oursOf(due, incident);
  if (!pager) {
    const details = [alone, "No pager is connected, so nobody is called."];
    return tellOurs({ ...ours, what: "nobody to call", details });
  }
  const { ref } = await pager.page(incident, { name: "Dr. M" });
  await store.dues.add(endPageDue(incident, clock()));
  await tellOurs({
    ...ours,
    what: `${pager.name} called`,
    by: "Dr. M",
    details: [alone, `${pager.name} called by Dr. M.`],
    paged: { atMs: clock(), by: "Dr. M", where: pager.name, ref },
  });
};

/** Steps of one arming count once: a timer that is armed anew has another time. */
const oursOf = (due: Due, { source, key, id, severity }: Incident) => ({
  ...{ source, key, incidentId: id, severity, severityKnown: false },
  eventId: `${due.id}:${due.step}:${due.atMs}`,
  state: "update" as const,
});

const onDuty = async (incident: Incident, tries: number, ports: DuePorts): Promise<OnDuty> => {
  const { oncalls, log } = ports;
  const [source, oncall] = oncalls.has(incident.source)
    ? [incident.source, oncalls.get(incident.source)]
    : ([...oncalls][0] ?? []);
  if (source === undefined || !oncall) return { names: [], ids: [] };
  try {
    return await readDuty(source, oncall, ports);
  } catch (error) {
    const failure = toFailure(error);
    if (failure.retry && tries + 1 < MOST_TRIES) throw failure;
    log.warn({ source, err: failure }, "who is on call cannot be read; the reminder goes out without");
    return { names: [], ids: [] };
  }
};

const readDuty = async (source: string, oncall: OnCallSource, { store, chat, log }: DuePorts): Promise<OnDuty> => {
  const first = (await oncall.now()).filter(({ level }) => level === 1);
  const names = new Map(first.map(({ personId, name }) => [personId, name]));
  const emails = new Map((await store.people(source)).map(({ id, email }) => [id, email]));
  const ids: string[] = [];
  for (const personId of [...names.keys()].slice(0, MOST_MENTIONS)) {
    const email = emails.get(personId);
    if (!email) continue;
    try {
      const id = await chat.userIdByEmail(email);
      if (id) ids.push(id);
    } catch (error) {
      log.warn({ err: error }, "somebody on call cannot be looked up in the chat; named without a mention");
    }
  }
  return { names: [...new Set(names.values())], ids: [...new Set(ids)] };
};
