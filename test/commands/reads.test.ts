import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CommandContext } from "../../src/core/command.ts";
import { Failure, type FailureCode } from "../../src/core/failure.ts";
import type { PagerDesk } from "../../src/core/pager/desk.ts";
import type { IncidentQuery, Shift, TurnsQuery } from "../../src/core/responding.ts";
import { buttonsOf, createContext, linesOf, NOW } from "./context.ts";
import { createPager, fresh, INCIDENTS, incident, ONCALL, old, SCHEDULES, SERVICES, turn } from "./pager.ts";

const HOUR = 3_600_000;
const nothing = { incidents: [], facts: [], people: [], asOfMs: NOW };
const desk = (pager: Partial<PagerDesk> = {}, more: Partial<CommandContext> = {}) =>
  createContext(nothing, { pager: createPager(pager), ...more });
const { ask } = desk();

const fails = (promise: Promise<unknown>, code: FailureCode, tell: RegExp): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code);
    assert.match(error.tell ?? "", tell);
    return true;
  });

describe("oncall who", () => {
  it("lists policies and levels, schedules and until when", async () => {
    const reply = await ask("who's on call?");
    assert.equal(
      linesOf(reply),
      [
        "On call now",
        "Payments",
        "1 · Ana Souza (Payments) until Thu 19 Nov 10:23",
        "2 · Chen Wei",
        "Platform",
        "1 · Ben Carter (Platform days) until Wed 18 Nov 18:23",
      ].join("\n"),
    );
    assert.equal(reply.private, false);
    assert.match(reply.items?.[0]?.lines[0] ?? "", /\uE000\d+\|moment\uE001/, "each reader sees their own zone");
  });

  it("asks the pager once", async () => {
    const calls: string[] = [];
    const counted = new Proxy(createPager(), {
      get: (pager, name: keyof PagerDesk) => {
        calls.push(name);
        return pager[name];
      },
    });
    await createContext(nothing, { pager: counted }).ask("who's on call?");
    assert.deepEqual(
      calls.filter((name) => name !== "phones" && name !== "name"),
      ["oncall"],
    );
  });

  it("finds a policy or schedule, the exact name first, else the policy of a service", async () => {
    const both = [...ONCALL, turn("PBEN", "Extra", 1, { schedule: "Payments EU" })];
    const eu = desk({ oncall: async () => fresh(both) }).ask;
    assert.doesNotMatch(linesOf(await eu("who for payments")), /Ben/);
    assert.match(linesOf(await eu("who for “payments eu”")), /^On call now · payments eu\nExtra\n1 · Ben Carter/);
    assert.match(linesOf(await eu("oncall who paym")), /Ben[\s\S]*Ana/);
    assert.match(linesOf(await ask("who's on call for checkout")), /now · checkout\nPayments\n1 · Ana/);
    assert.match(linesOf(await ask("who for payments eu")), /^Nobody is on call now · payments eu$/);
    await fails(ask("who for nope"), "not_found", /like "nope"/);
  });

  it("looks at a moment, at the turns that hold it", async () => {
    const asked: TurnsQuery[] = [];
    const { ask: at } = desk({
      async turns(query) {
        asked.push(query);
        return fresh([
          turn("PANA", "Payments", 1, { fromMs: NOW, toMs: NOW + 13 * HOUR }),
          turn("PBEN", "Payments", 1, { fromMs: NOW + 13 * HOUR, toMs: NOW + 20 * HOUR }),
        ]);
      },
    });
    const lines = linesOf(await at("who for payments at 3am tomorrow"));
    assert.match(lines, /^On call Thu 19 Nov 03:00 · payments\nPayments\n1 · Ana Souza until Thu 19 Nov 03:23$/);
    assert.equal(asked[0]?.fromMs, Date.parse("2026-11-19T02:00:00Z"));
    assert.match(linesOf(await at("who is on call at 3:23 tomorrow?")), /1 · Ben Carter until/);
  });

  it("looks at a whole day, with each turn's times", async () => {
    const lines = linesOf(await ask("who on thursday"));
    assert.match(
      lines,
      /^On call Thu 19 Nov\nPayments\n1 · Ana Souza \(Payments\) Wed 18 Nov 12:23 – Thu 19 Nov 10:23\n/,
    );
    assert.match(lines, /2 · Chen Wei always/);
    assert.doesNotMatch(lines, /Ben/);
  });

  it("refuses a time it cannot read, with what it can", async () => {
    await fails(ask("who for payments at 99:99"), "usage", /cannot read the time[\s\S]*at 18:00/);
  });

  it("says how old the answer is when the pager does not answer, with numbers to call where allowed", async () => {
    const stale = { oncall: async () => old(ONCALL) };
    const lines = linesOf(await desk(stale).ask("who"));
    assert.match(
      lines,
      /Ben Carter .*18:23 · ☎ \+1 555 222, \+1 555 333\nAs of Wed 18 Nov 14:11, 12 min old: PagerDuty does not answer\./,
    );
    assert.doesNotMatch(linesOf(await ask("who")), /☎|As of/);
    assert.match(linesOf(await desk({ phones: "shown" }).ask("who")), /Ana Souza.* ☎ \+49/);
    assert.doesNotMatch(linesOf(await desk({ ...stale, phones: "hidden" }).ask("who")), /☎/);
    const guest = { asker: { id: "U9", name: "guest", tz: "Europe/Berlin", outsider: true } };
    assert.doesNotMatch(linesOf(await desk(stale, guest).ask("who")), /☎/);
    assert.doesNotMatch(linesOf(await desk(stale).ask("who for platform")), /Ana/);
    assert.match(linesOf(await desk(stale).ask("who for platform")), /^On call as known 12 min ago · platform\n/);
  });

  it("tells numbers to the asker alone, as they are known, and says who it is without them", async () => {
    const asked: unknown[] = [];
    const people: PagerDesk["people"] = async (options) => {
      asked.push(options);
      return createPager().people();
    };
    const stale = { oncall: async () => old(ONCALL) };
    const reply = await desk({ ...stale, people }).ask("who");
    assert.deepEqual([reply.private, asked], [true, [{ anyAge: true }]]);
    assert.equal((await desk({ ...stale, phones: "hidden" }).ask("who")).private, false);
    const broken = desk({ ...stale, people: async () => Promise.reject(new Failure("timeout", "no people")) });
    assert.match(linesOf(await broken.ask("who")), /Ben Carter/);
  });

  it("shows whom a name means that is written otherwise: without accents, in part, by id", async () => {
    const zurich = turn("PBEN", "Zürich Ops", 1, { policyId: "PZ", scheduleIds: ["PZ1"], schedule: "Zürich Days" });
    const oncall = async () => fresh([...ONCALL, zurich]);
    const named = (kind: "policy" | "schedule", id: string) =>
      desk({ oncall, target: async () => ({ kind, id, name: "Zürich" }) }).ask;
    assert.match(
      linesOf(await named("policy", "PZ")("who for zurich o")),
      /^On call now · zurich o\nZürich Ops\n1 · Ben Carter/,
    );
    assert.match(linesOf(await named("schedule", "PZ1")("who for zurich d")), /1 · Ben Carter/);
    assert.match(linesOf(await named("schedule", "PZ2")("who for zurich n")), /^Nobody is on call now/);
  });

  it("shows two people of one name twice, and one person once", async () => {
    const same = turn("PANA2", "Payments", 1, { name: "Ana Souza" });
    const first = turn("PANA", "Payments", 1);
    const reply = await desk({ oncall: async () => fresh([first, same, first]) }).ask("who");
    assert.deepEqual(reply.items?.[0]?.lines, ["1 · Ana Souza, Ana Souza"]);
  });

  it("calls no turn of an old answer one of now that has ended since", async () => {
    const ended = turn("PANA", "Payments", 1, { toMs: NOW - HOUR });
    const oncall = async () => old([ended]);
    const { ask: later } = desk({ oncall });
    assert.match(
      linesOf(await later("who")),
      /1 · Ana Souza until Wed 18 Nov 13:23: ended, and who came then is not known/,
    );
    assert.match(linesOf(await later("am i on call?")), /^No, you are not on call/);
  });

  it("pages a long list, and says so when nobody is", async () => {
    const many = Array.from({ length: 20 }, (_, at) => turn("PANA", `Policy ${String(at).padStart(2, "0")}`, 1));
    const { ask: long } = desk({ oncall: async () => fresh(many) });
    const reply = await long("who");
    assert.equal(reply.items?.length, 10);
    assert.match(linesOf(reply), /\n1–10 of 20$/);
    assert.deepEqual(buttonsOf(reply.buttons)[0], "Next 10: oncall who page 2");
    assert.match(linesOf(await long("oncall who page 2")), /Policy 10[\s\S]*Policy 19[\s\S]*11–20 of 20/);
    assert.match(linesOf(await desk({ oncall: async () => fresh([]) }).ask("who")), /^Nobody is on call now$/);
  });

  it("keeps names from the channel where they are not shown", async () => {
    assert.equal((await desk({}, { names: "totals" }).ask("who")).private, true);
  });
});

describe("oncall am i on call", () => {
  it("says yes with each turn, or no, to the asker alone", async () => {
    const yes = await ask("am I on call?");
    assert.equal(linesOf(yes), "Yes, you are on call.\nPayments: until Thu 19 Nov 10:23 · level 1 of Payments");
    assert.equal(yes.private, true);
    const two = [turn("PANA", "Payments", 1), turn("PANA", "Platform", 2)].map((one) => ({
      ...one,
      schedule: "Nights",
    }));
    const once = await desk({ oncall: async () => fresh(two) }).ask("am i on call");
    assert.equal(once.rows?.length, 1, "one turn that stands in two policies");
    assert.match(linesOf(once), /level 1 of Payments · level 2 of Platform/);
    const no = await desk({ oncall: async () => fresh([turn("PBEN", "Platform", 1)]) }).ask("am i oncall");
    assert.equal(linesOf(no), "No, you are not on call.");
    assert.deepEqual(buttonsOf(no.buttons), ["My next turns: oncall when", "Who is on call: oncall who"]);
  });

  it("lets the failure of somebody unknown through", async () => {
    const unknown = new Failure("forbidden", "unknown", { tell: 'Say "oncall link me as <email>".' });
    await fails(desk({ me: () => Promise.reject(unknown) }).ask("am i on call"), "forbidden", /link me as/);
  });
});

describe("oncall when", () => {
  const turns = async (query: TurnsQuery) =>
    fresh(
      [
        turn("PANA", "Payments", 1, { schedule: "Payments", fromMs: NOW + 50 * HOUR, toMs: NOW + 60 * HOUR }),
        turn("PANA", "Platform", 2, { schedule: "Platform days", fromMs: NOW + 26 * HOUR, toMs: NOW + 30 * HOUR }),
        turn("PBEN", "Platform", 1, { schedule: "Platform days" }),
      ].filter(({ personId }) => query.personIds?.includes(personId)),
    );
  const { ask: when } = desk({ turns });

  it("lists the asker's next turns of all schedules, the next one first", async () => {
    const reply = await when("when am I on call?");
    assert.equal(
      linesOf(reply),
      [
        "You are on call next",
        "Platform days: Thu 19 Nov 16:23 – 20:23 · level 2 of Platform",
        "Payments: Fri 20 Nov 16:23 – 02:23 · level 1 of Payments",
      ].join("\n"),
    );
    assert.equal(reply.private, true);
  });

  it("tells the turn of a schedule once, with the first level that it stands for", async () => {
    const first = turn("PANA", "Payments", 1, { schedule: "Payments", fromMs: NOW + HOUR, toMs: NOW + 2 * HOUR });
    const same = { ...first, policy: "Web", level: 2 };
    const reply = await desk({ turns: async () => fresh([same, first]) }).ask("when am I on call?");
    assert.deepEqual(linesOf(reply).split("\n").slice(1), [
      "Payments: Wed 18 Nov 15:23 – 16:23 · level 1 of Payments and 1 more",
    ]);
  });

  it("knows one schedule, other people and permanent turns", async () => {
    assert.doesNotMatch(linesOf(await when("when am i on payments")), /Platform/);
    assert.equal(
      linesOf(await when("when is Ben on call")),
      "Ben Carter is on call now\nPlatform days: always · level 1 of Platform",
    );
    assert.match(
      (await when("when is ben on payments")).title,
      /^Ben Carter is not on call for payments in the next 60 days/,
    );
    await fails(when("when is zoe on call"), "not_found", /zoe/);
    await fails(when("when am I on paymnets"), "not_found", /paymnets/);
  });
});

describe("oncall my schedule", () => {
  it("is a table of the asker's turns in one zone, as far ahead as asked", async () => {
    const asked: TurnsQuery[] = [];
    const { ask: mine } = desk({
      async turns(query) {
        asked.push(query);
        return fresh([turn("PANA", "Payments", 1, { schedule: "Payments", fromMs: NOW, toMs: NOW + HOUR })]);
      },
    });
    assert.equal(
      linesOf(await mine("pager my schedule 7")),
      ["Your turns of the next 7 days", "Wed 18 Nov 14:23 – 15:23: Payments", "Times of Europe/Berlin"].join("\n"),
    );
    assert.deepEqual(asked[0], { fromMs: NOW, toMs: NOW + 7 * 24 * HOUR, personIds: ["PANA"] });
    assert.match(
      linesOf(await mine("my schedule 14 America/New_York")),
      /08:23 – 09:23: Payments\nTimes of America\/New_York/,
    );
    assert.equal(asked[1]?.toMs, NOW + 14 * 24 * HOUR);
    await mine("my schedule");
    assert.equal(asked[2]?.toMs, NOW + 30 * 24 * HOUR);
    await fails(mine("my schedule 900"), "usage", /From 1 to 90 days/);
    await fails(mine("my schedule Mars/Crater"), "usage", /time zone "Mars\/Crater"/);
  });

  it("says when there is none", async () => {
    assert.equal(
      (await desk({ turns: async () => fresh([]) }).ask("my schedule 1")).title,
      "You have no turn in the next 24 hours.",
    );
  });
});

describe("oncall schedule", () => {
  it("lists turns with the hours that nobody has, in the asker's zone or another", async () => {
    const reply = await ask("schedule payments 2");
    assert.equal(
      linesOf(await ask("schedule “Payments” 2")),
      [
        "Payments · next 2 days",
        "Now: Ana Souza",
        "Thu 19 Nov 10:23: ⚠️ nobody",
        "Thu 19 Nov 12:23: Ben Carter",
        "Each until the next, times of Europe/Berlin · 1 gap",
      ].join("\n"),
    );
    assert.deepEqual(reply.links, [{ label: "Open in PagerDuty", url: "https://acme.pagerduty.com/s/PS1" }]);
    assert.match(
      linesOf(await ask("schedule payments America/New_York 2")),
      /Now: Ana Souza\nThu 19 Nov 04:23: ⚠️ nobody[\s\S]*times of America\/New_York/,
    );
  });

  it("offers what fits when a name is not clear, and says which there are", async () => {
    await assert.rejects(ask("schedule pay"), (error) => {
      assert.ok(error instanceof Failure);
      assert.deepEqual(
        error.choices?.options.map(({ value }) => value),
        ["Payments", "Payments EU"],
      );
      return true;
    });
    await fails(ask("schedule"), "usage", /Which schedule\?[\s\S]*Usage: oncall schedule <schedule>/);
  });

  it("tells both ends of turns that overlap", async () => {
    const shift = (name: string, from: number, to: number): Shift => ({
      ...{ person: { id: "PANA", name }, fromMs: NOW + from * HOUR, toMs: NOW + to * HOUR },
    });
    const both = desk({ shifts: async () => fresh([shift("Ana", 0, 10), shift("Ben", 8, 24)]) }).ask;
    assert.match(
      linesOf(await both("schedule payments 1")),
      /\nWed 18 Nov 14:23 – Thu 19 Nov 00:23: Ana\nWed 18 Nov 22:23 – .*: Ben\nTimes of Europe/,
    );
  });

  it("goes on where a page ends, and says when nobody has it", async () => {
    const shifts: Shift[] = Array.from({ length: 30 }, (_, at) => ({
      person: { id: "PANA", name: `Person ${at}` },
      fromMs: NOW + at * HOUR,
      toMs: NOW + (at + 1) * HOUR,
    }));
    const { ask: long } = desk({
      shifts: async (_schedule, { toMs }) => fresh(shifts.filter((one) => one.toMs <= toMs)),
    });
    const first = await long("schedule payments 1");
    assert.equal(buttonsOf(first.buttons)[0], 'Next 9: oncall schedule "Payments" 1 Europe/Berlin page 2');
    const next = await long('oncall schedule "Payments" 1 Europe/Berlin page 2');
    assert.equal(next.rows?.[0]?.value, "Person 15");
    assert.match(linesOf(next), /16–24 of 24 · Each until the next, times of/);
    assert.equal(
      linesOf(await ask("schedule platform")),
      "Platform days · next 30 days\nNobody has it in that time.\nTimes of Europe/Berlin",
    );
  });
});

describe("oncall schedules and services", () => {
  it("lists schedules with who has each now, all or those that fit", async () => {
    const reply = await ask("schedules");
    assert.equal(
      linesOf(reply),
      [
        "3 schedules",
        "Payments: Ana Souza until Thu 19 Nov 10:23",
        "Payments EU: nobody now",
        "Platform days: Ben Carter until Wed 18 Nov 18:23",
      ].join("\n"),
    );
    assert.equal(reply.choose?.options[2]?.say, 'oncall schedule "Platform days"');
    assert.match(linesOf(await ask("schedules eu pay")), /^1 schedule like "eu pay"\nPayments EU/);
    assert.equal((await ask("schedules nope")).title, 'There is no schedule like "nope".');
    assert.match(linesOf(await desk({ schedules: async () => old(SCHEDULES) }).ask("schedules")), /12 min old/);
  });

  it("says by id what words cannot say by name", async () => {
    const odd = [{ id: "PS9", name: 'The "big" one', policies: [] }];
    const reply = await desk({ schedules: async () => fresh(odd) }).ask("schedules");
    assert.equal(reply.choose?.options[0]?.say, "oncall schedule PS9");
  });

  it("lists services in trouble first", async () => {
    const reply = await ask("services");
    assert.equal(linesOf(reply), "2 services\n🔴 Search: critical · Platform\n🟢 Checkout API: active · Payments");
    assert.equal(reply.choose?.options[0]?.say, 'oncall incidents service:"Search"');
    const many = Array.from({ length: 40 }, (_, at) => ({
      ...SERVICES[0],
      id: `S${at}`,
      name: `Service ${at}`,
      status: "active",
    }));
    const long = await desk({ services: async () => fresh(many) }).ask("services page 3");
    assert.deepEqual([long.rows?.length, long.buttons?.length], [10, 0]);
    assert.match(linesOf(long), /31–40 of 40/);
  });
});

describe("oncall incidents", () => {
  it("lists the open ones, nobody's first, each with what can be done", async () => {
    const reply = await ask("pager sup");
    assert.equal(
      linesOf(reply),
      [
        "3 open incidents",
        "🔴 #12 Checkout is slow",
        "Checkout API · assigned to Ana Souza",
        "since Wed 18 Nov 13:23",
        "🔴 #13 Disk fills",
        "Checkout API · assigned to Ana Souza",
        "since Wed 18 Nov 13:53 · low urgency",
        "🟡 #14 Search is down",
        "Search · acked by Ben Carter",
        "since Wed 18 Nov 13:23 · snoozed until Wed 18 Nov 16:23 · P1",
      ].join("\n"),
    );
    const [triggered, , acked] = reply.items ?? [];
    assert.deepEqual(buttonsOf(triggered?.buttons), ["Ack: oncall ack 12", "Resolve: oncall resolve 12"]);
    assert.deepEqual(buttonsOf(acked?.buttons), ["Resolve: oncall resolve 14"]);
    assert.deepEqual(buttonsOf(triggered?.more), [
      "Snooze…: form snooze 12",
      "Reassign…: form reassign 12",
      "Note…: form note 12",
      "Status update…: form status 12",
      "Escalate: oncall escalate 12",
    ]);
    assert.equal(triggered?.url, "https://acme.pagerduty.com/incidents/Q12ABCDEFGH");
  });

  it("asks for mine, a service, a status and a time", async () => {
    const asked: IncidentQuery[] = [];
    const { ask: list } = desk({
      async incidents(query) {
        asked.push(query);
        return fresh({ incidents: [], complete: true });
      },
    });
    const mine = await list("incidents mine");
    assert.deepEqual([mine.title, mine.private], ["No open incidents of yours", true]);
    assert.deepEqual(asked[0], { statuses: undefined, personIds: ["PANA"], serviceIds: undefined, sinceMs: undefined });
    assert.match(
      (await list('incidents service:"checkout api" status:acked')).title,
      /^No acknowledged incidents · Checkout API$/,
    );
    assert.deepEqual([asked[1]?.serviceIds, asked[1]?.statuses], [["PSV1"], ["acknowledged"]]);
    await list("incidents status:resolved since monday");
    assert.equal(asked[2]?.sinceMs, Date.parse("2026-11-15T23:00:00Z"));
    assert.match(linesOf(await list("incidents status:all")), /Opened in the last 7 days/);
    assert.deepEqual([asked[3]?.statuses?.length, asked[3]?.sinceMs], [3, NOW - 7 * 24 * HOUR]);
    await fails(list("incidents status:awful"), "usage", /one of open, triggered/);
    await fails(list("incidents service:nope"), "not_found", /nope/);
  });

  it("shows what is resolved by what it was", async () => {
    const reply = await ask("incidents status:resolved");
    assert.match(
      linesOf(reply),
      /🟢 #9 Old news\nCheckout API · was with Ana Souza\nsince Wed 18 Nov 09:23 · resolved Wed 18 Nov 11:23/,
    );
    assert.deepEqual(buttonsOf(reply.items?.[0]?.buttons), ["Reopen: oncall reopen 9"]);
  });

  it("shows ten a page, and says so when the pager lists no more", async () => {
    const many = Array.from({ length: 23 }, (_, at) => incident(String(100 + at), { openedAtMs: NOW - at * HOUR }));
    const { ask: long } = desk({ incidents: async () => fresh({ incidents: many, complete: false }) });
    const reply = await long("incidents service:checkout since monday");
    assert.equal(reply.items?.length, 10);
    assert.match(reply.title, /^23 open incidents, and more · Checkout API · /);
    assert.match(linesOf(reply), /1–10 of 23\nPagerDuty shows no more than these 23 incidents/);
    assert.deepEqual(buttonsOf(reply.buttons), ['Next 10: oncall incidents since monday service:"checkout" page 2']);
    const last = await long('oncall incidents since monday service:"checkout" page 3');
    assert.deepEqual([last.items?.length, last.buttons?.length], [3, 0]);
  });

  it("says how old a remembered list is", async () => {
    const { ask: stale } = desk({ incidents: async () => old({ incidents: INCIDENTS, complete: true }) });
    assert.match(linesOf(await stale("incidents")), /As of Wed 18 Nov 14:11, 12 min old: PagerDuty does not answer\.$/);
  });
});

describe("oncall incident and notes", () => {
  it("shows one by number, link, or the card's thread", async () => {
    const shown =
      "Incident #12\n🔴 #12 Checkout is slow\nCheckout API · assigned to Ana Souza\nsince Wed 18 Nov 13:23\nPolicy: Payments";
    for (const text of [
      "incident 12",
      "pager incident #12",
      "incident https://acme.pagerduty.com/incidents/Q12ABCDEFGH",
    ])
      assert.equal(linesOf(await ask(text)), shown, text);
    const { ask: below } = desk({
      async incident(ref) {
        assert.deepEqual(ref, { kind: "here" });
        return incident("12");
      },
    });
    for (const text of ["incident", "incident that one", "incident this?"])
      assert.equal(linesOf(await below(text)), shown, text);
    await fails(ask("incident"), "usage", /Which incident\?/);
    await fails(ask("incident 77"), "not_found", /no incident 77/);
    await fails(ask("incident of the day"), "usage", /"of" is no incident/);
  });

  it("reads notes oldest first, as they were written", async () => {
    const reply = await ask("notes 12");
    assert.equal(
      linesOf(reply),
      [
        "2 notes on #12 Checkout is slow",
        "Wed 18 Nov 14:03 · Ana Souza: Looking.",
        "Wed 18 Nov 14:13 · Ben Carter: Rolled back?",
      ].join("\n"),
    );
    assert.deepEqual(buttonsOf(reply.buttons), ["Add a note…: form note 12"]);
    assert.equal((await ask("notes 14")).title, "No notes on #14 Search is down");
  });
});

describe("oncall overrides", () => {
  it("lists them with their ids and a button that asks before it deletes", async () => {
    const reply = await ask("pager overrides Payments 5");
    assert.equal(
      linesOf(reply),
      [
        "1 override of Payments, next 5 days",
        "Chen Wei",
        "Thu 19 Nov 20:23 – 22:23",
        "Id PO1",
        "Times of Europe/Berlin",
      ].join("\n"),
    );
    const [button] = reply.items?.[0]?.buttons ?? [];
    assert.deepEqual([button?.say, button?.style], ['oncall override delete PO1 of "Payments"', "danger"]);
    assert.match(button?.confirm?.text ?? "", /^Chen Wei, Thu 19 Nov 20:23 – 22:23/);
    assert.equal((await ask("overrides payments 1")).title, "No overrides of Payments in the next 24 hours");
  });
});

describe("oncall whoami", () => {
  it("says who the asker is, or how to become somebody", async () => {
    assert.match(linesOf(await ask("pager me")), /^You are Ana Souza \(ana@example\.com\) at PagerDuty\.\n/);
    const unknown = new Failure("forbidden", "unknown", { tell: 'Say "oncall link me as <email>".' });
    const reply = await desk({ me: () => Promise.reject(unknown) }).ask("whoami");
    assert.match(
      linesOf(reply),
      /^PagerDuty does not know you, ana\.\nSay "oncall link me as <email>"\.\nYou can ask everything/,
    );
    assert.equal(reply.private, true);
    await assert.rejects(desk({ me: () => Promise.reject(new Failure("upstream", "down")) }).ask("whoami"), /down/);
  });
});

describe("where names are not shown", () => {
  it("whatever names people is for the asker alone", async () => {
    const { ask: quiet } = desk({}, { names: "initials" });
    for (const text of [
      "who",
      "schedules",
      "schedule payments",
      "incidents",
      "incident 12",
      "notes 12",
      "overrides payments",
      "when is ben on call",
    ])
      assert.equal((await quiet(text)).private, true, text);
  });
});
