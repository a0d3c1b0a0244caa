import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands } from "../../src/commands/index.ts";
import { Failure } from "../../src/core/failure.ts";
import type { RangeContext } from "../../src/core/time-range.ts";
import { editDistance, howTo, matchCommand, parseWords, usageLine } from "../../src/core/words.ts";

const WED: RangeContext = { nowMs: Date.parse("2026-11-18T13:23:00Z"), tz: "Europe/Berlin", weekStart: 1 };
const asked = (text: string) => parseWords(text, commands, WED);
const tellOf = (text: string): string => {
  let tell = "";
  assert.throws(
    () => asked(text),
    (error) => {
      assert.ok(error instanceof Failure, String(error));
      assert.equal(error.code, "usage");
      tell = error.tell ?? "";
      return true;
    },
    text,
  );
  return tell;
};

describe("parseWords", () => {
  const CASES: readonly (readonly [text: string, command: string, args?: Readonly<Record<string, unknown>>])[] = [
    ["oncall stats this week", "oncall stats"],
    ["/oncall stats this week", "oncall stats"],
    ["@drm oncall stats", "oncall stats"],
    ["<@U123ABC> oncall stats last week", "oncall stats"],
    ["<@U123ABC|drm>: stats", "oncall stats"],
    ["drm stats", "oncall stats"],
    ["Dr.M, stats", "oncall stats"],
    ["stats", "oncall stats"],
    ["STATS Last Week?", "oncall stats"],
    ["on-call stats", "oncall stats"],
    ["on call stats team:payments", "oncall stats", { team: "payments" }],
    ["oncall stats “this week” person:“Ana Souza”", "oncall stats", { person: "Ana Souza" }],
    ["oncall statistics", "oncall stats"],
    ["who", "oncall who"],
    ["oncall who", "oncall who"],
    ["oncall who?", "oncall who"],
    ["who is on call", "oncall who"],
    ["who's on call?", "oncall who"],
    ["who’s on-call", "oncall who"],
    ["whos oncall", "oncall who"],
    ["Whose on call?", "oncall who"],
    ["oncall who's on call for Payments?", "oncall who", { wanted: "for Payments" }],
    ["who's on call for don't panic", "oncall who", { wanted: "for don't panic" }],
    ["oncall live last week", "oncall live"],
    ["live", "oncall live"],
    ["oncall link me as ana@example.com", "oncall link me as", { email: "ana@example.com" }],
    ["pager me as <mailto:ana@example.com|ana@example.com>", "oncall link me as", { email: "ana@example.com" }],
    ["oncall pager me as ana@example.com", "oncall link me as", { email: "ana@example.com" }],
    ["oncall queue", "oncall queue"],
    ["queue retry", "oncall queue retry"],
    ["oncall queue  retry", "oncall queue retry"],
    ["help", "oncall help", { about: undefined }],
    ["oncall help stats", "oncall help", { about: "stats" }],
    ["oncall", "oncall help"],
    ["/oncall", "oncall help"],
    ["", "oncall help"],
    ["  ?  ", "oncall help"],
    ["<@U123ABC>", "oncall help"],
  ];
  for (const [text, name, args] of CASES)
    it(`"${text}"`, () => {
      const found = asked(text);
      assert.equal(found.command.name, name);
      for (const [key, value] of Object.entries(args ?? {})) assert.equal(found.args[key], value);
    });

  it("reads the range of the words after the name", () => {
    assert.equal(asked("oncall stats 2026-11-01..2026-11-07").args.range.fromMs, Date.parse("2026-10-31T23:00:00Z"));
    assert.equal(asked("stats 2026-11-16..").args.range.toMs, WED.nowMs);
  });

  it("asks whether the nearest command was meant", () => {
    assert.match(tellOf("oncall stast this week"), /Did you mean "oncall stats"/);
    assert.match(tellOf("satts"), /"oncall stats"/);
    assert.match(tellOf("oncall quue retry"), /"oncall queue retry"/);
    assert.match(tellOf("hlep"), /"oncall help"/);
    const far = tellOf("make me a sandwich");
    assert.match(far, /do not know "make me a sandwich"/);
    assert.doesNotMatch(far, /Did you mean/);
    assert.match(far, /^I do not know "make me a sandwich"\.\nSay "\/oncall help" for all I can do\.$/);
    assert.ok(tellOf("x".repeat(5000)).length < 300);
    assert.match(tellOf("statsy"), /"oncall stats"/);
  });

  it("explains wrong arguments with the usage and two examples of that command", () => {
    const tell = tellOf("oncall stats next blue moon");
    assert.match(tell, /Usage: oncall stats \[range\] \[team:…\] \[service:…\] \[person:…\]/);
    assert.match(tell, /For example: "oncall stats this week" or "oncall stats last month team:payments"/);
    assert.match(tell, /^I cannot read "next blue moon" as a time\.\nTry one of/);
    assert.match(tellOf("oncall link me as"), /Which e-mail address\?\nUsage: oncall link me as <email>/);
    assert.match(tellOf("oncall queue now"), /do not understand "now"/);
  });
});

describe("matchCommand", () => {
  it("knows the command whether its arguments can be read or not", () => {
    assert.equal(matchCommand("<@U1> oncall link me as nonsense", commands)?.changes, true);
    assert.equal(matchCommand("queue retry", commands)?.changes, true);
    assert.equal(matchCommand("stats blah", commands)?.changes, undefined);
    assert.equal(matchCommand("", commands)?.name, "oncall help");
    assert.equal(matchCommand("make tea", commands), undefined);
  });
});

describe("commands", () => {
  it("have names of their own, and examples that lead back to them or a neighbour", () => {
    const names = commands.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);
    assert.equal(new Set(names).size, names.length);
    for (const command of commands) {
      assert.ok(command.examples.length >= 2, command.name);
      assert.equal(asked(command.examples[0] ?? "").command.name, command.name);
      for (const example of command.examples) assert.doesNotThrow(() => asked(example), example);
      assert.equal(howTo(command)[0], `Usage: ${usageLine(command)}`);
    }
  });

  /** What commands cannot do without. */
  const NEEDED: Readonly<Record<string, string>> = {
    "oncall link me as": " a@b.cd",
    "alerts mute": " web1 2h because deploy",
    "alerts maintenance": " web1 2h",
  };

  it("are all reached by each of their names, with and without oncall", () => {
    for (const command of commands)
      for (const name of [command.name, ...(command.aliases ?? [])]) {
        const text = `${name}${NEEDED[command.name] ?? ""}`;
        assert.equal(asked(text).command.name, command.name, text);
        assert.equal(asked(`oncall ${text.replace(/^oncall /, "")}`).command.name, command.name, text);
      }
  });
});

describe("editDistance", () => {
  it("counts changed, added, dropped and swapped letters", () => {
    for (const [a, b, away] of [
      ["stats", "stats", 0],
      ["stats", "stast", 1],
      ["stat", "stats", 1],
      ["", "abc", 3],
      ["kitten", "sitting", 3],
    ] as const)
      assert.equal(editDistance(a, b), away);
  });
});
