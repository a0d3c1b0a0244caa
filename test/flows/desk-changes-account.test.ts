import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Cover } from "../../src/core/cover.ts";
import type { PagerDesk } from "../../src/core/pager/desk.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import { createPagerDuty } from "../../src/demo/pagerduty/index.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import type { DeskAsker } from "../../src/flows/pager-desk/ports.ts";
import { createPagerDesk } from "../../src/flows/pager-desk.ts";
import { connectTo } from "../integrations/pagerduty-setup.ts";
import { failureOf, ref } from "./desk-changes-kit.ts";
import { openKnown } from "./known-kit.ts";

const NOW = Date.UTC(2026, 10, 21, 11, 30);
const HOUR = 3_600_000;
const ANA = "ana.kovac@northwind.example";

/** Desks at the stand-in, through the integration as it is. */
const openAccount = async (options: { readonly pageService?: string } = {}) => {
  let nowMs = NOW;
  const clock = (): number => nowMs;
  const account = await createPagerDuty({ clock, weeks: 1, seed: 3 });
  const { stop, responding, directory, rota, oncall } = connectTo(account.url, account.token, { clock, ...options });
  const { known, log } = openKnown(undefined, undefined, 2_000);
  const rows = new Map<string, Cover>();
  let ids = 0;
  const deskFor = createPagerDesk({
    ...{ source: "pagerduty", name: "PagerDuty", responding, directory, rota, oncall, known, clock, log },
    store: {
      linkedEmail: async () => undefined,
      unlinkEmail: async () => false,
      incident: async () => undefined,
      covers: {
        add: async (cover) => void rows.set(cover.id, cover),
        read: async (id) => rows.get(id),
        async take(id, _user, by) {
          const row = rows.get(id);
          if (row?.state !== "open") return false;
          rows.set(id, { ...row, state: "taken", takenBy: by });
          return true;
        },
        set: async () => assert.fail("no cover is put back"),
      },
    },
    chatUser: () => assert.fail("chatUser"),
    handleHere: () => assert.fail("handleHere"),
    nudge: () => undefined,
    policy: () => defaultPolicy("ops"),
    newId: () => {
      ids += 1;
      return `id${ids}`;
    },
  });
  const desk = (email = ANA, said: DeskAsker["said"] = { actionId: `action:${ids}` }): PagerDesk =>
    deskFor({
      user: { id: email, name: email, email, tz: "Etc/UTC", outsider: false },
      said,
      here: async () => undefined,
    });
  return {
    account,
    desk,
    forward: (ms: number): void => {
      nowMs += ms;
    },
    /** Opens one on a service that takes incidents. */
    open: (title: string) => {
      const service =
        account.account.services.find(({ id }) => account.takesIncidents(id)) ?? assert.fail("no service");
      return account.trigger({ service: service.id, title });
    },
    async [Symbol.asyncDispose]() {
      stop();
      await account.close();
    },
  };
};

describe("changes at the account", () => {
  it("set the status of several in the asker's name, each told apart", async () => {
    await using house = await openAccount();
    const [one, two, three] = ["a", "b", "c"].map((title) => house.open(title));
    assert.ok(one && two && three);
    house.account.resolve(two.id, ANA);
    const acked = await house.desk().setStatus(
      [one, two, three].map(({ number }) => ref(String(number))),
      "acknowledged",
    );
    assert.deepEqual(
      acked.map(({ tell }) => tell),
      [undefined, "already resolved", undefined],
    );
    const seen = await house.desk().incident(ref(one.id));
    assert.deepEqual([seen.status, seen.ackedBy.map(({ name }) => name)], ["acknowledged", ["Ana Kovac"]]);
    const [back] = await house.desk().setStatus([ref(one.id)], "triggered", "acknowledged");
    assert.equal(back?.tell, undefined);
    assert.equal((await house.desk().incident(ref(one.id))).status, "triggered");
    const [again] = await house.desk().setStatus([ref(two.id)], "triggered", "resolved");
    assert.equal(again?.tell, undefined);
    assert.equal((await house.desk().incident(ref(two.id))).status, "triggered");
  });

  it("work off many with one list and one change", async () => {
    await using house = await openAccount();
    const many = Array.from({ length: 30 }, (_, at) => house.open(`trouble ${at}`));
    const before = house.account.calls.length;
    const handled = await house.desk().setStatus(
      many.map(({ number }) => ref(String(number))),
      "resolved",
    );
    assert.ok(handled.every(({ tell }) => tell === undefined));
    const made = house.account.calls.slice(before).map(({ method, path }) => `${method} ${path.split("?")[0]}`);
    assert.deepEqual(made.filter((call) => call.endsWith("/incidents")).sort(), ["GET /incidents", "PUT /incidents"]);
    assert.ok(!made.some((call) => /GET \/incidents\/./.test(call)), made.join());
  });

  it("do with one incident what its buttons do", async () => {
    await using house = await openAccount();
    const [one, other] = [house.open("a"), house.open("b")];
    const number = ref(String(one.number));
    assert.equal((await house.desk().snooze(number, 2 * HOUR)).snoozedUntilMs, NOW + 2 * HOUR);
    const people = ["ben carter", "grace"].map((words) => house.desk().target(words, ["person"]));
    const [ben, grace] = await Promise.all(people);
    assert.ok(ben && grace);
    const given = await house.desk().reassign(number, ben, [grace]);
    assert.deepEqual(given.assigned.map(({ name }) => name).sort(), ["Ben Carter", "Grace Okafor"]);
    await house.desk().addNote(number, "Is it  “down”?\nYes.");
    await house.desk(ANA, { actionId: "action:0", again: true }).addNote(number, "Is it  “down”?\nYes.");
    const notes = await house.desk().notes(number);
    assert.deepEqual(
      notes.map(({ by, text }) => [by, text]),
      [["Ana Kovac", "Is it  “down”?\nYes."]],
    );
    const priority = house.account.account.priorities[0]?.name;
    assert.equal((await house.desk().setPriority(number, priority)).priority, priority);
    assert.equal((await house.desk().setPriority(number, undefined)).priority, undefined);
    await house.desk().addStatusUpdate(number, "we are on it");
    await house.desk().addResponder(number, grace, undefined);
    await house.desk().merge([ref(other.id)], number);
    assert.equal((await house.desk().incident(ref(other.id))).status, "resolved");
    const stuck = await failureOf(house.desk().merge([ref(other.id)], ref("99999999")));
    assert.equal(stuck.code, "not_found");
  });

  it("escalate to the next level once", async () => {
    await using house = await openAccount();
    const one = house.open("a");
    const before = await house.desk().incident(ref(one.id));
    const after = await house.desk(ANA, { actionId: "action:e" }).escalate(ref(one.id));
    assert.notDeepEqual(after.assigned, before.assigned);
    const again = await house.desk(ANA, { actionId: "action:e", again: true }).escalate(ref(one.id));
    assert.deepEqual(again.assigned, after.assigned);
  });

  it("page each kind of target, and nobody twice", async () => {
    const pageService = "Internal Tools";
    await using plain = await openAccount();
    const exists =
      plain.account.account.services.find(({ id }) => plain.account.takesIncidents(id))?.name ?? pageService;
    await using house = await openAccount({ pageService: exists });
    for (const kind of ["person", "policy", "service", "schedule"] as const) {
      const words = {
        person: "Ben Carter",
        policy: (await house.desk().policies()).value[0]?.name ?? "",
        service: exists,
        schedule: (await house.desk().oncall()).value.find((turn) => turn.schedule !== undefined)?.schedule ?? "",
      }[kind];
      const target = await house.desk().target(words, [kind]);
      const said = { actionId: `action:${kind}` };
      const paged = await house.desk(ANA, said).page(target, `${kind}: is it down?`, "high");
      const twice = await house.desk(ANA, { ...said, again: true }).page(target, `${kind}: is it down?`, "high");
      assert.equal(twice.incident.id, paged.incident.id, kind);
      assert.equal(paged.incident.title, `${kind}: is it down?`);
      assert.ok(paged.called.length > 0, kind);
      if (kind === "person") assert.deepEqual(paged.called, ["Ben Carter"]);
    }
  });

  it("page without a configured service on one of the target's own", async () => {
    await using house = await openAccount();
    const { value: policies } = await house.desk().policies();
    const { value: services } = await house.desk().services();
    const policy = policies.find(({ id }) => services.some((one) => one.policy?.id === id && one.status === "active"));
    assert.ok(policy);
    const paged = await house.desk().page({ kind: "policy", ...policy }, "x", "low");
    assert.deepEqual([paged.incident.policy?.id, paged.incident.urgency], [policy.id, "low"]);
    const { value: turns } = await house.desk().oncall();
    const schedule = turns.find((turn) => turn.schedule !== undefined && turn.policy === policy.name)?.schedule;
    if (schedule === undefined) return;
    const target = await house.desk().target(schedule, ["schedule"]);
    assert.ok((await house.desk(ANA, { actionId: "action:s" }).page(target, "y", "high")).called.length > 0);
  });

  it("make, find and delete overrides, whoever asks", async () => {
    await using house = await openAccount();
    const { value: schedules } = await house.desk().schedules();
    const window = { fromMs: NOW + HOUR, toMs: NOW + 3 * HOUR };
    for (const v3 of [true, false]) {
      const schedule = schedules.find((one) => (one.v3 === true) === v3);
      assert.ok(schedule, `the account has a schedule ${v3 ? "with" : "without"} shifts of its own`);
      const made = await house.desk().override(schedule, window);
      assert.deepEqual([made.person.name, made.fromMs, made.toMs], ["Ana Kovac", window.fromMs, window.toMs]);
      const { value: shifts } = await house.desk().shifts(schedule, window);
      assert.deepEqual([...new Set(shifts.map(({ person }) => person.name))], ["Ana Kovac"]);
      assert.equal((await house.desk().deleteOverride(made.id, undefined)).schedule.id, schedule.id);
      assert.equal((await failureOf(house.desk(ANA, {}).deleteOverride(made.id, schedule))).code, "not_found");
    }
  });

  it("cover somebody's turns", async () => {
    await using house = await openAccount();
    const { value: turns } = await house.desk().oncall();
    const { value: schedules } = await house.desk().schedules();
    const turn = turns.find(({ schedule }) => schedules.some(({ name }) => name === schedule));
    const email = house.account.people.find(({ id }) => id === turn?.personId)?.email;
    assert.ok(turn && email);
    const window = { fromMs: NOW + 60_000, toMs: NOW + 30 * 60_000 };
    const cover = await house.desk(email, { actionId: "action:c" }).askCover(window, undefined);
    assert.ok(cover.parts.length > 0);
    const taker = PEOPLE.find((one) => one.email !== email)?.email;
    const { overrides } = await house.desk(taker).takeCover(cover.id);
    assert.equal(overrides.length, cover.parts.length);
    assert.ok(overrides.every(({ person }) => person.id !== cover.personId));
  });
});
