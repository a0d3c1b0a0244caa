import { Failure } from "../../core/failure.ts";
import type { IncidentRef } from "../../core/incident-ref.ts";
import type { Actor } from "../../core/integration.ts";
import type { PagerDesk } from "../../core/pager/desk.ts";
import type { IncidentQuery, PagerPerson, Target } from "../../core/responding.ts";
import { answersOf, LISTS_MS, type PagerAnswers, RECENT_MS } from "../known/pager.ts";
import { type Findable, findTarget } from "./find.ts";
import type { DeskAsker, PagerDeskPorts } from "./ports.ts";
import { sameAccount } from "./same-account.ts";
import { askShifts, askTurns } from "./turns.ts";
import { actorOf, personNamed, whoAsks } from "./who.ts";

type Reads =
  | "name"
  | "phones"
  | "me"
  | "oncall"
  | "turns"
  | "people"
  | "schedules"
  | "services"
  | "policies"
  | "target"
  | "schedule"
  | "shifts"
  | "overrides"
  | "incidents"
  | "incident"
  | "notes";

/** What can be asked of the pager by one asker, and in whose name they change something there. */
export interface DeskReads extends Pick<PagerDesk, Reads> {
  /** Failure forbidden with what to do when the pager does not know them. */
  actor(): Promise<Actor>;
}

/** How old the state of services may be where it is shown. */
const STATE_MS = 30_000;

/** Everything of these kinds, no older than that. */
const findables = async (
  kinds: readonly Target["kind"][],
  answers: PagerAnswers,
  freshMs: number,
): Promise<readonly Findable[]> => {
  const lists = {
    person: answers.people,
    schedule: answers.schedules,
    policy: answers.policies,
    service: answers.services,
  };
  const all = await Promise.all(
    [...new Set(kinds)].map(async (kind) => {
      const { value } = await lists[kind](freshMs);
      return value.map((one: Findable | PagerPerson | { readonly id: string; readonly name: string }) => ({
        ...one,
        kind,
      }));
    }),
  );
  return all.flat();
};

/** Looks in the lists that are known, and in newer ones before it says that there is none. */
const lookUp = async (words: string, kinds: readonly Target["kind"][], answers: PagerAnswers): Promise<Target> => {
  try {
    return findTarget(words, await findables(kinds, answers, LISTS_MS), kinds);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "not_found") throw error;
    return findTarget(words, await findables(kinds, answers, RECENT_MS), kinds);
  }
};

const targetFor =
  (asker: DeskAsker, ports: PagerDeskPorts, answers: PagerAnswers): PagerDesk["target"] =>
  async (words, kinds) => {
    const person = kinds.includes("person") ? await personNamed(words, asker, ports, answers) : undefined;
    const { pageService } = ports.responding;
    if (pageService !== undefined && kinds.includes("service") && /^default$/i.test(words.trim()))
      return lookUp(pageService, ["service"], answers);
    if (!person) return lookUp(words, kinds, answers);
    return { kind: "person", id: person.id, name: person.name, url: person.url };
  };

/** What `ref` means to the pager: the id or number that was said, or the key of the card in whose thread we are. */
const keyOf = async (ref: IncidentRef, { here }: DeskAsker, { source, name }: PagerDeskPorts): Promise<string> => {
  if (ref.kind === "ref") return ref.ref;
  const incident = await here();
  if (incident === undefined)
    throw new Failure("usage", "not in the thread of a card", {
      tell: `Say which incident: its number, its id or its link. Below a card of ${name} "that one" will do.`,
    });
  if (incident.source === source) return incident.key;
  throw new Failure("usage", `a card of ${incident.source}`, {
    tell: `This card is not of ${name}. Say which incident of ${name} you mean: its number, its id or its link.`,
  });
};

/** The newest list of those incidents; the last known one where none comes. History is not remembered. */
const askIncidents = async (query: IncidentQuery, ports: PagerDeskPorts): ReturnType<PagerDesk["incidents"]> => {
  const { source, known, responding, clock } = ports;
  if (query.sinceMs !== undefined) return { atMs: clock(), value: await responding.list(query) };
  const { statuses = [], personIds = [], serviceIds = [] } = query;
  const which = [statuses, personIds, serviceIds].map((ids) => [...ids].sort().join(",")).join(";");
  return known.ask(`${source}:incidents:${which}`, () => responding.list(query), { freshMs: 0 });
};

/** Reads for one asker; what everybody asks alike is read once and remembered. */
export const deskReads = (ports: PagerDeskPorts, asker: DeskAsker): DeskReads => {
  const { responding, rota, policy } = ports;
  const answers = answersOf(ports);
  const target = targetFor(asker, ports, answers);
  const incident = async (ref: IncidentRef) => sameAccount(ref, await responding.read(await keyOf(ref, asker, ports)));
  return {
    name: ports.name,
    phones: policy().phones,
    me: () => whoAsks(asker, ports, answers),
    actor: () => actorOf(asker, ports, answers),
    oncall: () => answers.oncall(),
    turns: (query) => askTurns(query, ports),
    people: ({ anyAge = false } = {}) => answers.people(anyAge ? Number.POSITIVE_INFINITY : LISTS_MS),
    schedules: () => answers.schedules(),
    services: () => answers.services(STATE_MS),
    policies: () => answers.policies(),
    target,
    async schedule(words) {
      const { id } = await target(words, ["schedule"]);
      const found = (await answers.schedules()).value.find((one) => one.id === id);
      if (found) return found;
      throw new Failure("not_found", `the schedule ${id} is gone`, { tell: `There is no schedule ${words} any more.` });
    },
    shifts: (schedule, window) => askShifts(schedule, window, ports),
    overrides: (schedule, window) => rota.overrides(schedule, window),
    incidents: (query) => askIncidents(query, ports),
    incident,
    async notes(ref) {
      const key = await keyOf(ref, asker, ports);
      return responding.notes(/^\d+$/.test(key) ? (await responding.read(key)).id : key);
    },
  };
};
