import assert from "node:assert/strict";
import type { Cover } from "../../src/core/cover.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { IncidentRef } from "../../src/core/incident-ref.ts";
import type { OnCall } from "../../src/core/oncall.ts";
import type { PagerDesk } from "../../src/core/pager-desk.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import type {
  NewIncident,
  Override,
  PagerIncident,
  PagerPerson,
  PagerSchedule,
  PagerService,
} from "../../src/core/responding.ts";
import { createPagerDesk } from "../../src/flows/pager-desk.ts";
import type { DeskAsker, PagerDeskPorts } from "../../src/flows/pager-desk-ports.ts";
import { openKnown, START_MS } from "./known-kit.ts";

export const HOUR = 3_600_000;
export { START_MS };

export const PEOPLE: readonly PagerPerson[] = [
  { id: "PANA", name: "Ana Souza", email: "ana@example.com", phones: [] },
  { id: "PBEN", name: "Ben Carter", email: "ben@example.com", phones: [] },
  { id: "PCHEN", name: "Chen Wei", email: "chen@example.com", phones: [] },
];
export const DAYS: PagerSchedule = { id: "PS1", name: "Payments", policies: ["PP1"] };
export const EMPTY: PagerSchedule = { id: "PS2", name: "Weekends", policies: ["Search"] };
export const NEW_KIND: PagerSchedule = { id: "PS3", name: "Nights", policies: [], v3: true, url: "https://pd/s/PS3" };
const SCHEDULES = [DAYS, EMPTY, NEW_KIND];
const POLICIES = [
  { id: "PP1", name: "Payments" },
  { id: "PP2", name: "Search" },
];
const SERVICES: readonly PagerService[] = [
  { id: "PSV0", name: "Checkout (old)", status: "disabled", policy: { id: "PP1", name: "Payments" } },
  { id: "PSV1", name: "Checkout", status: "maintenance", policy: { id: "PP1", name: "Payments" } },
  { id: "PSV2", name: "Refunds", status: "active", policy: { id: "PP1", name: "Payments" } },
  { id: "PSV3", name: "Search API", status: "active", policy: { id: "PP2", name: "Search" } },
];

export const ref = (word: string): IncidentRef => ({ kind: "ref", ref: word });
export const here: IncidentRef = { kind: "here" };

export const incident = (number: string, more: Partial<PagerIncident> = {}): PagerIncident => ({
  ...{ id: `Q${number}`, number, title: `Trouble ${number}`, status: "triggered", urgency: "high" },
  ...{ assigned: [{ id: "PANA", name: "Ana Souza" }], ackedBy: [], teams: [], openedAtMs: START_MS - HOUR },
  ...more,
});

const conflict = (tell: string): Failure => new Failure("conflict", tell, { tell });
const named = (id: string) => PEOPLE.find((one) => one.id === id) ?? assert.fail(`no person ${id}`);

/** A pager that keeps what it is told, and refuses what PagerDuty refuses. */
export const createFakePager = () => {
  const calls: string[] = [];
  const incidents = new Map<string, PagerIncident>();
  const notes = new Map<string, { atMs: number; by: string; text: string }[]>();
  const opened = new Map<string, string>();
  const overrides: Override[] = [];
  const turns: OnCall[] = [];
  /** What goes wrong once, before or after it was done, by name of the call. */
  const troubles = new Map<string, { readonly failure: Failure; readonly done: boolean }[]>();
  const call = async <T>(name: string, about: string, work: () => T): Promise<T> => {
    calls.push(`${name} ${about}`.trim());
    const trouble = troubles.get(name)?.shift();
    if (trouble && !trouble.done) throw trouble.failure;
    const value = work();
    if (trouble) throw trouble.failure;
    return value;
  };
  const find = (idOrNumber: string): PagerIncident => {
    const found = [...incidents.values()].find(({ id, number }) => id === idOrNumber || number === idOrNumber);
    if (found) return found;
    throw new Failure("not_found", `no ${idOrNumber}`, { tell: `PagerDuty knows no incident ${idOrNumber}.\nMore.` });
  };
  const put = (id: string, more: Partial<PagerIncident>): PagerIncident => {
    const changed = { ...find(id), ...more };
    incidents.set(changed.id, changed);
    return changed;
  };
  return {
    calls,
    incidents,
    notes,
    overrides,
    turns,
    add: (...all: readonly PagerIncident[]): void => {
      for (const one of all) incidents.set(one.id, one);
    },
    /** The next call of that name fails; `done`: after it has worked. */
    fail(name: string, failure: Failure, done = false): void {
      troubles.set(name, [...(troubles.get(name) ?? []), { failure, done }]);
    },
    count: (name: string): number => calls.filter((one) => one === name || one.startsWith(`${name} `)).length,
    responding: (pageService: string | undefined): PagerDeskPorts["responding"] => ({
      ...(pageService === undefined ? {} : { pageService }),
      list: ({ statuses = ["triggered", "acknowledged"] }) =>
        call("list", "", () => ({
          incidents: [...incidents.values()].filter(({ status }) => statuses.includes(status)),
          complete: true,
        })),
      read: (word) => call("read", word, () => find(word)),
      notes: (id) => call("notes", id, () => notes.get(id) ?? []),
      setStatus: (ids, status, { email }) =>
        call("setStatus", `${ids.join(",")} ${status} ${email}`, () => {
          if (ids.some((id) => find(id).status === "resolved" && status !== "triggered"))
            throw conflict("Already resolved.");
          if (ids.some((id) => find(id).status === status)) throw conflict("Already so.");
          return ids.map((id) => put(id, { status }));
        }),
      snooze: (id, forMs) => call("snooze", `${id} ${forMs}`, () => put(id, { snoozedUntilMs: START_MS + forMs })),
      escalate: (id) =>
        call("escalate", id, () => {
          const level = Number(find(id).assigned[0]?.id.slice(1)) || 1;
          return put(id, { assigned: [{ id: `L${level + 1}`, name: `Level ${level + 1}` }] });
        }),
      reassign: (id, to) =>
        call("reassign", `${id} ${JSON.stringify(to)}`, () =>
          put(id, "personIds" in to ? { assigned: to.personIds.map(named) } : {}),
        ),
      addResponders: (id, targets, message, requesterId) =>
        call(
          "addResponders",
          `${id} ${targets.map((one) => `${one.kind}:${one.id}`)} ${requesterId} ${message}`,
          () => undefined,
        ),
      merge: (ids, into) =>
        call("merge", `${ids.join(",")} ${into}`, () => {
          if (ids.some((id) => find(id).status === "resolved")) throw conflict("Already resolved.");
          for (const id of ids) put(id, { status: "resolved" });
          return find(into);
        }),
      setPriority: (id, name) => call("setPriority", `${id} ${name}`, () => put(id, { priority: name })),
      addNote: (id, text) =>
        call("addNote", `${id} ${text}`, () => {
          notes.set(id, [...(notes.get(id) ?? []), { atMs: START_MS, by: "Ana Souza", text }]);
        }),
      addStatusUpdate: (id, text) => call("addStatusUpdate", `${id} ${text}`, () => undefined),
      create: (wish: NewIncident, { email }) =>
        call("create", `${JSON.stringify(wish)} ${email}`, () => {
          const before = opened.get(wish.key);
          if (before !== undefined) return find(before);
          const number = String(100 + opened.size);
          const assigned = (wish.personIds ?? []).map(named);
          const made = incident(number, { title: wish.title, urgency: wish.urgency, assigned });
          opened.set(wish.key, made.id);
          incidents.set(made.id, made);
          return made;
        }),
    }),
    rota: {
      turns: (query) =>
        call("turns", "", () =>
          turns.filter(
            ({ personId, schedule, fromMs, toMs }) =>
              (query.personIds?.includes(personId) ?? true) &&
              (query.scheduleIds?.some((id) => SCHEDULES.find((one) => one.id === id)?.name === schedule) ?? true) &&
              (fromMs ?? 0) < query.toMs &&
              (toMs ?? Number.POSITIVE_INFINITY) > query.fromMs,
          ),
        ),
      shifts: (schedule, window) =>
        call("shifts", schedule.id, () =>
          turns
            .filter((one) => one.schedule === schedule.name)
            .map(({ personId, name, fromMs, toMs }) => ({
              person: { id: personId, name },
              fromMs: fromMs ?? window.fromMs,
              toMs: toMs ?? window.toMs,
            }))
            .filter(({ fromMs, toMs }) => fromMs < window.toMs && toMs > window.fromMs),
        ),
      overrides: (schedule, window) =>
        call("overrides", schedule.id, () =>
          overrides.filter(
            (one) => one.schedule.id === schedule.id && one.fromMs < window.toMs && one.toMs > window.fromMs,
          ),
        ),
      override: (schedule, { personId, fromMs, toMs }, { email }) =>
        call("override", `${schedule.id} ${personId} ${fromMs - START_MS} ${toMs - START_MS} ${email}`, () => {
          const { id, name } = schedule;
          const made = {
            id: `PO${overrides.length + 1}`,
            schedule: { id, name },
            person: named(personId),
            fromMs,
            toMs,
          };
          overrides.push(made);
          return made;
        }),
      deleteOverride: (schedule, id) =>
        call("deleteOverride", `${schedule.id} ${id}`, () => {
          const at = overrides.findIndex((one) => one.id === id);
          if (at < 0) throw new Failure("not_found", `no ${id}`, { tell: "Gone." });
          overrides.splice(at, 1);
        }),
    } satisfies PagerDeskPorts["rota"],
  };
};

/** Requests for cover in memory, compare and set like the store. */
const createCovers = () => {
  const rows = new Map<string, Cover & { readonly takenById?: string }>();
  const covers: PagerDeskPorts["store"]["covers"] = {
    async add(cover) {
      assert.ok(!rows.has(cover.id), `cover ${cover.id} is there already`);
      rows.set(cover.id, cover);
    },
    read: async (id) => rows.get(id),
    async take(id, userId, by) {
      const row = rows.get(id);
      if (row?.state === "taken") return row.takenById === userId;
      if (row?.state !== "open") return false;
      rows.set(id, { ...row, state: "taken", takenBy: by, takenById: userId });
      return true;
    },
    async set(id, state) {
      const row = rows.get(id) ?? assert.fail(`no cover ${id}`);
      const { takenBy: _by, takenById: _id, ...rest } = row;
      rows.set(id, { ...rest, state });
    },
  };
  return { rows, covers };
};

const USERS = {
  ana: { id: "U1", name: "ana", email: "ana@example.com", tz: "Etc/UTC", outsider: false },
  ben: { id: "U2", name: "ben", email: "ben@example.com", tz: "Etc/UTC", outsider: false },
  stranger: { id: "U9", name: "zoe", email: "zoe@elsewhere.example", tz: "Etc/UTC", outsider: false },
} as const;

/** Everything around desks of several people at one fake pager. */
export const openHouseOfDesks = (options: { readonly pageService?: string } = {}) => {
  const pager = createFakePager();
  const remembered = openKnown();
  const { rows, covers } = createCovers();
  const linked = new Set<string>(["U1"]);
  const nudged: string[] = [];
  const handled: string[] = [];
  let handleHere: PagerDeskPorts["handleHere"] = async (problem, to, { user }) =>
    void handled.push(`${problem.id} ${to} ${user.name}`);
  let ids = 0;
  const ports: PagerDeskPorts = {
    ...{ source: "pagerduty", name: "PagerDuty" },
    ...{ known: remembered.known, clock: remembered.clock, log: remembered.log },
    oncall: { now: async () => pager.turns, personByEmail: () => assert.fail("personByEmail") },
    directory: {
      people: async () => PEOPLE,
      schedules: async () => SCHEDULES,
      services: async () => SERVICES,
      policies: async () => POLICIES,
    },
    rota: pager.rota,
    responding: pager.responding(options.pageService),
    store: {
      linkedEmail: async () => undefined,
      unlinkEmail: async (id) => linked.delete(id),
      incident: () => assert.fail("incident"),
      covers,
    },
    chatUser: () => assert.fail("chatUser"),
    handleHere: (...all) => handleHere(...all),
    nudge: (source) => void nudged.push(source),
    policy: () => defaultPolicy("ops"),
    newId: () => {
      ids += 1;
      return `id${ids}`;
    },
  };
  const deskFor = createPagerDesk(ports);
  const desk = (
    who: keyof typeof USERS = "ana",
    said: DeskAsker["said"] = { actionId: "action:1" },
    card?: Incident,
  ): PagerDesk => deskFor({ user: USERS[who], said, here: async () => card });
  return {
    ...{ pager, desk, nudged, handled, linked, covers: rows, clock: remembered.clock },
    onHandleHere(instead: PagerDeskPorts["handleHere"]): void {
      handleHere = instead;
    },
  };
};

/** A card of a problem. */
export const card = (source: string, key: string): Incident => ({
  ...{ id: `${source}:${key}`, source, key, version: 1, state: "firing", severity: "critical", title: "Disk full" },
  ...{ labels: {}, openedAtMs: START_MS, firings: 1, history: [], last: { atMs: START_MS, rank: 0, eventId: "e" } },
});

/** What was thrown: its code and what the person reads. */
export const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
};
