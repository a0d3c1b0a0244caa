import { strict as assert } from "node:assert";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { OnCall } from "../../src/core/oncall.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import type { PagerIncident, PagerPerson, PagerSchedule, PagerService } from "../../src/core/responding.ts";
import type { DeskAsker, PagerDeskPorts } from "../../src/flows/pager-desk/ports.ts";
import { deskReads } from "../../src/flows/pager-desk/reads.ts";
import { openKnown, START_MS } from "./known-kit.ts";

export const PEOPLE: readonly PagerPerson[] = [
  { id: "PANA001", name: "Ana Kovac", email: "Ana.Kovac@northwind.example", phones: ["+1 555 0100"] },
  { id: "PBEN002", name: "Ben Carter", email: "ben.carter@northwind.example", phones: [] },
  { id: "PNOO003", name: "Noor Haddad", email: "noor.haddad@northwind.example", phones: [] },
];
export const DAYS: PagerSchedule = { id: "PDAYS01", name: "Platform Days", policies: ["Platform"] };
export const NIGHTS: PagerSchedule = { id: "PNIGHT2", name: "Platform Nights", policies: [], v3: true };
export const TURN: OnCall = {
  ...{ personId: "PANA001", name: "Ana Kovac", policy: "Platform", level: 1, schedule: "Platform Days" },
  ...{ fromMs: START_MS - 3_600_000, toMs: START_MS + 3_600_000 },
};
export const INCIDENT: PagerIncident = {
  ...{ id: "Q1", number: "12", title: "Checkout slow", status: "triggered", urgency: "high" },
  ...{ assigned: [], ackedBy: [], teams: [], openedAtMs: START_MS },
};

export const ANA: DeskAsker["user"] = {
  ...{ id: "UANA001", name: "Ana", email: "ana.kovac@northwind.example", tz: "Etc/UTC", outsider: false },
};

const never = (what: string) => (): never => assert.fail(`${what} is not to be called`);

/** A pager in the test's hands: what it was asked, and whether it answers. */
export const fakePager = () => {
  const asked: string[] = [];
  let trouble: (() => Promise<never>) | undefined;
  const lists = {
    people: PEOPLE,
    schedules: [DAYS, NIGHTS],
    services: [] as readonly PagerService[],
    policies: [],
    oncall: [TURN] as readonly OnCall[],
  };
  const say = async <T>(what: string, value: T): Promise<T> => {
    asked.push(what);
    return trouble ? trouble() : value;
  };
  const set = (to: typeof trouble): void => {
    trouble = to;
  };
  return {
    asked,
    lists,
    down: () => set(async () => Promise.reject(new Failure("unavailable", "PagerDuty: no connection"))),
    hangs: () => set(() => new Promise(() => undefined)),
    refusesToken: () => set(async () => Promise.reject(new Failure("credentials", "PagerDuty: 401"))),
    up: () => set(undefined),
    count: (what: string): number => asked.filter((one) => one.startsWith(what)).length,
    say,
  };
};

/** Reads of one asker at a fake pager, behind real remembered answers. */
export const openDesk = (
  options: {
    readonly user?: Partial<DeskAsker["user"]>;
    readonly linked?: Readonly<Record<string, string>>;
    readonly here?: Incident;
    readonly pageService?: string;
    readonly phones?: "shown" | "stale" | "hidden";
    readonly remembered?: ReturnType<typeof openKnown>;
    readonly pager?: ReturnType<typeof fakePager>;
  } = {},
) => {
  const pager = options.pager ?? fakePager();
  const remembered = options.remembered ?? openKnown();
  const { known, clock, log } = remembered;
  const { say, lists } = pager;
  const linked = new Map(Object.entries(options.linked ?? {}));
  const users = new Map([["UBEN002", { ...ANA, id: "UBEN002", name: "Ben", email: "ben.carter@northwind.example" }]]);
  users.set("UNOO003", { ...ANA, id: "UNOO003", name: "Noor", email: "noor@elsewhere.example" });
  const ports: PagerDeskPorts = {
    ...{ source: "pagerduty", name: "PagerDuty", known, clock, log },
    oncall: { now: () => say("oncall", lists.oncall), personByEmail: never("personByEmail") },
    directory: {
      people: () => say("people", lists.people),
      schedules: () => say("schedules", lists.schedules),
      services: () => say("services", lists.services),
      policies: () => say("policies", lists.policies),
    },
    rota: {
      turns: ({ fromMs, toMs }) => say(`turns ${(toMs - fromMs) / 3_600_000}h`, [TURN]),
      shifts: ({ id }, { fromMs, toMs }) =>
        say(`shifts ${id} ${(toMs - fromMs) / 3_600_000}h`, [
          { person: { id: "PANA001", name: "Ana Kovac" }, fromMs, toMs: START_MS + 3_600_000 },
          { person: { id: "PBEN002", name: "Ben Carter" }, fromMs: START_MS + 3_600_000, toMs },
        ]),
      overrides: ({ id }) => say(`overrides ${id}`, []),
      override: never("override"),
      deleteOverride: never("deleteOverride"),
    },
    responding: {
      ...(options.pageService === undefined ? {} : { pageService: options.pageService }),
      ...{ list: (query) => say(`list ${JSON.stringify(query)}`, { incidents: [INCIDENT], complete: true }) },
      read: (ref) => say(`read ${ref}`, INCIDENT),
      notes: (id) => say(`notes ${id}`, []),
      ...{ setStatus: never("setStatus"), snooze: never("snooze"), escalate: never("escalate") },
      ...{ reassign: never("reassign"), addResponders: never("addResponders"), merge: never("merge") },
      ...{ setPriority: never("setPriority"), addNote: never("addNote"), create: never("create") },
      addStatusUpdate: never("addStatusUpdate"),
    },
    store: {
      linkedEmail: async (id) => linked.get(id),
      unlinkEmail: never("unlinkEmail"),
      incident: never("incident"),
      covers: { add: never("add"), read: never("read"), take: never("take"), set: never("set") },
    },
    async chatUser(id) {
      const user = users.get(id);
      if (!user) throw new Failure("not_found", `no ${id}`, { tell: "Nobody." });
      return user;
    },
    ...{ handleHere: never("handleHere"), nudge: never("nudge"), newId: never("newId") },
    policy: () => ({ ...defaultPolicy("ops"), phones: options.phones ?? "stale" }),
  };
  const asker: DeskAsker = { user: { ...ANA, ...options.user }, said: {}, here: async () => options.here };
  return { reads: deskReads(ports, asker), ports, asker, pager, clock, log, remembered };
};
