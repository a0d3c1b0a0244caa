import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands } from "../../src/commands/index.ts";
import type { CommandContext } from "../../src/core/command.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { IncidentRef } from "../../src/core/incident-ref.ts";
import type { Handled, PagerDesk } from "../../src/core/pager-desk.ts";
import type { PagerIncident } from "../../src/core/responding.ts";
import { buttonsOf, createContext, linesOf, NOW, someRows } from "./context.ts";
import { createPager, fresh, INCIDENTS, incident, old } from "./pager.ts";

const HOUR = 3_600_000;
const sayOf = (ref: IncidentRef): string => (ref.kind === "here" ? "here" : ref.ref);
const found = (ref: IncidentRef): PagerIncident =>
  INCIDENTS.find(({ id, number }) => (ref.kind === "here" ? number === "12" : id === ref.ref || number === ref.ref)) ??
  assert.fail(`no incident ${sayOf(ref)}`);

/** A desk that does what it is told and keeps what that was. */
const open = (more: Partial<PagerDesk> = {}, context: Partial<CommandContext> = {}) => {
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

const failed = async (work: Promise<unknown>, tell: RegExp): Promise<Failure> => {
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
const below = { here: async () => card };

describe("oncall ack", () => {
  it("says what became of it, to the asker alone, and can be taken back", async () => {
    const { ask, told } = open();
    const reply = await ask("ack 12");
    assert.deepEqual(told, ["acknowledged: 12"]);
    assert.equal(reply.title, "#12 Checkout is slow: acked");
    assert.equal(reply.private, true);
    assert.deepEqual(reply.did, {
      about: "#12 Checkout is slow",
      undo: { to: "unack", incidentIds: ["pagerduty:Q12ABCDEFGH"] },
    });
    assert.deepEqual(buttonsOf(reply.buttons), [
      "Resolve: oncall resolve 12",
      "Snooze…: form snooze 12",
      "Note…: form note 12",
    ]);
  });

  it("tells several apart; only what was done can be taken back", async () => {
    const reply = await open().ask("pager ack 12, 9 and 13");
    assert.equal(reply.title, "Acked: 2 of 3 incidents");
    assert.deepEqual(reply.lines, [
      "#12 Checkout is slow: acked",
      "#9 Old news: already resolved",
      "#13 Disk fills: acked",
    ]);
    assert.equal(reply.did?.about, "#12 Checkout is slow, #13 Disk fills");
    assert.deepEqual(reply.did?.undo?.incidentIds, ["pagerduty:Q12ABCDEFGH", "pagerduty:Q13ABCDEFGH"]);
  });

  it("that did nothing is no success", async () => {
    assert.equal((await failed(open().ask("ack 9"), /^#9 Old news: already resolved$/)).code, "conflict");
  });

  it("without a number takes the card's own, else the asker's", async () => {
    const inThread = open({}, below);
    await inThread.ask("ack");
    assert.deepEqual(inThread.told, ["acknowledged: here"]);
    const outside = open();
    await outside.ask("pager ack");
    await outside.ask("ack mine");
    assert.deepEqual(outside.told, Array(2).fill("acknowledged: Q12ABCDEFGH Q13ABCDEFGH"));
    const mine = open({}, below);
    await mine.ask("ack mine");
    assert.deepEqual(mine.told, ["acknowledged: Q12ABCDEFGH Q13ABCDEFGH"]);
  });

  it("of the asker's own needs to know which those are now", async () => {
    const none = { incidents: async () => fresh({ incidents: [], complete: true }) };
    assert.equal((await failed(open(none).ask("ack"), /Nothing of yours waits/)).code, "not_found");
    const stale = { incidents: async () => old({ incidents: INCIDENTS, complete: true }) };
    const failure = await failed(open(stale).ask("ack"), /Say their numbers/);
    assert.equal(failure.retry, true);
  });
});

describe("oncall resolve", () => {
  it("without a word takes only what the asker has acked, with mine everything of theirs", async () => {
    const incidents: PagerDesk["incidents"] = async ({ statuses = [], personIds }) => {
      assert.deepEqual(personIds, ["PANA"]);
      return fresh({ incidents: INCIDENTS.filter(({ status }) => statuses.includes(status)), complete: true });
    };
    const { ask, told } = open({ incidents });
    await ask("pager resolve");
    await ask("resolve mine");
    assert.deepEqual(told, ["resolved: Q14ABCDEFGH", "resolved: Q14ABCDEFGH Q12ABCDEFGH Q13ABCDEFGH"]);
  });

  it("can be taken back", async () => {
    const reply = await open().ask("resolve 12");
    assert.equal(reply.title, "#12 Checkout is slow: resolved");
    assert.deepEqual(reply.did?.undo, { to: "reopen", incidentIds: ["pagerduty:Q12ABCDEFGH"] });
  });
});

describe("everybody's", () => {
  it("are shown first; one button with their numbers does it", async () => {
    for (const words of ["resolve all", "pager resolve!", "oncall resolve everything"]) {
      const { ask, told } = open();
      const reply = await ask(words);
      assert.deepEqual(told, []);
      assert.equal(reply.title, "Resolve 3 incidents of everybody?");
      assert.match(linesOf(reply), /Nothing is done yet\./);
      assert.equal(reply.items?.length, 3);
      assert.ok(reply.items?.every(({ buttons, more }) => buttons === undefined && more === undefined));
      assert.deepEqual(buttonsOf(reply.buttons), ["Resolve all 3: oncall resolve 14 12 13"]);
      assert.equal(reply.buttons?.[0]?.style, "danger");
      assert.equal(reply.private, true);
      assert.equal(reply.did, undefined);
      const { say = "" } = reply.buttons?.[0] ?? {};
      await ask(say);
      assert.deepEqual(told, ["resolved: 14 12 13"]);
    }
  });

  it("are acked where nobody has", async () => {
    const reply = await open().ask("pager ack!");
    assert.deepEqual(buttonsOf(reply.buttons), ["Ack all 2: oncall ack 12 13"]);
  });

  it("go 150 at a time, ten of them shown, in words that a button holds", async () => {
    const some = (count: number, number: (at: number) => string) => ({
      incidents: async () =>
        fresh({ incidents: Array.from({ length: count }, (_, at) => incident(number(at))), complete: false }),
    });
    const reply = await open(some(400, (at) => String(1_000_000 + at))).ask("resolve all");
    const say = reply.buttons?.[0]?.say ?? "";
    assert.equal(say.split(" ").length - 2, 150);
    assert.ok(say.length <= 1_900);
    assert.equal(reply.items?.length, 10);
    assert.match(linesOf(reply), /390 more are meant too.*\nAt most 150 go at once: ask again for the other 250\./);
    assert.match(linesOf(reply), /PagerDuty lists no more than these/);
    const long = await open(some(150, (at) => `Q1AB2CD3EF4G${100 + at}`)).ask("resolve all");
    assert.ok((long.buttons?.[0]?.say ?? "").length <= 1_900);
  });

  it("of none is said", async () => {
    const none = { incidents: async () => fresh({ incidents: [], complete: true }) };
    await failed(open(none).ask("ack all"), /Nothing waits for an ack/);
    await failed(open(none).ask("resolve all"), /Nothing is open/);
  });

  it("needs a permission of its own", () => {
    for (const name of ["oncall ack all", "oncall resolve all"])
      assert.equal(commands.find((one) => one.name === name)?.deed, "bulk");
  });
});

describe("what is done with one incident", () => {
  const CASES: readonly (readonly [words: string, told: string, title: RegExp])[] = [
    ["unack 12", "triggered from acknowledged: 12", /^#12 Checkout is slow: not acked any more$/],
    ["reopen 12 13", "triggered from resolved: 12 13", /^Open again: 2 of 2 incidents$/],
    ["snooze 12 2h", "snooze 12 120", /^#12 Checkout is slow: snoozed until Wed 18 Nov 16:23$/],
    ["snooze #12 until tomorrow 9:00", "snooze 12 1117", /until Thu 19 Nov 09:00$/],
    ["escalate 12", "escalate 12", /^#12 Checkout is slow: escalated, now with Ben Carter$/],
    ["reassign 12 to ben", "reassign 12 person:PBEN", /: now with Ben Carter$/],
    [
      "reassign 12 to ben, chen and me",
      "reassign 12 person:PBEN person:PCHEN person:PANA",
      /with Ben Carter, Chen Wei and Ana Souza$/,
    ],
    ["assign 12 to Platform", "reassign 12 policy:PP2", /: now with Platform$/],
    ["add ben to 12 please look?", "add PBEN 12 please look?", /: Ben Carter asked for help$/],
    ["merge 13 14 into 12", "merge 13 14 into 12", /^#12 Checkout is slow: 2 other incidents merged into it$/],
    ["priority 12 P2", "priority 12 P2", /: priority P2$/],
    ["priority 12 none", "priority 12 undefined", /: no priority any more$/],
    ["note 12 Is it  “down”?", 'note 12 "Is it  “down”?"', /: note written$/],
    ["status 12 all is well!", 'status 12 "all is well!"', /: status update sent$/],
  ];
  for (const [words, what, title] of CASES)
    it(words, async () => {
      const { ask, told } = open();
      const reply = await ask(words);
      assert.deepEqual(told, [what]);
      assert.match(linesOf(reply).split("\n")[0] ?? "", title);
      assert.equal(reply.private, true);
      assert.match(reply.did?.about ?? "", /^#12 Checkout is slow/);
    });

  it("asks several for help one after the other", async () => {
    const { ask, told } = open();
    const reply = await ask('add "Ben Carter", chen to 12');
    assert.deepEqual(told, ["add PBEN 12 -", "add PCHEN Q12ABCDEFGH -"]);
    assert.match(reply.title, /Ben Carter and Chen Wei asked for help$/);
  });

  it("needs no number below its card", async () => {
    const { ask, told } = open({}, below);
    for (const words of [
      "unack",
      "snooze 2h",
      "escalate",
      "escalate that one",
      "reassign to ben",
      "note it works",
      "priority P1",
    ])
      await ask(words);
    assert.deepEqual(told, [
      "triggered from acknowledged: here",
      "snooze here 120",
      ...["escalate here", "escalate here", "reassign here person:PBEN"],
      ...['note here "it works"', "priority here P1"],
    ]);
  });

  it("offers a form for what is missing", async () => {
    for (const [words, button] of [
      ["snooze 12", "Snooze…: form snooze 12"],
      ["note 12", "Write a note…: form note 12"],
      ["status", "Write an update…: form status"],
      ["reassign 12", "Reassign…: form reassign 12"],
    ] as const) {
      const { ask, told } = open();
      const reply = await ask(words);
      assert.deepEqual([told, buttonsOf(reply.buttons), reply.private], [[], [button], true]);
    }
    assert.deepEqual(buttonsOf((await open({}, below).ask("note")).buttons), ["Write a note…: form note 12"]);
  });
});

describe("oncall page", () => {
  it("says at once who was paged, and that the pager accepted it", async () => {
    const { ask, told } = open();
    const reply = await ask("page payments eu checkout is down?");
    assert.deepEqual(told, ['page schedule:PS3 high "checkout is down?"']);
    assert.equal(reply.title, "Paged Ben Carter for Payments EU");
    assert.deepEqual(reply.lines, ["PagerDuty accepted it: #77, high urgency."]);
    assert.equal(reply.items?.[0]?.url, "https://acme.pagerduty.com/incidents/Q77ABCDEFGH");
    assert.equal(reply.private, undefined);
    assert.equal(reply.did?.about, "#77 checkout is down?, for Payments EU");
  });

  it("takes the longest name at the beginning, quotes and mentions", async () => {
    const { ask, told } = open();
    await ask("page ben carter please come");
    await ask("page ben please come");
    await ask("pager trigger “Ana Souza” please come");
    await ask("page “Checkout API” low disk low");
    assert.deepEqual(told, [
      'page person:PBEN high "please come"',
      'page person:PBEN high "please come"',
      'page person:PANA high "please come"',
      'page service:PSV1 low "low disk"',
    ]);
  });

  it("of low urgency says that it wakes nobody, and how to be louder", async () => {
    const { ask, told } = open();
    const reply = await ask("page ben disk is filling low");
    assert.match(linesOf(reply), /low urgency: it wakes nobody/);
    const [louder] = reply.buttons ?? [];
    await ask(louder?.say ?? "");
    assert.equal(told[1], 'page person:PBEN high "disk is filling"');
  });

  it("that names nobody yet does not claim who was called", async () => {
    const reply = await open().ask('page "Checkout API" x is broken');
    assert.equal(reply.title, "Paged Checkout API");
    assert.match(linesOf(reply), /has not said yet whom it calls/);
  });

  it("of a name that fits several things pages nobody and offers them", async () => {
    const { ask, told } = open();
    const failure = await failed(ask("page payments checkout is down"), /Which "payments"/);
    assert.equal(failure.choices?.words, "payments");
    assert.deepEqual(told, []);
    assert.equal((await failed(ask("page nobody in sight"), /nobody/)).code, "not_found");
  });

  it("without words opens a form", async () => {
    assert.deepEqual(buttonsOf((await open().ask("page")).buttons), ["Page…: form page"]);
    const named = await open().ask("page ben carter");
    assert.deepEqual(buttonsOf(named.buttons), ['Page…: form page "Ben Carter"']);
    assert.equal(named.title, "Page Ben Carter: what shall they read?");
  });
});

describe("turns", () => {
  it("are taken for a while", async () => {
    for (const words of ['take "Payments" for 60m', "pager me Payments 60", "take payments eu 60"]) {
      const { ask, told } = open();
      const reply = await ask(words);
      assert.match(told[0] ?? "", /^override PS[13] 1h me$/);
      assert.match(linesOf(reply), /^Ana Souza has the pager of Payments(?: EU)? until Wed 18 Nov 15:23$/);
      assert.match(
        buttonsOf(reply.buttons)[0] ?? "",
        /^Give it back: oncall override delete PO7 of "Payments(?: EU)?"$/,
      );
      assert.equal(reply.private, undefined);
    }
  });

  it("ask for how long, or of which schedule", async () => {
    const reply = await open().ask("take platform days");
    assert.equal(buttonsOf(reply.buttons)[0], '30m: oncall take "Platform days" for 30m');
    await failed(open().ask("take"), /Which schedule/);
  });

  it("are given to others ahead of time", async () => {
    const { ask, told } = open();
    const reply = await ask('override "Payments" sat 22:00 - sun 6:00 ben');
    assert.deepEqual(told, ["override PS1 8h PBEN"]);
    assert.match(linesOf(reply), /^Ben Carter is on call for Payments: Sat 21 Nov 22:00 – Sun 22 Nov 06:00$/);
    await ask("override platform days tomorrow 9:00 for 2h");
    assert.equal(told[1], "override PS2 2h me");
  });

  it("open a form where words are missing", async () => {
    assert.deepEqual(buttonsOf((await open().ask("override")).buttons), ["Override…: form override"]);
    assert.deepEqual(buttonsOf((await open().ask("override payments")).buttons), ["Override…: form override payments"]);
    assert.deepEqual(buttonsOf((await open().ask("cover me")).buttons), ["Ask for cover…: form cover"]);
  });

  it("are given back", async () => {
    const { ask, told } = open();
    const reply = await ask("pager override “Payments” delete PQ7ZX1");
    assert.deepEqual(told, ["delete PQ7ZX1 PS1"]);
    assert.equal(reply.title, "Override deleted: Ana Souza, Payments");
    await ask("override delete PQ7ZX1");
    assert.equal(told[1], "delete PQ7ZX1 -");
  });
});

describe("cover", () => {
  const parts = [
    { scheduleId: "PS1", schedule: "Payments", fromMs: NOW + HOUR, toMs: NOW + 3 * HOUR },
    { scheduleId: "PS2", schedule: "Platform days", fromMs: NOW + 2 * HOUR, toMs: NOW + 3 * HOUR },
  ];
  const cover = {
    ...{ id: "c1", userId: "U1", by: "Ana Souza", personId: "PANA", fromMs: NOW + HOUR, toMs: NOW + 3 * HOUR, parts },
    ...{ atMs: NOW, state: "open" as const },
  };

  it("is asked of the channel, with buttons for others and for the asker", async () => {
    const windows: number[] = [];
    const askCover: PagerDesk["askCover"] = async ({ fromMs, toMs }, schedule) => {
      windows.push((toMs - fromMs) / HOUR);
      assert.equal(schedule?.id, "PS1");
      return cover;
    };
    const reply = await open({ askCover }).ask('cover me tomorrow 9:00 - 17:00 for "Payments"');
    assert.deepEqual(windows, [8]);
    assert.equal(reply.title, "Can somebody cover Ana Souza?");
    assert.match(linesOf(reply), /Payments: Wed 18 Nov 15:23 – Wed 18 Nov 17:23/);
    assert.deepEqual(buttonsOf(reply.buttons), [
      "I'll take it: oncall cover take c1",
      "Withdraw: oncall cover withdraw c1",
    ]);
    assert.equal(reply.private, undefined);
  });

  it("that is taken says which turns, and which not", async () => {
    const [first] = parts;
    assert.ok(first);
    const { fromMs, toMs } = first;
    const made = {
      id: "PO1",
      schedule: { id: "PS1", name: "Payments" },
      person: { id: "PBEN", name: "Ben" },
      fromMs,
      toMs,
    };
    const takeCover = async () => ({ cover: { ...cover, state: "taken" as const, takenBy: "ben" }, overrides: [made] });
    const reply = await open({ takeCover }).ask("oncall cover take c1");
    assert.equal(reply.title, "ben covers Ana Souza");
    assert.match(linesOf(reply), /\nPayments: .*\nNot covered: Platform days: .*PagerDuty took no override there\./);
    assert.match(linesOf(reply), /oncall override delete PO1 of Payments/);
  });

  it("that is withdrawn says so", async () => {
    const withdrawCover = async () => ({ ...cover, state: "withdrawn" as const });
    assert.equal(
      (await open({ withdrawCover }).ask("oncall cover withdraw c1")).title,
      "Ana Souza needs no cover any more",
    );
  });
});

describe("oncall forget me", () => {
  it("says what counts from now on", async () => {
    assert.equal((await open({ forget: async () => true }).ask("pager forget me")).title, "Forgotten.");
    assert.match((await open({ forget: async () => false }).ask("forget me")).title, /nothing to forget/);
  });
});

describe("maintenance", () => {
  const muting = () => {
    const muted: string[] = [];
    const { alerts } = { alerts: createAlerts(muted) };
    return { muted, ...open({}, { alerts }) };
  };
  const createAlerts = (muted: string[]): CommandContext["alerts"] => ({
    list: async () => ({ incidents: [], total: 0 }),
    mutes: async () => [],
    async mute(wish) {
      const { match, fromMs, untilMs } = wish;
      muted.push(`${JSON.stringify(match.labels?.service)} ${(untilMs - fromMs) / 60_000}`);
      return {
        mute: { ...wish, id: `m${muted.length}`, by: "ana", channel: "C1", swallowed: 0 },
        open: 1,
        atPager: muted.length !== 2,
      };
    },
    unmute: async () => assert.fail("unmute"),
    noise: async () => [],
    explainRoute: () => [],
    runbookFor: () => undefined,
    liveUrl: () => "",
    personalLiveUrl: () => "",
  });

  it("is for several services, by name or id, however they are said", async () => {
    for (const [words, services] of [
      ["pager maintenance 60 PSV0001 PSV0002", ['"PSV0001" 60', '"PSV0002" 60']],
      ['maintenance "Checkout API", search 60m because deploy', ['"Checkout API" 60', '"search" 60']],
      ["oncall maintenance payments 1h", ['"payments" 60']],
    ] as const) {
      const { ask, muted } = muting();
      await ask(words);
      assert.deepEqual(muted, services, words);
    }
  });

  it("by id is kept under the service's name", async () => {
    const { ask, muted } = muting();
    const target: PagerDesk["target"] = async (words, kinds) => {
      assert.deepEqual([words, kinds], ["PABC123", ["service"]]);
      return { kind: "service", id: words, name: "Checkout API" };
    };
    const reply = await open({ target }, { alerts: createAlerts(muted) }).ask("maintenance PABC123 60m");
    assert.deepEqual(muted, ['"Checkout API" 60']);
    assert.equal(reply.title, "Maintenance: Checkout API");
    assert.ok(ask);
  });

  it("says which of them the pager does not know", async () => {
    const reply = await muting().ask("maintenance a, b, c 60m");
    assert.equal(reply.title, "Maintenance: a, b and c");
    assert.match(linesOf(reply), /b only here: the pager knows no such service/);
    assert.match(linesOf(reply), /covers 3 open problems/);
  });
});

describe("every command that changes something at the pager", () => {
  const CHANGING =
    /^oncall (?:ack|resolve|unack|reopen|snooze|escalate|reassign|add|merge|priority|note|status|page|take|override|cover|forget)(?: |$)/;
  it("is stored before it is acked, and asks for a permission", () => {
    const mine = commands.filter(({ name }) => CHANGING.test(name));
    assert.equal(mine.length, 22);
    for (const { name, changes, deed } of mine) {
      assert.equal(changes, true, name);
      assert.equal(deed === undefined, name === "oncall forget me", name);
    }
  });

  it("has examples that can be read", async () => {
    for (const command of commands.filter(({ name }) => CHANGING.test(name)))
      for (const example of command.examples) {
        const { ask } = open({ askCover: async () => assert.fail("asked") }, below);
        await ask(example).catch((error: unknown) => {
          const usage = error instanceof Failure && error.code === "usage" && !error.choices;
          assert.ok(!usage, `${example}: ${String(error)}`);
        });
      }
  });
});
