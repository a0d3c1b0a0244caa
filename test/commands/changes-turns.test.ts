import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CommandContext } from "../../src/core/command.ts";
import type { PagerDesk } from "../../src/core/pager/desk.ts";
import { failed, HOUR, open } from "./changes-kit.ts";
import { buttonsOf, linesOf, NOW } from "./context.ts";

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
    await failed(open().ask("pager akc 12"), /akc[\s\S]*Or did you mean "oncall ack"\?/);
  });

  it("are given to others ahead of time", async () => {
    const { ask, told } = open();
    const reply = await ask('override "Payments" sat 22:00 - sun 6:00 ben');
    assert.deepEqual(told, ["override PS1 8h PBEN"]);
    assert.match(linesOf(reply), /^Ben Carter is on call for Payments: Sat 21 Nov 22:00 – 06:00$/);
    assert.deepEqual(buttonsOf(reply.buttons), ['Delete this override: oncall override delete PO7 of "Payments"']);
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
    assert.match(linesOf(reply), /Payments: Wed 18 Nov 15:23 – 17:23\n/);
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
