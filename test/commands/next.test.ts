import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Person } from "../../src/core/fact.ts";
import { Failure } from "../../src/core/failure.ts";
import { createContext, linesOf, NOW } from "./context.ts";
import { createPager, fresh, turn } from "./pager.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const people: Person[] = ["Ana", "Ben", "Chen", "Dee", "Eli"].map((name) => ({
  source: "pagerduty",
  id: `P${name.toUpperCase()}`,
  name,
  tz: "Europe/Berlin",
}));
const onCall = (name: string, hours: number) => ({
  source: "pagerduty",
  personId: `P${name}`,
  scheduleId: "S1",
  schedule: "Primary",
  fromMs: NOW - 20 * DAY,
  toMs: NOW - 20 * DAY + hours * HOUR,
});
const page = (name: string, atMs: number) => ({
  source: "pagerduty",
  kind: "notified" as const,
  channel: "push" as const,
  incidentKey: "Q1",
  service: "api",
  teams: [],
  personId: `P${name}`,
  atMs,
});
/** Dee had 1 page in 10 hours, Eli 2 in 40, Ben 3 in 40, Chen 1 in 100: that one was yesterday at 03:00. */
const rows = {
  people,
  asOfMs: NOW,
  duties: [onCall("ANA", 10), onCall("BEN", 40), onCall("CHEN", 100), onCall("DEE", 10), onCall("ELI", 40)],
  facts: [
    page("DEE", NOW - 20 * DAY),
    ...[0, 1].map((at) => page("ELI", NOW - 19 * DAY + at * HOUR)),
    ...[0, 1, 2].map((at) => page("BEN", NOW - 18 * DAY + at * HOUR)),
    page("CHEN", Date.parse("2026-11-17T02:00:00Z")),
  ],
};
const pager = createPager({ oncall: async () => fresh([turn("PANA", "Payments", 1)]), turns: async () => fresh([]) });

describe("oncall next", () => {
  it("suggests the least paged who slept, never who is on call now, and tells no nights", async () => {
    for (const words of ["oncall next", "who should cover?", "oncall next last 4 weeks", "who could cover"]) {
      const reply = await createContext(rows, { pager }).ask(words);
      const lines = linesOf(reply);
      assert.match(lines, /^Who should cover next: Eli\nA suggestion: ask first\./);
      assert.match(
        lines,
        /\n1\. Eli: 2 pages in 40 h on call\n2\. Ben: 3 pages in 40 h on call\n3\. Dee: 1 page in 10 h on call\n/,
      );
      assert.doesNotMatch(lines, /Ana|night|sle(?:ep|pt)|tired|woken/i);
    }
  });

  it("puts whose own turn is near behind the others, and says so", async () => {
    const soon = turn("PELI", "Payments", 1, { fromMs: NOW + 5 * HOUR, toMs: NOW + 29 * HOUR });
    const with_ = { pager: { ...pager, turns: async () => fresh([soon]) } };
    const lines = linesOf(await createContext(rows, with_).ask("oncall next"));
    assert.match(
      lines,
      /\n1\. Ben: .*\n2\. Dee: .*\n3\. Eli: 2 pages in 40 h on call · on call themselves from Wed 18 Nov 19:23\n/,
    );
  });

  it("answers without the turns ahead, not without who is on call", async () => {
    const down = async () => {
      throw new Failure("upstream", "down");
    };
    const lines = linesOf(await createContext(rows, { pager: { ...pager, turns: down } }).ask("oncall next"));
    assert.match(lines, /^Who should cover next: Eli\n/);
    await assert.rejects(createContext(rows, { pager: { ...pager, oncall: down } }).ask("oncall next"), Failure);
  });

  it("is for the asker alone where names are hidden, and says when there is nobody", async () => {
    assert.equal((await createContext(rows, { pager, names: "initials" }).ask("oncall next")).private, true);
    const totals = await createContext(rows, { pager, names: "totals" }).ask("oncall next");
    assert.deepEqual(totals.rows?.[0], { label: "1. Eli", value: "little paged in 4 weeks" });
    const nobody = await createContext({ people: [], asOfMs: NOW }, { pager }).ask("oncall next");
    assert.match(linesOf(nobody), /^Nobody to suggest\nI know of nobody else who was on call or paged in 4 weeks\./);
  });

  it("leaves the words of others alone", async () => {
    assert.doesNotMatch((await createContext(rows, { pager }).ask("who is on call")).title, /cover/);
    assert.doesNotMatch((await createContext(rows).ask("next turns")).title, /cover/);
  });
});
