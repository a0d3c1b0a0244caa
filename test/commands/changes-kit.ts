import assert from "node:assert/strict";
import type { CommandContext } from "../../src/core/command.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { IncidentRef } from "../../src/core/incident-ref.ts";
import type { Handled, PagerDesk } from "../../src/core/pager/desk.ts";
import type { PagerIncident } from "../../src/core/responding.ts";
import { createContext, NOW, someRows } from "./context.ts";
import { createPager, INCIDENTS, incident } from "./pager.ts";

export const HOUR = 3_600_000;
const sayOf = (ref: IncidentRef): string => (ref.kind === "here" ? "here" : ref.ref);
const found = (ref: IncidentRef): PagerIncident =>
  INCIDENTS.find(({ id, number }) => (ref.kind === "here" ? number === "12" : id === ref.ref || number === ref.ref)) ??
  assert.fail(`no incident ${sayOf(ref)}`);

/** A desk that does what it is told and keeps what that was. */
export const open = (more: Partial<PagerDesk> = {}, context: Partial<CommandContext> = {}) => {
  const told: string[] = [];
  const tell = <T>(what: string, value: T): T => {
    told.push(what);
    return value;
  };
  const pager = createPager({
    incident: async (ref) => found(ref),
    async setStatus(refs, status, from) {
      told.push(`${status}${from ? ` from ${from}` : ""}: ${refs.map(sayOf).join(" ")}`);
      return refs.map((ref): Handled => {
        const { id, number, title, url } = found(ref);
        const why = found(ref).status === "resolved" ? "already resolved" : undefined;
        return { ref: `#${number}`, title, url, incidentId: `pagerduty:${id}`, tell: why };
      });
    },
    snooze: async (ref, forMs) =>
      tell(`snooze ${sayOf(ref)} ${forMs / 60_000}`, { ...found(ref), snoozedUntilMs: NOW + forMs }),
    escalate: async (ref) =>
      tell(`escalate ${sayOf(ref)}`, { ...found(ref), assigned: [{ id: "PBEN", name: "Ben Carter" }] }),
    reassign: async (ref, to, others = []) =>
      tell(`reassign ${sayOf(ref)} ${[to, ...others].map(({ kind, id }) => `${kind}:${id}`).join(" ")}`, {
        ...found(ref),
        assigned: [to, ...others],
      }),
    addResponder: async (ref, target, message) => tell(`add ${target.id} ${sayOf(ref)} ${message ?? "-"}`, found(ref)),
    merge: async (refs, into) => tell(`merge ${refs.map(sayOf).join(" ")} into ${sayOf(into)}`, found(into)),
    setPriority: async (ref, name) => tell(`priority ${sayOf(ref)} ${name}`, { ...found(ref), priority: name }),
    addNote: async (ref, text) => tell(`note ${sayOf(ref)} ${JSON.stringify(text)}`, found(ref)),
    addStatusUpdate: async (ref, text) => tell(`status ${sayOf(ref)} ${JSON.stringify(text)}`, found(ref)),
    page: async (target, message, urgency) =>
      tell(`page ${target.kind}:${target.id} ${urgency} ${JSON.stringify(message)}`, {
        incident: incident("77", { title: message, urgency, assigned: [{ id: "PBEN", name: "Ben Carter" }] }),
        target,
        called: target.kind === "service" ? [] : ["Ben Carter"],
      }),
    override: async (schedule, window, person) =>
      tell(`override ${schedule.id} ${(window.toMs - window.fromMs) / HOUR}h ${person?.id ?? "me"}`, {
        ...{ id: "PO7", schedule, person: person ?? { id: "PANA", name: "Ana Souza" } },
        ...{ fromMs: window.fromMs, toMs: window.toMs },
      }),
    deleteOverride: async (id, schedule) =>
      tell(`delete ${id} ${schedule?.id ?? "-"}`, {
        ...{ id, schedule: { id: "PS1", name: "Payments" }, person: { id: "PANA", name: "Ana Souza" } },
        ...{ fromMs: NOW, toMs: NOW + HOUR },
      }),
    ...more,
  });
  const { ask } = createContext(someRows(), { pager, ...context });
  return { ask, told };
};

export const failed = async (work: Promise<unknown>, tell: RegExp): Promise<Failure> => {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.match(error.tell ?? "", tell);
    return error;
  }
  return assert.fail("nothing was thrown");
};

const card: Incident = {
  ...{ id: "pagerduty:Q12ABCDEFGH", source: "pagerduty", key: "Q12ABCDEFGH", version: 1, state: "firing" },
  ...{ severity: "critical", title: "Checkout is slow", labels: {}, openedAtMs: NOW, firings: 1, history: [] },
  last: { atMs: NOW, rank: 0, eventId: "e" },
};
export const below = { here: async () => card };
