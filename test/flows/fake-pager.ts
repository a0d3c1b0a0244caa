import assert from "node:assert/strict";
import { Failure } from "../../src/core/failure.ts";
import type { IncidentRef } from "../../src/core/incident-ref.ts";
import type { OnCall } from "../../src/core/oncall.ts";
import type {
  NewIncident,
  Override,
  PagerIncident,
  PagerPerson,
  PagerSchedule,
  PagerService,
} from "../../src/core/responding.ts";
import type { PagerDeskPorts } from "../../src/flows/pager-desk/ports.ts";
import { START_MS } from "./known-kit.ts";

export const HOUR = 3_600_000;
export { START_MS };

export const PEOPLE: readonly PagerPerson[] = [
  { id: "PANA", name: "Ana Souza", email: "ana@example.com", phones: [] },
  { id: "PBEN", name: "Ben Carter", email: "ben@example.com", phones: [] },
  { id: "PCHEN", name: "Chen Wei", email: "chen@example.com", phones: [] },
  { id: "PDEE", name: "Dee Stake", email: "dee@example.com", phones: [], looksOnly: true },
];
export const DAYS: PagerSchedule = { id: "PS1", name: "Payments", policies: ["PP1"] };
export const EMPTY: PagerSchedule = { id: "PS2", name: "Weekends", policies: ["Search"] };
export const SHIFT_BASED: PagerSchedule = { id: "PS3", name: "Nights", policies: [], v3: true };
export const SCHEDULES = [DAYS, EMPTY, SHIFT_BASED];
export const POLICIES = [
  { id: "PP1", name: "Payments" },
  { id: "PP2", name: "Search" },
];
export const SERVICES: readonly PagerService[] = [
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
      async setStatus(ids, status, { email }, refused) {
        const set = (id: string): readonly PagerIncident[] => {
          const now = find(id).status;
          const ackedBy = status === "acknowledged" ? PEOPLE.filter((one) => one.email === email) : [];
          if (now !== status && (now !== "resolved" || status === "triggered")) return [put(id, { status, ackedBy })];
          refused?.(id, conflict(now === status ? "Already so." : "Already resolved."));
          return [];
        };
        try {
          return await call("setStatus", `${ids.join(",")} ${status} ${email}`, () => ids.flatMap(set));
        } catch (error) {
          if (!(error instanceof Failure) || error.retry) throw error;
          // Trouble is about the first of them.
          refused?.(ids[0] ?? "", error);
          return ids.slice(1).flatMap(set);
        }
      },
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
