import { strict as assert } from "node:assert";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "../../src/demo/slack/types.ts";
import { type KitOptions, openKit } from "./kit.ts";

/** Longer than people are asked after what ended by itself. */
export const LATER_MS = 61_000;

export const textOf = (one: Message): string => `${one.text}\n${JSON.stringify(one.blocks)}`;

const isElement = (value: unknown): value is { readonly value: string; readonly action_id: string } =>
  typeof value === "object" && value !== null && "value" in value && "action_id" in value;

const elementsOf = ({ blocks = [] }: Message) => {
  const elements: unknown[] = blocks.flatMap((block) => (Array.isArray(block.elements) ? block.elements : []));
  return elements.filter(isElement);
};

/** What the buttons of a message say, in order. */
export const saysOf = (message: Message): readonly string[] => elementsOf(message).map(({ value }) => value);

/** Whether a message is the question whether a problem needed anybody, or the answer to it. */
const isQuestion = ({ metadata }: Message): boolean => JSON.stringify(metadata ?? "").includes("question:");

/** The whole bot, and what people do about questions in it. */
export const openVerdicts = async (t: TestContext, options: KitOptions = {}) => {
  const kit = await openKit(t, options);
  const { account, workspace } = kit.house;
  const questions = (title: string, channel = "ops"): readonly Message[] =>
    kit.cards(title, channel).flatMap(({ ts }) => workspace.thread(channel, ts).filter(isQuestion));
  const seen = (who: string): readonly Message[] => workspace.ephemerals(who).map(({ message }) => message);
  const press = async (who: string, message: Message, words: string): Promise<void> => {
    const found = elementsOf(message).find(({ value }) => value.includes(words));
    assert.ok(found, `no button says "${words}" in ${saysOf(message).join(" | ")}`);
    await workspace.press(who, "ops", message.ts, found.action_id);
  };
  const answered = async (who: string, wanted: RegExp, act: () => Promise<unknown>): Promise<Message> => {
    const before = new Set(seen(who).map(({ ts }) => ts));
    await act();
    return workspace.until(() => seen(who).find((one) => !before.has(one.ts) && wanted.test(textOf(one))), 20_000);
  };
  return {
    ...{ kit, account, workspace, questions, press, answered },
    /** Lets a minute pass, so that what was to be asked is asked. */
    later: async (ms = LATER_MS): Promise<void> => {
      kit.jump(ms);
      kit.app.poll();
      await sleep(300);
    },
    /** A problem of somebody on call, with its card. */
    async opened(title: string, more: { readonly urgency?: "high" | "low" } = {}) {
      const incident = account.trigger({ title, service: "Checkout API", ...more });
      await kit.card(title);
      return incident;
    },
    /** It ends, and its card says so. */
    async ended(id: string, title: string, by?: string): Promise<void> {
      account.resolve(id, by);
      await workspace.until(() => /Resolved/.test(kit.shown(title)), 20_000);
    },
    question: (title: string, wanted = /./): Promise<Message> =>
      workspace.until(() => questions(title).find((one) => wanted.test(textOf(one))), 20_000),
    type: (who: string, words: string, wanted: RegExp, thread?: string): Promise<Message> =>
      answered(who, wanted, () => workspace.type(who, "ops", words, thread === undefined ? {} : { thread })),
  };
};
