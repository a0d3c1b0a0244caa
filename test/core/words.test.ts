import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands, phrases } from "../../src/commands/index.ts";
import { words } from "../../src/core/args.ts";
import { defineCommand } from "../../src/core/command.ts";
import { Failure } from "../../src/core/failure.ts";
import type { RangeContext } from "../../src/core/time/range.ts";
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

const who = (wanted: string) => ({ asked: { wanted, at: undefined, when: undefined }, page: 1 });

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
    ["oncall who's on call for Payments?", "oncall who", { wanted: who("Payments") }],
    ["who's on call for don't panic", "oncall who", { wanted: who("don't panic") }],
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
      for (const [key, value] of Object.entries(args ?? {})) assert.deepEqual(found.args[key], value);
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

  it("offers the nearest commands instead of the words that were not understood", () => {
    const choicesOf = (text: string) => {
      try {
        parseWords(text, commands, WED, phrases);
      } catch (error) {
        return error instanceof Failure ? error.choices : undefined;
      }
      return undefined;
    };
    assert.deepEqual(choicesOf("oncall quue retry"), {
      words: "oncall quue retry",
      options: [{ label: "oncall queue retry", value: "oncall queue retry" }],
    });
    for (const text of ["stast this week", "/oncall stast this week", "pager me stast this week"]) {
      const choices = choicesOf(text);
      assert.ok(choices, text);
      const value = choices.options[0]?.value ?? "";
      for (const said of [text.replace(choices.words, `"${value}"`), text.replace(choices.words, value)]) {
        assert.equal(asked(said).command.name, "oncall stats", said);
        assert.equal(asked(said).args.range.label, "this week", said);
      }
    }
    assert.equal(choicesOf("make me a sandwich"), undefined);
    const [said] = choicesOf("/oncall reasign 12 to ben")?.options ?? [];
    assert.deepEqual(
      said,
      { label: "oncall reassign 12 to ben", value: "oncall reassign" },
      "all that is said is shown",
    );
    assert.equal(choicesOf(`oncall reasign ${"x".repeat(200)}`)?.options[0]?.label.length, 60);
  });

  it("keeps the choices of what fits several things", () => {
    const choices = { words: "pay", options: [{ label: "Payments", value: "Payments" }] };
    const arg = words("<x>");
    const command = defineCommand({
      ...{ name: "oncall pick", help: "", examples: ["oncall pick x"] },
      args: {
        x: {
          ...arg,
          parse: () => {
            throw new Failure("usage", "several", { tell: "Which?", choices });
          },
        },
      },
      run: async () => ({ title: "" }),
    });
    assert.throws(
      () => parseWords("pick pay", [command], WED),
      (error) => error instanceof Failure && error.choices === choices && /Which\?\nUsage/.test(error.tell ?? ""),
    );
  });

  it("hands over a text of its own as it was typed", () => {
    const texts: readonly (readonly [said: string, text: string])[] = [
      ["oncall note 12 Did  it “Work”?!", "Did  it “Work”?!"],
      ["<@U1> note 12 it's  3.", "it's  3."],
      ["  Note 12 service: none of ours…", "service: none of ours…"],
      ["/oncall note 12 two\nlines", "two\nlines"],
      ["on-call note 12 “quoted”", "“quoted”"],
      ["oncall\u00a0note 12 ﬁne ①", "ﬁne ①"],
    ];
    for (const [said, text] of texts) assert.equal(asked(said).args.wish.text, text, said);
    assert.equal(asked("oncall page “Ana Souza” why?").args.wish.named, "Ana Souza");
    assert.equal(asked("oncall schedule “Ops”?").args.of.asked.schedule, "Ops");
  });

  it("takes the longest name, whether oncall was said or not", () => {
    assert.equal(asked("oncall who am i?").command.name, "oncall whoami");
    assert.equal(asked("oncall who").command.name, "oncall who");
    assert.equal(asked("oncall override delete PO123").command.name, "oncall override delete");
  });

  it("knows commands that begin with its own name from being spoken to", () => {
    const own = (name: string) =>
      defineCommand({ name, help: "", examples: [name], args: {}, run: async () => ({ title: "" }) });
    const list = [...commands.filter(({ name }) => !name.startsWith("drm ")), own("drm status")];
    assert.equal(matchCommand("drm status?", list)?.name, "drm status");
    assert.equal(matchCommand("/drm status", list)?.name, "drm status");
    assert.equal(matchCommand("drm stats", list)?.name, "oncall stats");
    assert.equal(matchCommand("@drm help", list)?.name, "oncall help");
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
      assert.ok(command.examples.length >= 1, command.name);
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
    "oncall schedule": " ops",
    "oncall overrides": " ops",
    "oncall add": " ben to 12",
    "oncall merge": " 12 into 13",
    "oncall priority": " 12 P2",
    "oncall override delete": " PO1AB",
    "oncall cover take": " c1",
    "oncall cover withdraw": " c1",
    "graph save": " checkout = up",
    "graph forget": " checkout",
    "graph search": " checkout",
    "graph mark": " deploy v42",
    "graph post": " 1f2e3d4c5b6a7988",
    "graph wider": " 1f2e3d4c5b6a7988",
    "graph narrower": " 1f2e3d4c5b6a7988",
    "measure count": " 502",
    "measure rate": " 502",
    "measure top": " 5 502 by host",
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
