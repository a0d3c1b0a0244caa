import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { GraphData } from "../../src/core/graph/data.ts";
import type { StatsRows } from "../../src/core/stats/rows.ts";
import { createContext, linesOf } from "../commands/context.ts";
import { ANA, account, csvOver, LEAD, specOver } from "./stats-account.ts";
import { LAST_WEEK } from "./stats-scenes.ts";

const all = account(100, 6);
/** The same, with nobody paged but Ana. */
const alone: StatsRows = { ...all, facts: all.facts.filter((one) => one.kind !== "notified" || one.personId === "P1") };
const TELLING = /at night|\d\d:\d\d and|Most between|disturbed night|Pages at night|Night\b/;
/** When in the day, in what is drawn and written. */
const told = (name: string, more: Partial<GraphData> = {}, rows = alone, query = LAST_WEEK) =>
  specOver(`oncall-${name}`, query, rows, more).then(
    ({ panels, summary, private: own }) => ({ own, text: JSON.stringify([panels, summary]) }),
    (error: unknown) => ({ own: undefined, text: error instanceof Failure ? error.code : String(error) }),
  );

describe("what paged one person alone", () => {
  it("shows a channel how much, not when in the day, though nobody is named", async () => {
    for (const name of ["stats", "load", "services"]) {
      const { text, own } = await told(name);
      assert.doesNotMatch(text, TELLING, name);
      assert.doesNotMatch(text, /heatmap|Part of the day/, name);
      assert.equal(own, undefined);
      assert.match((await told(name, {}, all)).text, /heatmap|Part of the day|At night/, `${name} of several shows it`);
    }
    assert.equal((await told("nights")).text, "forbidden");
    assert.equal(
      (await told("nights", { viewer: ANA })).text,
      "forbidden",
      "that it is all hers is hers to ask by name",
    );
    const compare = "a=2026-11-02T00:00:00Z/2026-11-09T00:00:00Z&b=2026-11-09T00:00:00Z/2026-11-16T00:00:00Z";
    assert.doesNotMatch((await told("compare", {}, alone, compare)).text, TELLING);
    assert.match((await told("compare", {}, all, compare)).text, /Pages at night/);
  });

  it("shows a lead all of it, and lets nobody post that", async () => {
    for (const name of ["stats", "load", "services", "nights"]) {
      const { text, own } = await told(name, { viewer: LEAD });
      assert.match(text, /heatmap|Part of the day|[Aa]t night/, name);
      assert.equal(own, true, name);
    }
  });

  it("is in no file of a channel's link either", async () => {
    for (const name of ["stats", "load", "services", "nights"]) {
      await assert.rejects(csvOver(`oncall-${name}`, LAST_WEEK, alone), { code: "forbidden" }, name);
      assert.ok(await csvOver(`oncall-${name}`, LAST_WEEK, all), name);
    }
    await assert.rejects(csvOver("oncall-noise", `${LAST_WEEK}&person=ana`, all), { code: "forbidden" });
  });

  it("is answered in a channel without hours and nights, and without a picture of them", async () => {
    const ask = (words: string, rows = alone) => createContext(rows).ask(words);
    for (const words of [
      "stats last week",
      "stats load last week",
      "stats services last week",
      "stats nights last week",
    ]) {
      const reply = await ask(words);
      const lines = linesOf({ ...reply, footer: [] });
      assert.match(lines, /Only one person was paged/, words);
      assert.doesNotMatch(lines, /at night|Disturbed nights:|between 22|\d\d:00-|evening/i, words);
      assert.doesNotMatch(linesOf(await ask(words, all)), /Only one person/, words);
    }
    const nights = await ask("stats nights last week");
    assert.deepEqual([nights.picture, nights.rows], [undefined, []]);
    assert.match(nights.buttons?.[0]?.say ?? "", /^oncall stats nights 2026-11-09 to 2026-11-15 person:me$/);
  });

  it("draws no moments of the outages that one person had to do with", async () => {
    const panels = async (more: string) =>
      (await specOver("oncall-availability", `${LAST_WEEK}${more}`, all)).panels.map(({ kind }) => kind);
    assert.ok((await panels("")).includes("spans"));
    assert.deepEqual(await panels("&person=ana"), ["stacked-bars-horizontal"]);
  });

  it("lists few incidents of one person by the day, not the hour", async () => {
    const [first] = all.incidents.filter(
      ({ ackedAtMs, openedAtMs }) => ackedAtMs !== null && openedAtMs > Date.parse("2026-11-01T00:00:00Z"),
    );
    assert.ok(first);
    const few: StatsRows = { ...all, incidents: [first] };
    const who = all.facts.find((one) => one.incidentKey === first.key && one.personId !== undefined)?.personId;
    const person = all.people.find(({ id }) => id === who);
    const query = `from=2026-08-01T00:00:00Z&to=2026-11-21T00:00:00Z&tz=Europe/Berlin`;
    const bars = async (more: string) =>
      (await specOver("oncall-response", `${query}${more}`, few)).panels[0]?.categories?.[0];
    assert.match((await bars("")) ?? "", /\d\d:\d\d/);
    assert.match((await bars(`&person=${person?.email}`)) ?? "", /^\d+ \w{3} (?!\d\d:)/);
    const ask = (words: string) => createContext(few).ask(words);
    assert.match(linesOf(await ask("stats response last 90 days")), /\n\w{3} \d+ \w{3} \d\d:\d\d: /);
    const lines = linesOf({ ...(await ask(`stats response last 90 days person:${person?.email}`)), footer: [] });
    assert.match(lines, /acked after/);
    assert.doesNotMatch(lines.split("\n").slice(2).join("\n"), /\d\d:\d\d/);
  });
});
