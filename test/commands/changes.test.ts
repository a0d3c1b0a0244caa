import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands } from "../../src/commands/index.ts";
import { phrases } from "../../src/commands/phrases.ts";
import { Failure } from "../../src/core/failure.ts";
import type { PagerDesk } from "../../src/core/pager/desk.ts";
import { parseWords } from "../../src/core/words.ts";
import { below, failed, open } from "./changes-kit.ts";
import { buttonsOf, linesOf, NOW } from "./context.ts";
import { fresh, INCIDENTS, incident, old } from "./pager.ts";

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
      assert.equal(reply.title, "Resolve 3 incidents, also those of others?");
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

  it("needs a permission of its own, and so do as many numbers", () => {
    const deedsOf = (words: string): readonly string[] => {
      const { command, args } = parseWords(words, commands, { nowMs: NOW, tz: "UTC", weekStart: 1 }, phrases);
      return command.deeds?.(args) ?? [command.deed ?? "none"];
    };
    const numbers = (count: number): string => Array.from({ length: count }, (_, at) => 100 + at).join(" ");
    for (const verb of ["ack", "resolve", "unack", "reopen"]) {
      assert.deepEqual(deedsOf(`${verb} ${numbers(10)}`), ["act"], verb);
      assert.deepEqual(deedsOf(`${verb} ${numbers(11)}`), ["act", "bulk"], verb);
    }
    for (const words of ["ack mine", "ack all of mine", "resolve all my incidents"])
      assert.deepEqual(deedsOf(words), ["act"], words);
    for (const words of ["ack all", "resolve!", "ack everyone's", "resolve all incidents", "resolve everybody"])
      assert.deepEqual(deedsOf(words), ["act", "bulk"], words);
  });

  it("however it is said, is never taken for one's own", async () => {
    const { ask, told } = open();
    for (const words of ["ack “everything”", "resolve all incidents?", "ack all everybody's"]) {
      const asksBack = await ask(words).then(
        ({ asks }) => asks === true,
        (error: unknown) => error instanceof Failure,
      );
      assert.ok(asksBack, words);
    }
    assert.deepEqual(told, []);
  });
});

describe("what is done with one incident", () => {
  const CASES: readonly (readonly [words: string, told: string, title: RegExp])[] = [
    ["unack 12", "triggered from acknowledged: 12", /^#12 Checkout is slow: not acked any more$/],
    ["reopen 12 13", "triggered from resolved: 12 13", /^Open again: 2 of 2 incidents$/],
    ["snooze 12 2h", "snooze 12 120", /^Snoozed until Wed 18 Nov 16:23$/],
    ["snooze #12 until tomorrow 9:00", "snooze 12 1117", /until Thu 19 Nov 09:00$/],
    ["escalate 12", "escalate 12", /^Escalated, now with Ben Carter$/],
    ["reassign 12 to ben", "reassign 12 person:PBEN", /^Now with Ben Carter$/],
    [
      "reassign 12 to ben, chen and me",
      "reassign 12 person:PBEN person:PCHEN person:PANA",
      /with Ben Carter, Chen Wei and Ana Souza$/,
    ],
    ["assign 12 to Platform", "reassign 12 policy:PP2", /^Now with Platform$/],
    ["add ben to 12 please look?", "add PBEN 12 please look?", /^Ben Carter asked for help$/],
    ["merge 13 14 into 12", "merge 13 14 into 12", /^2 other incidents merged into it$/],
    ["priority 12 P2", "priority 12 P2", /^Priority P2$/],
    ["priority 12 none", "priority 12 undefined", /^No priority any more$/],
    ["note 12 Is it  “down”?", 'note 12 "Is it  “down”?"', /^Note written$/],
    ["status 12 all is well!", 'status 12 "all is well!"', /^Status update sent$/],
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

  it("below its card takes no part of a note for another incident; elsewhere the one at the end is meant", async () => {
    const card = open({}, below);
    await card.ask("note raised the limit from 10 to 34");
    const channel = open();
    await channel.ask("note All is well? to 12");
    assert.deepEqual(
      [card.told, channel.told],
      [['note here "raised the limit from 10 to 34"'], ['note 12 "All is well?"']],
    );
  });

  it("takes a question mark for no text", async () => {
    const { ask, told } = open({}, below);
    for (const words of ["status?", "status 12?", "note 12?"]) assert.equal((await ask(words)).asks, true, words);
    assert.deepEqual(told, []);
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
      assert.equal(reply.asks, true, "nothing was done yet, so nothing is kept of it");
    }
    assert.deepEqual(buttonsOf((await open({}, below).ask("note")).buttons), ["Write a note…: form note 12"]);
  });
});

describe("every command that changes something at the pager", () => {
  const CHANGING =
    /^oncall (?:ack|resolve|unack|reopen|snooze|escalate|reassign|add|merge|priority|note|status|page|take|override|cover|forget)(?: |$)/;
  it("is stored before it is acked, and asks for a permission", () => {
    const mine = commands.filter(({ name }) => CHANGING.test(name));
    assert.equal(mine.length, 20);
    for (const { name, changes, deed, deeds } of mine) {
      assert.equal(changes, true, name);
      assert.equal(deed === undefined && deeds === undefined, name === "oncall forget me", name);
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
