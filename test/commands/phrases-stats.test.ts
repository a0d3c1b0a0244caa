import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands, phrases } from "../../src/commands/index.ts";
import type { RangeContext } from "../../src/core/time/range.ts";
import { parseWords } from "../../src/core/words.ts";
import { applyPhrases } from "../../src/core/words-phrase.ts";

const WED: RangeContext = { nowMs: Date.parse("2026-11-18T13:23:00Z"), tz: "Europe/Berlin", weekStart: 1 };

const SAID = {
  "my nights last month": "oncall stats nights last month person:me",
  "show me my nights": "oncall stats nights person:me",
  "how many pages did I get this month?": "oncall stats person me this month",
  "how many times was I paged last week": "oncall stats person me last week",
  "how often was I woken this month": "oncall stats person me this month",
  "was I paged last night?": "oncall stats person me last 24 hours",
  "what woke me": "oncall stats person me",
  "stats for me": "oncall stats person me",
  "who got paged most": "oncall stats fairness",
  "who was paged the most this month": "oncall stats fairness this month",
  "who had the worst week": "oncall stats fairness",
  "pages per person last month": "oncall stats fairness last month",
  "is on-call fair?": "oncall stats fairness",
  "mttr last month": "oncall stats mttr last month",
  "what is our mtta": "oncall stats mtta",
  "response times last month team:payments": "oncall stats response last month team:payments",
  "uptime last month": "oncall stats uptime last month",
  "nights last week": "oncall stats nights last week",
  "show me the load this week": "oncall stats load this week",
  "noisiest alerts": "oncall stats noise",
  "top 10 alerts last month": "oncall stats noise last month",
  "which alerts are the noisiest this month?": "oncall stats noise this month",
  "how many incidents last week?": "oncall stats last week",
  "how many pages did we get yesterday": "oncall stats yesterday",
  "how was last week?": "oncall stats last week",
  "how bad was last night": "oncall stats last 24 hours",
  "what broke last week": "oncall stats services last week",
  "stats team payments last week": 'oncall stats last week team:"payments"',
  "stats for service api": 'oncall stats service:"api"',
  "stats by service this month": "oncall stats services this month",
  "stats per person": "oncall stats fairness",
  "stats by hour": "oncall stats load",
  "show me stats this week": "oncall stats this week",
  "this week vs last week": "oncall stats compare this week with last week",
  "compare this week to the week before": "oncall stats compare this week with the week before",
  "who should take over?": "oncall next",
  "who is least loaded": "oncall next",
};

describe("numbers of on-call, as people ask for them", () => {
  for (const [said, words] of Object.entries(SAID))
    it(`"${said}" is "${words}"`, () => {
      assert.equal(applyPhrases(said, phrases).replace(/\s+/g, " "), words);
      assert.ok(parseWords(said, commands, WED, phrases));
    });

  it("leave what means something else as it is", () => {
    for (const text of [
      "who is on call",
      "who was on call last night",
      "noisy alerts",
      "stats nights",
      "my stats",
      "load test is running",
      "incidents for api",
    ]) {
      const said = applyPhrases(text, phrases);
      if (text === "load test is running") assert.throws(() => parseWords(text, commands, WED, phrases));
      else assert.doesNotMatch(said, /stats (?:person|fairness|load|noise)/, text);
    }
  });

  it("are looked for in long texts without delay", () => {
    for (const text of [
      `how many ${"pages ".repeat(400)}#`,
      `stats team ${"a ".repeat(800)}`,
      `show me the ${" ".repeat(3_000)}x`,
    ]) {
      const startMs = performance.now();
      applyPhrases(text, phrases);
      assert.ok(performance.now() - startMs < 500, text.slice(0, 20));
    }
  });
});
