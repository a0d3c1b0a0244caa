import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Arg } from "../../src/core/args.ts";
import { Failure } from "../../src/core/failure.ts";
import {
  givenTo,
  helpAsked,
  importance,
  incidentRefs,
  merging,
  oneId,
  oneIncident,
  overrideId,
  textOn,
  whichIncidents,
} from "../../src/core/pager/args.ts";
import { pageSplits, pageWords } from "../../src/core/pager/page-args.ts";
import { isSayable, splitNames } from "../../src/core/pager/text.ts";
import { covering, overriding, snoozing, takingTurn } from "../../src/core/pager/time-args.ts";
import type { RangeContext } from "../../src/core/time/range.ts";

const NOW = Date.parse("2026-11-18T13:23:00Z");
const WED: RangeContext = { nowMs: NOW, tz: "Europe/Berlin", weekStart: 1 };
const MIN = 60_000;
const at = (text: string): number => Date.parse(text);
const n = (ref: string) => ({ kind: "ref", ref }) as const;
const HERE = { kind: "here" } as const;

/** Words -> value; absent and undefined are the same. */
const table = <T>(name: string, arg: Arg<T>, cases: readonly (readonly [words: string, value: T])[]): void => {
  describe(name, () => {
    for (const [words, value] of cases)
      it(`"${words.replaceAll("\n", "\\n")}"`, () => {
        const read = arg.parse(words === "" ? undefined : words, WED);
        assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(value)));
      });
  });
};

const refused = (arg: Arg<unknown>, words: string, tell: RegExp): void =>
  assert.throws(
    () => arg.parse(words, WED),
    (error) => {
      assert.ok(error instanceof Failure, String(error));
      assert.equal(error.code, "usage");
      assert.match(error.tell ?? "", tell);
      return true;
    },
    words,
  );

table("which incidents", whichIncidents(), [
  ["", { whose: "unsaid", refs: [] }],
  ["all", { whose: "all", refs: [] }],
  ["everybody’s", { whose: "all", refs: [] }],
  ["mine", { whose: "mine", refs: [] }],
  ["all of mine", { whose: "mine", refs: [] }],
  ["12", { whose: "listed", refs: [n("12")] }],
  ["#12, #13 and 14;15 12", { whose: "listed", refs: [n("12"), n("13"), n("14"), n("15")] }],
  ["incidents 12 13", { whose: "listed", refs: [n("12"), n("13")] }],
  ["Q1AB2CD3EF4GH5", { whose: "listed", refs: [n("Q1AB2CD3EF4GH5")] }],
  [
    "https://Acme.PagerDuty.com/incidents/Q1AB2CD3EF4GH5",
    { whose: "listed", refs: [{ ...n("Q1AB2CD3EF4GH5"), host: "acme.pagerduty.com" }] },
  ],
  ["that one", { whose: "listed", refs: [HERE] }],
  ["this incident and 12", { whose: "listed", refs: [HERE, n("12")] }],
]);

table("incidents", incidentRefs(), [
  ["", [HERE]],
  ["12,13", [n("12"), n("13")]],
]);

table("one incident", oneIncident(), [
  ["", HERE],
  ["it", HERE],
  ["#12", n("12")],
]);

table("a text on an incident", textOn(), [
  ["12 rolled back", { ref: n("12"), text: "rolled back" }],
  ["#12: rolled back", { ref: n("12"), text: "rolled back" }],
  ["12 Done? “Yes”  it is…\nsecond  line!", { ref: n("12"), text: "Done? “Yes”  it is…\nsecond  line!" }],
  ["that one is fixed", { ref: HERE, text: "is fixed" }],
  ["this is fixed", { text: "this is fixed" }],
  ["it works: 12 of 13", { text: "it works: 12 of 13" }],
  ["on 12 it works", { ref: n("12"), text: "it works" }],
  ["12", { ref: n("12") }],
  ["", {}],
]);

table("to whom", givenTo(), [
  ["12 to Ana Souza", { ref: n("12"), to: "Ana Souza" }],
  ["12 ana", { ref: n("12"), to: "ana" }],
  ["to ana, bob and me", { to: "ana, bob and me" }],
  ["this to “Ana Souza”", { ref: HERE, to: '"Ana Souza"' }],
  ["12", { ref: n("12") }],
  ["12 to", { ref: n("12") }],
]);

table("who helps", helpAsked(), [
  ["bob to 12", { names: "bob", ref: n("12") }],
  [
    "“Ana to Zed” to #12: look at “db”, please?",
    { names: '"Ana to Zed"', ref: n("12"), message: "look at “db”, please?" },
  ],
  ["bob to this", { names: "bob", ref: HERE }],
  ["bob", { names: "bob" }],
  ['"Ana Souza" please look', { names: '"Ana Souza"', message: "please look" }],
]);

table("a merge", merging(), [
  ["12 13 into 14", { refs: [n("12"), n("13")], into: n("14") }],
  ["into 14", { refs: [HERE], into: n("14") }],
  ["#12 with #14", { refs: [n("12")], into: n("14") }],
  ["12 into this", { refs: [n("12")], into: HERE }],
]);

table("a priority", importance(), [
  ["12 P2", { ref: n("12"), name: "P2" }],
  ['12 to "SEV 1"', { ref: n("12"), name: "SEV 1" }],
  ["12 none", { ref: n("12"), name: undefined }],
  ["P1", { name: "P1" }],
]);

table("an override's id", overrideId(), [
  ["PQ7ZX1", { id: "PQ7ZX1" }],
  ['PQ7ZX1 of "Payments Primary"', { id: "PQ7ZX1", schedule: "Payments Primary" }],
]);

table("a snooze", snoozing(), [
  ["12 2h", { ref: n("12"), untilMs: NOW + 120 * MIN }],
  ["12 for 1h 30m", { ref: n("12"), untilMs: NOW + 90 * MIN }],
  ["12 30", { ref: n("12"), untilMs: NOW + 30 * MIN }],
  ["12 until tomorrow 9:00", { ref: n("12"), untilMs: at("2026-11-19T08:00:00Z") }],
  ["12 tomorrow 9am", { ref: n("12"), untilMs: at("2026-11-19T08:00:00Z") }],
  ["12 until 2026-11-18T20:00:00+05:30", { ref: n("12"), untilMs: at("2026-11-18T14:30:00Z") }],
  ["2h", { untilMs: NOW + 120 * MIN }],
  ["this 2h", { ref: HERE, untilMs: NOW + 120 * MIN }],
  ["12", { ref: n("12") }],
  ["", {}],
]);

const hour = { fromMs: NOW, toMs: NOW + 60 * MIN };
table("a turn that is taken", takingTurn(), [
  ["payments for 60m", { schedule: "payments", window: hour }],
  ["payments 60", { schedule: "payments", window: hour }],
  ["payments primary for an hour", { schedule: "payments primary", window: hour }],
  ['"Tier 2" for 60', { schedule: "Tier 2", window: hour }],
  ["tier 2 until 18:00", { schedule: "tier 2", window: { fromMs: NOW, toMs: at("2026-11-18T17:00:00Z") } }],
  ["payments", { schedule: "payments" }],
  ["", {}],
]);

const night = { fromMs: at("2026-11-21T21:00:00Z"), toMs: at("2026-11-22T05:00:00Z") };
table("an override", overriding(), [
  ["payments sat 22:00 - sun 6:00", { schedule: "payments", window: night }],
  ["payments sat 22:00 - sun 6:00 ana souza", { schedule: "payments", window: night, person: "ana souza" }],
  ["payments from sat 22:00 to sun 6:00 for @U123", { schedule: "payments", window: night, person: "@U123" }],
  ["payments 2026-11-21T22:00-2026-11-22T06:00 bob", { schedule: "payments", window: night, person: "bob" }],
  ["payments 2026-11-21T22:00 - 2026-11-22T06:00 bob", { schedule: "payments", window: night, person: "bob" }],
  ["payments 2026-11-21 22:00 - 2026-11-22 06:00", { schedule: "payments", window: night }],
  ["payments 2026-11-21T21:00Z - 2026-11-22T06:00+01:00 me", { schedule: "payments", window: night, person: "me" }],
  [
    '"Sat 9:00 - 17:00 people" sat 22:00 - sun 6:00 "Ana Souza"',
    { schedule: "Sat 9:00 - 17:00 people", window: night, person: "Ana Souza" },
  ],
  ["payments 2026-11-21T21:00Z for 8h bob", { schedule: "payments", window: night, person: "bob" }],
  ["payments sat 22:00 for 8h bob", { schedule: "payments", window: night, person: "bob" }],
  ["payments", { schedule: "payments" }],
  ["", {}],
]);

table("a request for cover", covering(), [
  ["sat 22:00 - sun 6:00", { window: night }],
  ["me sat 22:00 - sun 6:00 for payments", { schedule: "payments", window: night }],
  ["for payments sat 22:00 - sun 6:00", { schedule: "payments", window: night }],
  ['sat 22:00 for 8h for "Payments Primary"', { schedule: "Payments Primary", window: night }],
  ["me", {}],
  ["", {}],
]);

table("a page", pageWords(), [
  ["payments checkout is down", { text: "payments checkout is down", urgency: "high" }],
  ["payments checkout is slow low", { text: "payments checkout is slow", urgency: "low" }],
  ["payments checkout is slow, low urgency", { text: "payments checkout is slow", urgency: "low" }],
  ["payments the queue is low", { text: "payments the queue is low", urgency: "high" }],
  ["payments prices too high low", { text: "payments prices too high", urgency: "low" }],
  ['"Ana Souza" join us?', { named: "Ana Souza", text: "join us?", urgency: "high" }],
  ["“Ana Souza” “checkout is down” low", { named: "Ana Souza", text: "checkout is down", urgency: "low" }],
  ["@U123 hello", { named: "@U123", text: "hello", urgency: "high" }],
  ["<@U123|ana> hello", { named: "@U123", text: "hello", urgency: "high" }],
  ['"Ana" "a" and "b"', { named: "Ana", text: '"a" and "b"', urgency: "high" }],
  ['"Ana" a\n  b', { named: "Ana", text: "a\n  b", urgency: "high" }],
  ['"Ana Souza"', { named: "Ana Souza", text: "", urgency: "high" }],
  ["", { text: "", urgency: "high" }],
]);

describe("words that mean nothing", () => {
  it("are refused with what to say", () => {
    refused(whichIncidents(), "12 foo", /"foo" is no incident/);
    refused(oneIncident(), "12 13", /One incident at a time/);
    refused(merging(), "12 13", /into which one/);
    refused(merging(), "12 into #12", /into itself/);
    refused(importance(), "12", /Which priority/);
    refused(helpAsked(), "", /Who shall help/);
    refused(overrideId(), "the last one", /Which override/);
    refused(oneId(), "a b", /Press the button/);
    refused(snoozing(), "12 soon", /do not understand the time/);
    refused(snoozing(), "12 8 days", /at most 7 days/);
    refused(snoozing(), "12 sat 9:00 - 17:00", /do not understand the time/);
    refused(overriding(), "payments now - 2027-06-01", /three months/);
    refused(covering(), "me sometime", /do not understand the time/);
    refused(covering(), "me friday payments 9:00 - 10:00 x y", /do not understand the time/);
    refused(textOn(), `12 ${"x".repeat(4_000)}`, /too long/);
  });
});

describe("names", () => {
  it("are split at commas and and, not within quotes", () => {
    assert.deepEqual(splitNames("ana, bob and me"), ["ana", "bob", "me"]);
    assert.deepEqual(splitNames('"Search and Discovery", bob & "Ana, the first"'), [
      "Search and Discovery",
      "bob",
      "Ana, the first",
    ]);
    assert.deepEqual(splitNames("Andy Sandford"), ["Andy Sandford"]);
    assert.deepEqual(splitNames("ana, and bob"), ["ana", "bob"]);
  });

  it("that quotes would not hold are not said by name", () => {
    for (const name of ["Ana Souza", "Ana's team", "Búho", "a-b (c)"]) assert.ok(isSayable(name), name);
    for (const name of ['The "A" team', "Ana’s", "two  spaces", " x", "", "ﬁ", "a\nb"])
      assert.ok(!isSayable(name), name);
  });

  it("of a page may be the longest beginning; the message stays as it was typed", () => {
    assert.deepEqual(pageSplits("Ana Souza: please  look"), [
      { name: "Ana Souza: please  look", message: "" },
      { name: "Ana Souza: please", message: "look" },
      { name: "Ana Souza", message: "please  look" },
      { name: "Ana", message: "Souza: please  look" },
    ]);
    assert.deepEqual(pageSplits("api because it is down").at(-1), { name: "api", message: "it is down" });
    assert.equal(pageSplits("a b c d e f g h").length, 6);
  });
});
