import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createInbound } from "../../src/bot/asked.ts";
import type { Chat } from "../../src/core/chat.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Message, MessageRef } from "../../src/core/message.ts";

const SAID: Message = { kind: "reply", reply: { title: "Done" } };
const REF: MessageRef = { channel: "C1", ts: "1.1" };
const ID = "answer:action:web:1:1";

const answerer = (doubt: { sinceMs: number; again: boolean } | undefined, chat: Partial<Chat>) => {
  const posted: string[] = [];
  const looked: unknown[] = [];
  const lines: string[] = [];
  const note = (_facts: object, message: string) => void lines.push(message);
  const all = {
    post: async (_to: unknown, _message: unknown, id: string) => {
      posted.push(id);
      return REF;
    },
    find: async (...given: unknown[]) => {
      looked.push(given);
      return [];
    },
    ...chat,
  } as Partial<Chat> as Chat;
  const asked = {
    id: "action:web:1",
    text: "graph post x",
    userId: "U1",
    channel: "C1",
    how: "button",
    doubt,
  } as const;
  const log = { debug: note, info: note, warn: note, error: note };
  return { ...createInbound(asked, all, log), posted, looked, lines };
};

const lost = async (): Promise<never> => {
  throw new Failure("timeout", "no answer in time");
};

describe("an answer to stored words", () => {
  it("is not posted once more after a crash when it is there already", async () => {
    const found = answerer({ sinceMs: 7, again: true }, { find: async () => [REF] });
    assert.deepEqual(await found.say(SAID), REF);
    assert.deepEqual(found.posted, []);
    const missing = answerer({ sinceMs: 7, again: true }, {});
    assert.deepEqual(await missing.say(SAID), REF);
    assert.deepEqual([missing.posted, missing.looked], [[ID], [[{ channel: "C1", thread: undefined }, ID, 7]]]);
  });

  it("is looked for when the chat does not say whether it took it, and not on a first try that went well", async () => {
    const unsure = answerer({ sinceMs: 7, again: false }, { post: lost, find: async () => [REF] });
    assert.deepEqual(await unsure.say(SAID), REF);
    await assert.rejects(answerer({ sinceMs: 7, again: false }, { post: lost }).say(SAID), { code: "timeout" });
    const fine = answerer({ sinceMs: 7, again: false }, {});
    await fine.say(SAID);
    assert.deepEqual(fine.looked, []);
  });

  it("has the same name however often it is tried, and the next answer another", async () => {
    const tries = answerer({ sinceMs: 7, again: false }, {});
    await tries.say(SAID);
    await tries.say(SAID);
    await tries.say({ kind: "reply", reply: { title: "And more" } });
    assert.deepEqual(tries.posted, [ID, ID, "answer:action:web:1:2"]);
  });

  it("is posted where nobody can look, with a line in the log", async () => {
    const blind = answerer({ sinceMs: 7, again: true }, { find: lost });
    assert.deepEqual(await blind.say(SAID), REF);
    assert.equal(blind.lines.length, 1);
  });

  it("is not looked for where nothing was stored", async () => {
    const plain = answerer(undefined, { post: lost, find: async () => [REF] });
    await assert.rejects(plain.say(SAID), { code: "timeout" });
  });
});
