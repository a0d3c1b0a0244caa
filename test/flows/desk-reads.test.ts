import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure, type FailureCode } from "../../src/core/failure.ts";
import { problem } from "../integrations/pager-setup.ts";
import { DAYS, fakePager, INCIDENT, NIGHTS, openDesk, PEOPLE, TURN } from "./desk-kit.ts";
import { openKnown, START_MS } from "./known-kit.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const fails = (code: FailureCode, tell: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Failure, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.tell ?? "", tell);
  return true;
};
const NO_EMAIL = { email: undefined };

describe("what words name", () => {
  it("the default is the service that pages go to, as in the days of one configured schedule", async () => {
    const { reads, pager } = openDesk({ pageService: "PSERV01" });
    pager.lists.services = [{ id: "PSERV01", name: "Out of hours", status: "active" }];
    assert.equal((await reads.target("default", ["person", "policy", "service"])).name, "Out of hours");
    await assert.rejects(openDesk().reads.target("default", ["person", "service"]), fails("not_found", /default/));
  });
});

describe("asking the pager", () => {
  it("asks once a minute who is on call, and shares the answer between askers", async () => {
    const first = openDesk();
    const second = openDesk({ remembered: first.remembered, pager: first.pager, user: { id: "UBEN002" } });
    assert.deepEqual(await first.reads.oncall(), { value: [TURN], atMs: START_MS });
    first.clock.forward(59_000);
    assert.equal((await second.reads.oncall()).atMs, START_MS);
    assert.equal(first.pager.count("oncall"), 1);
    first.clock.forward(1_000);
    await second.reads.oncall();
    assert.equal(first.pager.count("oncall"), 2);
  });

  it("never answers with somebody whose turn ended since", async () => {
    const { reads, pager, clock } = openDesk();
    pager.lists.oncall = [{ ...TURN, toMs: START_MS + 10_000 }];
    await reads.oncall();
    clock.forward(9_999);
    await reads.oncall();
    assert.equal(pager.count("oncall"), 1);
    pager.lists.oncall = [{ ...TURN, personId: "PBEN002", name: "Ben Carter" }];
    clock.forward(1);
    assert.equal((await reads.oncall()).value[0]?.name, "Ben Carter");
    assert.equal(pager.count("oncall"), 2);
    await reads.oncall();
    assert.equal(pager.count("oncall"), 2, "the new answer is fresh");
  });

  it("gives the last known answer with its age while the pager is down, hangs or refuses the token", async () => {
    const { reads, pager, clock } = openDesk();
    await reads.oncall();
    await reads.people();
    clock.forward(HOUR);
    for (const [trouble, stale] of [
      ["down", "PagerDuty does not answer"],
      ["hangs", "PagerDuty does not answer"],
      ["refusesToken", "PagerDuty refuses the token"],
    ] as const) {
      pager[trouble]();
      if (trouble === "refusesToken") clock.forward(HOUR);
      assert.deepEqual(await reads.oncall(), { value: [TURN], atMs: START_MS, stale });
      assert.equal((await reads.people()).value[0]?.phones[0], "+1 555 0100");
      if (trouble === "hangs") pager.up();
    }
  });

  it("knows it after a restart without the pager", async () => {
    const before = openDesk();
    await before.reads.oncall();
    await before.reads.incidents({});
    const { table, clock } = before.remembered;
    clock.forward(10 * 60_000);
    const pager = fakePager();
    pager.down();
    const after = openDesk({ remembered: openKnown(table, clock), pager });
    assert.deepEqual(await after.reads.oncall(), {
      ...{ value: [TURN], atMs: START_MS, stale: "PagerDuty does not answer" },
    });
    assert.equal((await after.reads.incidents({})).value.incidents[0]?.id, "Q1");
  });

  it("keeps no numbers that are never shown", async () => {
    const { reads, remembered } = openDesk({ phones: "hidden" });
    assert.deepEqual((await reads.people()).value[0]?.phones, []);
    assert.doesNotMatch(remembered.table.rows.get("pagerduty:people")?.value ?? "", /555/);
  });

  it("reads incidents anew each time, and the last known ones where that fails", async () => {
    const { reads, pager, clock } = openDesk();
    await reads.incidents({ statuses: ["triggered"] });
    await reads.incidents({ statuses: ["triggered"] });
    assert.equal(pager.count("list"), 2);
    await reads.incidents({ sinceMs: START_MS - DAY });
    clock.forward(60_000);
    pager.down();
    const { value, ...age } = await reads.incidents({ statuses: ["triggered"] });
    assert.deepEqual([value.incidents[0]?.id, age], ["Q1", { atMs: START_MS, stale: "PagerDuty does not answer" }]);
    await assert.rejects(reads.incidents({ statuses: ["acknowledged"] }), /no connection/, "another question");
    await assert.rejects(reads.incidents({ sinceMs: START_MS - DAY }), /no connection/, "history is not remembered");
  });
});

describe("turns and shifts", () => {
  it("answers every window within the month from one read, and clips it", async () => {
    const { reads, pager, clock } = openDesk();
    const days = (count: number) => reads.shifts(DAYS, { fromMs: clock(), toMs: clock() + count * DAY });
    assert.deepEqual(
      (await days(7)).value.map(({ person, fromMs, toMs }) => [person.name, fromMs, toMs]),
      [
        ["Ana Kovac", START_MS, START_MS + HOUR],
        ["Ben Carter", START_MS + HOUR, START_MS + 7 * DAY],
      ],
    );
    assert.equal((await days(30)).value.at(-1)?.toMs, START_MS + 30 * DAY);
    assert.equal(pager.count("shifts PDAYS01"), 1);
    await reads.shifts(NIGHTS, { fromMs: clock(), toMs: clock() + DAY });
    assert.equal(pager.count("shifts"), 2, "each schedule for itself");
    pager.down();
    clock.forward(2 * HOUR);
    const stale = await days(7);
    assert.deepEqual(stale.stale, "PagerDuty does not answer");
    assert.deepEqual(
      stale.value.map(({ person }) => person.name),
      ["Ben Carter"],
      "whose turn it is now",
    );
  });

  it("reads what is past or far ahead as it is asked", async () => {
    const { reads, pager } = openDesk();
    await reads.shifts(DAYS, { fromMs: START_MS - DAY, toMs: START_MS });
    await reads.shifts(DAYS, { fromMs: START_MS, toMs: START_MS + 120 * DAY });
    await reads.turns({ fromMs: START_MS, toMs: START_MS + HOUR });
    assert.deepEqual(pager.asked, ["shifts PDAYS01 24h", "shifts PDAYS01 2880h", "turns 1h"]);
  });

  it("reads little for a moment, and keeps questions about different people apart", async () => {
    const { reads, pager } = openDesk();
    const moment = { fromMs: START_MS, toMs: START_MS + 1_000 };
    assert.equal((await reads.turns({ ...moment, scheduleIds: [DAYS.id] })).value.length, 1);
    await reads.turns({ ...moment, scheduleIds: [DAYS.id] });
    await reads.turns({ ...moment, personIds: ["PANA001"] });
    await reads.turns({ ...moment, scheduleIds: ["PANA001"] });
    assert.deepEqual(pager.asked, ["turns 27h", "turns 27h", "turns 27h"]);
    assert.deepEqual((await reads.turns({ ...moment, personIds: [] })).value, []);
    const later = { fromMs: START_MS + 2 * HOUR, toMs: START_MS + 3 * HOUR };
    assert.deepEqual((await reads.turns({ ...later, scheduleIds: [DAYS.id] })).value, [], "the turn is over by then");
  });
});

describe("who asks, and whom they mean", () => {
  it("is found by the chat's address, whatever its case, without asking the pager each time", async () => {
    const { reads, pager, clock } = openDesk();
    assert.deepEqual(await reads.me(), PEOPLE[0]);
    clock.forward(14 * 60_000);
    assert.deepEqual(await reads.actor(), { email: "Ana.Kovac@northwind.example", name: "Ana" });
    assert.deepEqual(pager.asked, ["people"]);
  });

  it("is found by the linked address first", async () => {
    const { reads } = openDesk({ linked: { UANA001: "noor.haddad@northwind.example" } });
    assert.equal((await reads.me()).id, "PNOO003");
  });

  it("is told how to link when the pager knows nobody with that address, after a look at a newer list", async () => {
    const { reads, pager, clock } = openDesk({ user: { email: "new@northwind.example" } });
    await assert.rejects(reads.me(), fails("forbidden", /\/oncall link me as/));
    await assert.rejects(reads.actor(), fails("forbidden", /\/oncall link me as/));
    assert.equal(pager.count("people"), 1, "the list is from this minute");
    clock.forward(61_000);
    pager.lists.people = [...PEOPLE, { id: "PNEW", name: "New", email: "new@northwind.example", phones: [] }];
    assert.equal((await reads.me()).id, "PNEW");
    await assert.rejects(openDesk({ user: NO_EMAIL }).reads.me(), fails("forbidden", /link me as/));
  });

  it("may act although nobody can be looked up now: the pager itself knows strangers", async () => {
    const { reads, pager, log } = openDesk();
    pager.down();
    assert.deepEqual(await reads.actor(), { email: "ana.kovac@northwind.example", name: "Ana" });
    assert.ok(log.lines.some(({ message }) => /nobody could look/.test(message)));
  });

  it("understands me, mentions and addresses", async () => {
    const { reads } = openDesk({ linked: { UNOO003: "noor.haddad@northwind.example" } });
    const cases: readonly [string, string][] = [
      ["me", "PANA001"],
      ["Me", "PANA001"],
      ["<@UBEN002>", "PBEN002"],
      ["<@UBEN002|ben>", "PBEN002"],
      ["@UBEN002", "PBEN002"],
      ["<@UNOO003>", "PNOO003"],
      ["BEN.carter@northwind.example", "PBEN002"],
      ["<mailto:ben.carter@northwind.example|ben.carter@northwind.example>", "PBEN002"],
      ["@ben", "PBEN002"],
      ["noor", "PNOO003"],
    ];
    for (const [words, id] of cases) assert.equal((await reads.target(words, ["person", "schedule"])).id, id, words);
    const unlinked = openDesk().reads;
    await assert.rejects(unlinked.target("<@UNOO003>", ["person"]), fails("not_found", /Noor.*noor@elsewhere/s));
    await assert.rejects(unlinked.target("x@y.example", ["person"]), fails("not_found", /x@y\.example/));
    await assert.rejects(unlinked.target("me", ["schedule"]), fails("not_found", /no schedule like "me"/));
  });

  it("reads only the lists of the kinds asked for, and newer ones before it says no", async () => {
    const { reads, pager, clock } = openDesk();
    assert.equal((await reads.target("days", ["schedule"])).id, DAYS.id);
    clock.forward(61_000);
    assert.equal((await reads.schedule("platform nights")).v3, true);
    assert.deepEqual(pager.asked, ["schedules"]);
    pager.lists.schedules = [DAYS, NIGHTS, { id: "PNEW", name: "Weekends", policies: [] }];
    assert.equal((await reads.schedule("weekends")).id, "PNEW");
    assert.deepEqual(pager.asked, ["schedules", "schedules"]);
    await assert.rejects(reads.schedule("weekdays"), fails("not_found", /no schedule like "weekdays"/));
    assert.equal(pager.asked.length, 2, "that list is from this minute");
  });

  it("finds names while the pager is down", async () => {
    const { reads, pager, clock } = openDesk();
    await reads.schedules();
    clock.forward(HOUR);
    pager.down();
    assert.equal((await reads.target("days", ["schedule"])).id, DAYS.id);
  });
});

describe("which incident", () => {
  it("is the one said, or the one whose card's thread it was said in", async () => {
    const { reads, pager } = openDesk({ here: problem({ source: "pagerduty", key: "Q9" }) });
    assert.deepEqual(await reads.incident({ kind: "ref", ref: "12" }), INCIDENT);
    await reads.incident({ kind: "here" });
    await reads.notes({ kind: "here" });
    await reads.notes({ kind: "ref", ref: "12" });
    assert.deepEqual(pager.asked, ["read 12", "read Q9", "notes Q9", "read 12", "notes Q1"]);
  });

  it("cannot be told outside a card's thread, or below a card of another source", async () => {
    await assert.rejects(openDesk().reads.incident({ kind: "here" }), fails("usage", /its number, its id or its link/));
    await assert.rejects(
      openDesk({ here: problem() }).reads.notes({ kind: "here" }),
      fails("usage", /not of PagerDuty/),
    );
  });
});
