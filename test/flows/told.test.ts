import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { ArgSpecs } from "../../src/core/args.ts";
import type { Command } from "../../src/core/command.ts";
import { Failure, type FailureCode } from "../../src/core/failure.ts";
import type { Message } from "../../src/core/message.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import { toldReply } from "../../src/flows/answer/told.ts";
import { type AnswerPorts, answer } from "../../src/flows/answer.ts";

const refuse = (): never => {
  throw new Error("not asked for here");
};

/** Says "fail" to an answerer whose only command throws; what was logged at which level, and what the asker was told. */
const failing = async (
  error: unknown,
): Promise<{ levels: readonly string[]; whys: readonly unknown[]; stacks: number; told: Message[] }> => {
  const levels: string[] = [];
  const whys: unknown[] = [];
  const told: Message[] = [];
  let stacks = 0;
  const say = (level: string) => (facts: Readonly<Record<string, unknown>>) => {
    levels.push(level);
    whys.push(facts.why);
    if (facts.err !== undefined) stacks += 1;
  };
  const command: Command<ArgSpecs> = {
    name: "fail",
    help: "Fails.",
    examples: [],
    args: {},
    run: async () => Promise.reject(error),
  };
  const ports: AnswerPorts = {
    store: {
      budgets: { take: refuse, hold: refuse },
      audit: {} as AnswerPorts["store"]["audit"],
    },
    chat: {
      user: async (id) => ({ id, name: "ana", tz: "UTC", outsider: false }),
      ...{ upload: refuse, groupId: refuse, groupMembers: refuse, channelId: refuse },
    },
    policy: () => defaultPolicy("ops"),
    commands: [command],
    contextFor: () => ({ nowMs: 0 }) as ReturnType<AnswerPorts["contextFor"]>,
    snapshot: refuse,
    kept: refuse,
    links: () => [],
    weekStart: 1,
    log: { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
    clock: () => 0,
    tally: { count: () => undefined, time: () => undefined },
  };
  const whisper = async (message: Message) => void told.push(message);
  await answer("fail", "U1", { channel: "C1", how: "slash", say: refuse, whisper, working: async () => {} }, ports);
  return { levels, whys, stacks, told };
};

describe("a command that fails", () => {
  const CASES: readonly (readonly [FailureCode, level: string, stacks: number])[] = [
    ["usage", "info", 0],
    ["forbidden", "info", 0],
    ["not_found", "info", 0],
    ["conflict", "info", 0],
    ["rate_limited", "warn", 1],
    ["upstream", "warn", 1],
    ["internal", "error", 1],
    ["credentials", "error", 1],
  ];
  for (const [code, level, stacks] of CASES)
    it(`with ${code} is logged once, as ${level}, ${stacks === 0 ? "without" : "with"} a stack`, async () => {
      const failed = await failing(new Failure(code, "why", { tell: "First. Then more." }));
      assert.deepEqual([failed.levels, failed.stacks], [[level], stacks]);
      const reply = { title: "First.", lines: ["Then more."], private: true };
      assert.deepEqual(failed.told, [{ kind: "reply", reply }]);
    });

  it("keeps out of the log what was typed by mistake beside it", async () => {
    const { whys } = await failing(new Failure("usage", "words too many: password=hunter2hunter2"));
    assert.match(String(whys[0]), /words too many/);
    assert.doesNotMatch(String(whys[0]), /hunter2/);
  });

  it("by a mistake of ours shows nothing of it", async () => {
    const { levels, told } = await failing(new TypeError("x is undefined"));
    assert.deepEqual(levels, ["error"]);
    assert.match(JSON.stringify(told), /it is not your fault/);
    assert.doesNotMatch(JSON.stringify(told), /undefined/);
  });
});

describe("toldReply", () => {
  it("lets the first sentence stand out and puts the rest on lines of its own", () => {
    const shown = (tell: string) => {
      const { title, lines = [] } = toldReply(tell);
      return [title, ...lines];
    };
    for (const lines of [
      ["Already acknowledged by Ana."],
      ['I do not know "v1.2 Beta".', 'Say "/oncall help".'],
      ["Which e-mail address?", "Usage: x", "For example: y"],
      ["No end"],
    ])
      assert.deepEqual(shown(lines.join("\n")), lines);
    assert.deepEqual(shown("It is closed. Ask an owner."), ["It is closed.", "Ask an owner."]);
    assert.deepEqual(shown("See v1.2 at a.example now"), ["See v1.2 at a.example now"]);
  });
});
