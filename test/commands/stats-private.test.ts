import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Names } from "../../src/core/stats.ts";
import type { GivenRows } from "../support/stats-rows.ts";
import { createContext, linesOf, someRows } from "./context.ts";

const lead = { viewer: async () => ({ userId: "U1", email: "ana@example.com", lead: true }) };
const bob = { viewer: async () => ({ userId: "U2", email: "Bob@Example.com", lead: false }) };

const refusal = async (words: string, names: Names = "shown", rows: GivenRows = someRows()): Promise<Failure> => {
  try {
    await createContext(rows, { names }).ask(words);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error(`${words}: answered`);
};

describe("oncall stats nights", () => {
  it("tells the channel of the team, without a name", async () => {
    const reply = await createContext(someRows()).ask("stats nights this week");
    assert.notEqual(reply.private, true);
    assert.equal(
      linesOf({ ...reply, footer: [] }),
      [
        "Disturbed nights · this week",
        "Mon 16 Nov 00:00 – now, Europe/Berlin",
        "No comparison: Mon 9 Nov 00:00 – Wed 11 Nov 14:23 is not known.",
        "Disturbed nights: 2",
        "Pages at night: 2",
        "Hard nights (3 pages or more): 0",
        "People disturbed: 1",
        "Two nights or more in a row: 1 person",
        "Hardest night of one person: Mon 16 Nov · 1 page",
        "Mon 16 Nov: 1 page · 1 person",
        "Tue 17 Nov: 1 page · 1 person",
      ].join("\n"),
    );
    assert.doesNotMatch(JSON.stringify(reply), /bob|anders/i);
    assert.equal(reply.picture?.graph, "oncall-nights");
  });

  it("says who slept, and the hardest evenings of many", async () => {
    const { facts, ...rest } = someRows();
    const calm = { ...rest, facts: facts.filter(({ channel }) => channel !== "phone") };
    assert.match(linesOf(await createContext(calm).ask("stats nights this week")), /\nEverybody slept\.\n/);
    const nights = Array.from({ length: 9 }, (_, index) => {
      const one = facts.at(-1);
      assert.ok(one);
      const evening = Date.parse("2026-11-09T02:00:00Z") + index * 86_400_000;
      return Array.from({ length: (index % 4) + 1 }, (_page, page) => ({ ...one, atMs: evening + page * 600_000 }));
    }).flat();
    const day = facts.filter(({ personId }) => personId === "P0");
    const reply = await createContext({ ...rest, facts: [...nights, ...day] }).ask("stats nights last 14 days");
    assert.match(linesOf(reply), /The 6 hardest of 9 evenings\.\n/);
    const evenings = (reply.rows ?? []).slice(-6).map(({ label, value }) => `${label}: ${value.split(" ")[0]}`);
    assert.deepEqual(evenings, [
      "Mon 9 Nov: 2",
      "Tue 10 Nov: 3",
      "Wed 11 Nov: 4",
      "Fri 13 Nov: 2",
      "Sat 14 Nov: 3",
      "Sun 15 Nov: 4",
    ]);
  });

  it("tells one person's to them alone, with a link of their own and no picture", async () => {
    for (const words of ["stats nights this week person:me", 'stats nights this week person:"bob anders"']) {
      const reply = await createContext(someRows(), bob).ask(words);
      assert.equal(reply.private, true);
      assert.equal(reply.picture, undefined);
      assert.match(linesOf(reply), /do not pass it on/);
      assert.match(
        linesOf(reply),
        /\nDisturbed nights: 2\n.*\nMost in a row: 2 nights\nMon 16 Nov: 1 page\nTue 17 Nov: 1 page\n/s,
      );
      assert.match(reply.links?.[0]?.url ?? "", /\/p\/oncall-nights\?from=.*&person=bob%40example\.com/i);
    }
    assert.equal((await createContext(someRows(), lead).ask("stats nights person:bob")).private, true);
  });

  it("refuses everybody else's, and says how to ask for one's own", async () => {
    const { code, tell } = await refusal("stats nights person:bob");
    assert.equal(code, "forbidden");
    assert.equal(
      tell,
      'Nights of one person are for them and for leads alone.\nFor yours say "oncall stats nights person:me"; for the team leave out the name.',
    );
    assert.equal((await refusal("stats nights person:bob", "totals")).code, "forbidden");
  });
});

describe("oncall stats person", () => {
  it("has everything about oneself, in private", async () => {
    for (const words of [
      "oncall stats person me",
      "my stats",
      "stats me",
      "stats person this week",
      "stats person bob this week",
    ]) {
      const reply = await createContext(someRows(), bob).ask(words);
      const lines = linesOf({ ...reply, footer: [] });
      assert.equal(reply.private, true);
      assert.equal(reply.picture, undefined);
      assert.match(lines, /^On call: Bob Anders · this week\n/);
      assert.match(
        lines,
        /\nOn call: on no schedule.*\nPages: 10 \(\+3\)\nWhen: 8 in business hours · 0 off hours · 2 at night\n/,
      );
      assert.match(
        lines,
        /\nDisturbed nights: 2 \(\+2\) · 2 in a row\nWhich \(pages\): Tue 17 Nov \(1\), Mon 16 Nov \(1\)\n/,
      );
      assert.match(lines, /\nWed 18 Nov 03:30: api · at night\n/);
      assert.match(reply.links?.[0]?.url ?? "", /\/p\/oncall-person\?.*&person=bob%40example\.com/);
      assert.ok((reply.rows?.length ?? 0) <= 12);
    }
  });

  it("reads a name and a range, in whatever way they are said", async () => {
    const title = async (words: string) => (await createContext(someRows(), lead).ask(words)).title;
    assert.equal(await title("stats person ana last 90 days"), "On call: Ana Souza · last 90 days");
    assert.equal(
      await title("stats person bob anders 2026-11-01..2026-11-07"),
      "On call: Bob Anders · 2026-11-01..2026-11-07",
    );
    assert.equal(await title('stats person "alan smith" last month'), "On call: Alan Smith · last month");
    assert.equal(await title("stats person last week person:deepa"), "On call: Deepa Iyer · last week");
    assert.equal(await title("stats person for deepa@example.com"), "On call: Deepa Iyer · this week");
  });

  it("leaves person: with the overview", async () => {
    assert.match((await createContext(someRows(), bob).ask("stats person:bob")).title, /^On-call stats · this week/);
    assert.match((await createContext(someRows(), bob).ask("oncall stats person: bob")).title, /^On call: Bob Anders/);
  });

  it("refuses everybody else's, nobody and several", async () => {
    assert.match(
      (await refusal("stats person bob")).tell ?? "",
      /^These numbers of one person are for them and for leads alone\.\n/,
    );
    assert.match((await refusal("stats person zoe")).tell ?? "", /^No person like "zoe" here\./);
    assert.match((await refusal("stats person a")).tell ?? "", /stands for Alan Smith, Ana Souza\./);
    assert.match(
      (await refusal("stats person bob last weak")).tell ?? "",
      /I cannot read a time at the end of "bob last weak"/,
    );
    assert.doesNotMatch((await refusal("stats person zoe", "initials")).tell ?? "", /Souza/);
    const [one, two, ...others] = someRows().people;
    assert.ok(one && two);
    const twins = { ...someRows(), people: [one, { ...two, name: one.name }, ...others] };
    assert.match(
      (await refusal('stats person "ana souza"', "shown", twins)).tell ?? "",
      /Several people are called "ana souza": say their e-mail address\./,
    );
  });

  it("shows oneself to oneself where channels get totals only", async () => {
    const reply = await createContext(someRows(), { ...bob, names: "totals" }).ask("my stats");
    assert.match(reply.title, /Bob Anders/);
  });
});
