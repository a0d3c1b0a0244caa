import assert from "node:assert/strict";
import type { Cover } from "../../src/core/cover.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { PagerDesk } from "../../src/core/pager/desk.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import type { DeskAsker, PagerDeskPorts } from "../../src/flows/pager-desk/ports.ts";
import { createPagerDesk } from "../../src/flows/pager-desk.ts";
import { createFakePager, PEOPLE, POLICIES, SCHEDULES, SERVICES } from "./fake-pager.ts";
import { openKnown, START_MS } from "./known-kit.ts";

export { DAYS, EMPTY, HOUR, here, incident, PEOPLE, ref, SHIFT_BASED, START_MS } from "./fake-pager.ts";

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
      if (row.state !== (state === "open" ? "taken" : "open")) return;
      const { takenBy: _by, takenById: _id, ...rest } = row;
      rows.set(id, { ...rest, state });
    },
  };
  return { rows, covers };
};

const USERS = {
  ana: { id: "U1", name: "ana", email: "ana@example.com", tz: "Etc/UTC", outsider: false },
  ben: { id: "U2", name: "ben", email: "ben@example.com", tz: "Etc/UTC", outsider: false },
  dee: { id: "U4", name: "dee", email: "dee@example.com", tz: "Etc/UTC", outsider: false },
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
