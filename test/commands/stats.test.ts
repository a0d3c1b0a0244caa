import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Names } from "../../src/core/stats.ts";
import { failedReply } from "../../src/flows/answer/choices.ts";
import { buttonsOf, createContext, linesOf, NOW, someRows } from "./context.ts";

const quiet = { incidents: [], facts: [], people: [], asOfMs: NOW };
const HOUR = 3_600_000;
/** Everybody of `someRows` on a schedule since Monday, 60 hours each. */
const withDuties = () => ({
  ...someRows(),
  duties: ["P0", "P1", "P2", "P3"].map((personId) => ({
    source: "pagerduty",
    personId,
    scheduleId: "S1",
    schedule: "Primary",
    fromMs: NOW - 60 * HOUR,
    toMs: NOW,
  })),
});

const refusal = async (words: string, names: Names = "shown", rows = someRows()): Promise<Failure> => {
  try {
    await createContext(rows, { names }).ask(words);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error(`${words}: answered`);
};

describe("oncall stats, the overview", () => {
  it("has one row of buttons to the rest, of the window and the person that it shows, whoever presses them and when", async () => {
    const { buttons } = await createContext(someRows()).ask('stats since monday service:"payments" person:me');
    assert.deepEqual(buttonsOf(buttons).slice(0, 2), [
      "Load: oncall stats load 2026-11-16 to 2026-11-22 service:payments person:ana@example.com",
      "Nights: oncall stats nights 2026-11-16 to 2026-11-22 service:payments person:ana@example.com",
    ]);
    assert.equal(buttons?.length, 7);
    for (const { say = "" } of buttons ?? []) assert.ok(await createContext(someRows()).ask(say), say);
    const { buttons: rolling } = await createContext(someRows()).ask("stats last 3 hours");
    const load = await createContext(someRows()).ask(rolling?.[0]?.say ?? "");
    assert.match(load.title, /^On-call load · Wed 18 Nov 11:23 – 14:23$/);
  });

  it("tells no nights of one person where a channel reads it", async () => {
    assert.match(linesOf(await createContext(someRows()).ask("stats")), /Disturbed nights: 2/);
    for (const words of ["stats person:bob", "stats load person:bob", "stats services person:bob"]) {
      const reply = await createContext(someRows()).ask(words);
      assert.notEqual(reply.private, true);
      const numbers = linesOf({ ...reply, footer: [] });
      assert.doesNotMatch(numbers, /night|22:00|\d\d:00-/i, words);
      assert.match(numbers, /10 pages|Pages: 10/, words);
    }
  });

  it("says which statistic a misspelt word may mean", async () => {
    assert.match((await refusal("stats nihgts last month")).tell ?? "", /Did you mean "oncall stats nights"\?/);
    assert.match((await refusal("oncall stats lod")).tell ?? "", /Did you mean "oncall stats load"\?/);
    const { choices } = await refusal("stats nihgts last month");
    assert.deepEqual(choices, { words: "nihgts", plain: true, options: [{ label: "nights", value: "nights" }] });
    assert.match((await refusal("stats lst week")).tell ?? "", /I cannot read "lst week" as a time/);
  });
});

describe("a name without its kind", () => {
  const SAID = {
    "stats for payments last week": "stats service:payments last week",
    "stats last week for payments": "stats last week service:payments",
    "stats payments last week team:x": "stats service:payments last week team:x",
    "stats for bob anders this month": 'stats service:"bob anders" this month',
  };
  for (const [said, say] of Object.entries(SAID))
    it(`of "${said}" is asked for, with "${say}" to press`, async () => {
      const failure = await refusal(said);
      assert.match(failure.tell ?? "", /^Is ("bob anders"|payments) a team, a service or a person\?/);
      assert.equal(failedReply(said, failure, "").buttons?.[1]?.say, say);
    });

  it("is no time with a typo", async () => {
    for (const words of ["stats lst week", "stats --help", "stats last wek", "stats 2026-13-01"])
      assert.match((await refusal(words)).tell ?? "", /as a time|future/, words);
  });
});

describe("oncall stats load", () => {
  it("says how much, when, from what and to whom, on a phone's height", async () => {
    const reply = await createContext(withDuties()).ask("stats load this week");
    assert.equal(
      linesOf(reply),
      [
        "On-call load · this week",
        "Mon 16 Nov 00:00 – now, Europe/Berlin",
        "In brackets: against Mon 9 Nov 00:00 – Wed 11 Nov 14:23.",
        "Incidents: 24 (+4)",
        "Pages: 26 (+6)",
        "When: 24 in business hours · 0 off hours · 2 at night",
        "Busiest (pages): Tue 17 Nov (25) · 09:00-10:00 (3)",
        "Pages by service: api 18, payments 8",
        "Ana Souza: 8 pages · 8 incidents · 2 d 12 h on call",
        "Page: push, SMS or phone to one person, within 60 s counted once, e-mail never; its hour and weekday are those of the person's own zone. Days are those of the range. Merged incidents are left out",
        "As of Wed 18 Nov 14:22 · counted from 44 incidents and 90 events, the range before included",
      ]
        .join("\n")
        .replace(
          "Ana Souza:",
          "Bob Anders: 10 pages · 9 incidents · 2 d 12 h on call\nAlan Smith: 8 pages · 8 incidents · 2 d 12 h on call\nAna Souza:",
        )
        .replace("\nPage:", "\nDeepa Iyer: no pages · 2 d 12 h on call\nPage:")
        .replace("\nBob", "\nLoudest alert: no title (api) · 16 pages\nBob"),
    );
    assert.equal(reply.picture?.graph, "oncall-load");
    assert.equal(reply.picture?.query.get("from"), "2026-11-15T23:00:00Z");
    assert.ok((reply.rows?.length ?? 0) <= 12);
  });

  it("shows people as the setting says", async () => {
    const rows = async (names: Names) => linesOf(await createContext(withDuties(), { names }).ask("stats load"));
    assert.match(await rows("initials"), /\nBA: 10 pages/);
    assert.doesNotMatch(await rows("totals"), /Anders|BA: /);
    assert.equal((await refusal("stats load person:bob", "totals")).code, "forbidden");
  });

  it("says what is not known instead of zeros", async () => {
    const empty = linesOf(await createContext({ ...quiet, asOfMs: null }).ask("stats load"));
    assert.match(empty, /Nothing has been collected yet/);
    const part = linesOf(await createContext({ ...someRows(), sinceMs: NOW - HOUR }).ask("stats load"));
    assert.match(part, /What I know begins Wed 18 Nov 13:23: before that is no data, not zero\.\nNo comparison: /);
    assert.doesNotMatch(part, /\([+−±]/);
    assert.match((await refusal("stats load service:nope")).tell ?? "", /No service like "nope" in that time/);
  });
});

describe("oncall stats fairness", () => {
  it("says rates over hours on call, and how even they are", async () => {
    const lines = linesOf(await createContext(withDuties()).ask("oncall stats fairness this week"));
    // 10, 8, 8 and 0 pages over the same hours: |differences| 2+2+10+0+8+8 twice, 60 / (2 * 16 * 6.5).
    assert.match(lines, /Gini \(0 even, 1 one person\): 0\.29\n/);
    assert.match(lines, /Most pages per hour: 1\.5 times the mean/);
    assert.match(lines, /Overloaded \(12 h on call, over 2 incidents\): 4 of 20 · most 6/);
    assert.match(lines, /\nBob Anders: 0\.17 an hour · 10 pages in 2 d 12 h · \d overloaded\n/);
    assert.match(lines, /\nDeepa Iyer: 0 an hour · 0 pages in 2 d 12 h\n/);
  });

  it("tells what it was before only where that was read whole", async () => {
    const before = {
      ...withDuties(),
      duties: withDuties().duties.map((one) => ({ ...one, fromMs: NOW - 300 * HOUR })),
    };
    const ask = async (sinceMs: number) => linesOf(await createContext({ ...before, sinceMs }).ask("stats fairness"));
    assert.match(await ask(NOW - 400 * HOUR), /: 0\.29 · before: 0\.2\d\n/);
    assert.match(await ask(NOW - 200 * HOUR), /: 0\.29\n/);
  });

  it("says so when pages are compared, and when they are few", async () => {
    const lines = linesOf(await createContext(someRows()).ask("stats fair this week service:payments"));
    assert.match(lines, /No time on schedules is known, so pages are compared, not pages per hour\./);
    assert.match(lines, /Only 8 pages: such differences may be chance\./);
  });
});

describe("oncall stats response", () => {
  it("has times with their n and spread, compared where both ranges are enough", async () => {
    const reply = await createContext(someRows()).ask("stats response this week");
    const lines = linesOf(reply);
    assert.match(lines, /\nAcked: 23 of 24 \(96%\)\n/);
    assert.match(lines, /\(MTTA\): 6 min \(\+2 min\) · half within 6 min, 95% within 6 min · n 23\n/);
    assert.match(lines, /\nEscalated: 0 by time · 0 by hand\nHanded on: 0\n/);
    assert.match(lines, /\nStill open: 1 · 1 of them not acked\n/);
    assert.doesNotMatch(lines, /too few/);
    assert.equal(reply.picture?.graph, "oncall-response");
  });

  it("lists few incidents instead of a trend", async () => {
    const lines = linesOf(await createContext(someRows()).ask("stats response today"));
    assert.doesNotMatch(lines, /[+−]\d/);
    const few = { ...someRows(), incidents: someRows().incidents.slice(0, 6) };
    const listed = linesOf({ ...(await createContext(few).ask("stats response this week")), footer: [] });
    assert.match(listed, /Only 6 incidents: too few for a trend, so the newest are listed\.\n2 more were acked\.\n/);
    assert.match(listed, /\nTue 17 Nov 10:40: api · acked after 6 min · over after 1 h 12 min\n/);
    assert.doesNotMatch(listed, /assigned/);
  });
});

describe("oncall stats noise, services and availability", () => {
  it("says what needed nobody, and leads to what is not judged", async () => {
    const incidents = someRows().incidents.map((one, index) => ({
      ...one,
      title: `Disk ${index}% full`,
      verdict: index < 3 ? ("action" as const) : index < 5 ? ("fix" as const) : null,
    }));
    const reply = await createContext({ ...someRows(), incidents }).ask("stats noise this week");
    const lines = linesOf(reply);
    assert.match(
      lines,
      /\nVerdicts: 3 needed action · 0 did not · 2 to fix · 18 to judge\nWorth waking for: 60% · n 5\n/,
    );
    assert.match(lines, /\napi · Disk #% full: 16 incidents · 1 of 3 needed nobody · 16 pages\n/);
    assert.deepEqual(buttonsOf(reply.buttons), ["Not judged yet: oncall verdicts missing 2026-11-16 to 2026-11-22"]);
  });

  it("has services against the range before, medians only of enough", async () => {
    const lines = linesOf(await createContext(someRows()).ask("stats services"));
    assert.match(
      lines,
      /\napi: 16 \(\+3\) incidents · 18 pages, 2 at night · 1 open\npayments: 8 \(\+1\) incidents · 8 pages\n/,
    );
    assert.match(linesOf(await createContext(quiet).ask("stats services today")), /\nNothing broke\.\n/);
  });

  it("never rounds what was down up to 100%", async () => {
    const [one] = someRows().incidents;
    assert.ok(one);
    const ended = { ...one, resolvedAtMs: one.openedAtMs + 1000 };
    const lines = linesOf(await createContext({ ...quiet, incidents: [ended] }).ask("stats availability this week"));
    assert.match(lines, /\npayments: 99\.999% · down 1 s · 1 failure · MTBF 2 d 14 h\n/);
    assert.match(lines, /counted from 1 incident and 0 events$/);
    assert.match(linesOf(await createContext(quiet).ask("stats uptime today")), /\nNo outage was seen\.\n/);
  });
});

describe("oncall stats compare", () => {
  it("has the earlier range first, whatever order they are said in", async () => {
    for (const words of ["compare this week with last week", "oncall stats compare last week vs this week"]) {
      const reply = await createContext(someRows()).ask(words);
      assert.equal(reply.title, "last week → this week");
      assert.match(linesOf(reply), /\nIncidents: 20 → 24 \(\+4\)\nPages: 20 → 26 \(\+6\)\n/);
      assert.equal(reply.picture?.graph, "oncall-compare");
      assert.equal(reply.picture?.query.get("a"), "2026-11-08T23:00:00Z/2026-11-15T23:00:00Z");
    }
  });

  it("finds out whether names are of people, teams or services, and tells no nights of people", async () => {
    const people = await createContext(someRows()).ask("compare ana with bob this week");
    assert.equal(people.title, "ana → bob · this week");
    assert.match(linesOf(people), /\nPages: 8 → 10 \(\+2\)\n/);
    assert.doesNotMatch(linesOf({ ...people, footer: [] }), /at night|Nights: /);
    assert.equal(people.picture?.query.get("b"), "person:bob");
    const services = await createContext(someRows()).ask("compare payments with api");
    assert.match(linesOf(services), /\nPages: 8 → 18 \(\+10\)\nAcks: /, "payments paged one person alone");
    assert.match(linesOf(await createContext(someRows()).ask("compare")), /\nPages at night: 0 → 2 \(\+2\)\n/);
    assert.equal(services.picture?.query.get("a"), "service:payments");
    const me = await createContext(someRows()).ask("compare me with bob");
    assert.equal(me.picture?.query.get("a"), "person:ana@example.com");
    assert.match(me.title, /^me → bob/);
  });

  it("says once that times are too few, and compares with what came before when only one range is said", async () => {
    const lines = linesOf(await createContext(someRows()).ask("compare today"));
    assert.match(lines, /^Tue 17 Nov 00:00 – 14:23 → today\n/);
    const weeks = linesOf(await createContext(someRows()).ask("compare"));
    assert.match(weeks, /MTTA: 4 min · n 20 → 6 min · n 23 \(\+2 min\)\n/);
    assert.match(weeks, /MTTR, people: 1 h 12 min · n 10 → 1 h 12 min · n 11\n/);
    assert.equal(weeks.match(/fewer than 20/g)?.length, 1);
  });

  it("refuses what cannot be compared, hidden names and nobody", async () => {
    assert.match((await refusal("compare ana")).tell ?? "", /Compare what with what\?\nSay it like/);
    assert.match((await refusal("compare ana with last week")).tell ?? "", /Compare what with what\?/);
    assert.equal((await refusal("compare ana with bob", "totals")).code, "forbidden");
    assert.match((await refusal("compare zoe with bob")).tell ?? "", /No person like "zoe"/);
    const hidden = await createContext(someRows(), { names: "initials" }).ask("compare ana with bob");
    assert.doesNotMatch(linesOf(hidden), /ana|bob/i);
  });
});
